import {
  connectProvider,
  createProvider,
  createProviderFromConfig,
  createProviderFromEnv,
  createProviderFromSettings,
  type OpenOptions,
  type Provider,
} from '@modelport/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../support/register-all.js';
import { type Backend, type BackendKind, backendKinds } from './backends.js';

/** Names by which the environment gives the address, the key and the model of each type. */
const variables: Readonly<Record<string, readonly [string, string, string]>> = {
  ollama: ['OLLAMA_HOST', 'OLLAMA_API_KEY', 'OLLAMA_MODEL'],
  openrouter: ['OPENROUTER_BASE_URL', 'OPENROUTER_API_KEY', 'OPENROUTER_DEFAULT_MODEL'],
  'openai-compatible': [
    'OPENAI_COMPATIBLE_BASE_URL',
    'OPENAI_COMPATIBLE_API_KEY',
    'OPENAI_COMPATIBLE_DEFAULT_MODEL',
  ],
  openai: ['OPENAI_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_MODEL'],
  groq: ['GROQ_BASE_URL', 'GROQ_API_KEY', 'GROQ_MODEL'],
  together: ['TOGETHER_BASE_URL', 'TOGETHER_API_KEY', 'TOGETHER_MODEL'],
  deepseek: ['DEEPSEEK_BASE_URL', 'DEEPSEEK_API_KEY', 'DEEPSEEK_MODEL'],
  'azure-openai': ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_MODEL'],
  lmstudio: ['LMSTUDIO_BASE_URL', 'LM_API_TOKEN', 'LMSTUDIO_MODEL'],
  vllm: ['VLLM_BASE_URL', 'VLLM_API_KEY', 'VLLM_MODEL'],
  llamacpp: ['LLAMACPP_BASE_URL', 'LLAMA_API_KEY', 'LLAMACPP_MODEL'],
};

/** The prefix of the keys in an application's settings. Seed 000 has `openai_*` for anything OpenAI-compatible. */
const prefixes: Readonly<Record<string, string>> = {
  'openai-compatible': 'openai',
  'azure-openai': 'azure_openai',
};

type Make = (type: string, backend: Backend, kind: BackendKind) => Provider | Promise<Provider>;

const options = ({ baseUrl, apiKey, model }: Backend): OpenOptions => ({
  baseUrl,
  model,
  ...(apiKey !== '' && { apiKey }),
});

const factories: Readonly<Record<string, Make>> = {
  createProvider: (type, backend) => createProvider(type as string, options(backend)) as Provider,
  createProviderFromSettings(type, { baseUrl, apiKey, model }, kind) {
    const prefix = prefixes[kind.type] ?? kind.type;
    const settings = {
      provider: type,
      [`${prefix}_base_url`]: baseUrl,
      [`${prefix}_api_key`]: apiKey,
      [`${prefix}_model`]: model,
      theme: 'dark',
    };
    return createProviderFromSettings(settings, { env: {} }) as Provider;
  },
  createProviderFromEnv(type, { baseUrl, apiKey, model }, kind) {
    const [address = '', key = '', name = ''] = variables[kind.type] ?? [];
    const env = { PREFERRED_PROVIDER: type, [address]: baseUrl, [key]: apiKey, [name]: model, PATH: '/bin' };
    return createProviderFromEnv(env) as Provider;
  },
  createProviderFromConfig(type, { baseUrl, apiKey, model }) {
    const config = { name: 'mine', type, base_url: baseUrl, options: { model }, weight: 1, enabled: true };
    const withKey = apiKey === '' ? config : { ...config, api_key_env: 'MY_KEY' };
    return createProviderFromConfig(withKey, { env: { MY_KEY: apiKey } }) as Provider;
  },
  connectProvider: (type, backend) =>
    connectProvider(type as string, { ...options(backend), testConnection: true }) as Promise<Provider>,
};

describe.each(backendKinds.map((kind) => [kind.type, kind] as const))('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
    backend.say([{ text: 'Blue, because of the air.' }]);
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  const cases = Object.entries(factories).flatMap(([factory, make]) =>
    kind.spellings.map((spelling) => [factory, spelling, make] as const),
  );

  it.each(cases)(
    'is made by %s as "%s", and its backend gets the key and the model',
    async (_, spelling, make) => {
      const before = backend.requests.length;
      const provider = await make(spelling, backend, kind);
      expect(provider.type).toBe(type);
      const { text, model } = await provider.chat('Why is the sky blue?');
      expect(text).toBe('Blue, because of the air.');
      expect(model).toContain(backend.model.split(':')[0]);
      const chats = backend.requests.slice(before).filter(({ path }) => kind.chatPath.test(path));
      expect(chats).toHaveLength(1);
      expect(chats[0]?.body).toMatchObject({ model: backend.model });
      const { authorization, 'api-key': bareKey } = chats[0]?.headers ?? {};
      if (backend.apiKey !== '') expect([authorization, bareKey].join()).toContain(backend.apiKey);
      await provider.close();
    },
  );

  it('streams, lists its models and tells its health', async () => {
    const provider = createProvider(type as string, options(backend));
    let streamed = '';
    for await (const piece of provider.stream('Why is the sky blue?').text) streamed += piece;
    expect(streamed).toBe('Blue, because of the air.');
    const models = await provider.models();
    expect(models.map(({ id }) => id)).toContain(
      type === 'ollama' ? `${backend.model}:latest` : backend.model,
    );
    expect(new Set(models.map(({ source }) => source))).toEqual(new Set(['live']));
    const health = await provider.health();
    expect(health).toMatchObject({ configured: true, reachable: true, type });
    expect(health.hasModel).not.toBe(false);
    await provider.close();
  });
});

describe('mock', () => {
  it('is made by each factory, and needs nothing', async () => {
    const made: Provider[] = [
      createProvider('mock' as string) as Provider,
      createProviderFromSettings({ llm: { provider: 'mock' } }, { env: {} }) as Provider,
      createProviderFromEnv({ LLM_PROVIDER: 'MOCK' }) as Provider,
      createProviderFromConfig({ name: 'fake', type: 'mock' }) as Provider,
      (await connectProvider('mock' as string, { testConnection: true })) as Provider,
    ];
    for (const provider of made) expect((await provider.chat('Hello')).text).not.toBe('');
  });
});
