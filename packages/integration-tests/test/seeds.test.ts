import {
  checkAllProviders,
  connectProvider,
  createProvider,
  createProviderFromConfig,
  createProviderFromEnv,
  createProviderFromSettings,
  createProviders,
  type Provider,
  ProviderError,
  type ProviderType,
} from '@modelport/core';
import { reserveRefusedPort, startFakeOpenAIServer, startFakeOpenRouter } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import './support/register-all.js';

/** What each of the seed documents promises, as a user of this library meets it. */

const failureOf = (action: () => unknown): ProviderError => {
  try {
    action();
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
};

describe('the factory from settings (seed 000)', () => {
  it('has the documented defaults', () => {
    const made = (provider: string, more = {}) =>
      createProviderFromSettings({ provider, ...more }, { env: {} }) as Provider;
    expect(made('ollama', { ollama_model: 'qwen3' })).toMatchObject({
      baseUrl: 'http://127.0.0.1:11434',
      model: 'qwen3',
    });
    expect(made('openai_compatible')).toMatchObject({
      baseUrl: 'http://localhost:8000/v1',
      model: 'gpt-3.5-turbo',
    });
    expect(made('openrouter', { openrouter_api_key: 'sk-or' })).toMatchObject({ model: 'openai/gpt-4' });
    expect(made('groq', { groq_api_key: 'gsk', groq_model: 'llama' })).toMatchObject({ model: 'llama' });
  });

  it('wants a key for OpenRouter, from the settings or the environment, and none for local servers', async () => {
    const failure = failureOf(() => createProviderFromSettings({ provider: 'openrouter' }, { env: {} }));
    expect(failure.code).toBe('SETTING_MISSING');
    expect(failure.message).toMatch(/OPENROUTER_API_KEY/);
    expect(failure.message).toMatch(/openrouter_api_key/);
    const env = { OPENROUTER_API_KEY: 'sk-or-env' };
    const provider = createProviderFromSettings({ provider: 'openrouter' }, { env }) as Provider;
    expect(provider.baseUrl).toBe('https://openrouter.ai/api/v1');
    // A key of the environment is not for an address that somebody else wrote into the settings.
    const elsewhere = { provider: 'openrouter', openrouter_base_url: 'https://elsewhere.example/v1' };
    expect(failureOf(() => createProviderFromSettings(elsewhere, { env })).code).toBe('SETTING_MISSING');
    await using server = await startFakeOpenRouter();
    const settings = {
      provider: 'openrouter',
      openrouter: { base_url: server.baseUrl, api_key: server.apiKey, model: server.model },
    };
    const nested = createProviderFromSettings(settings, { env: {} }) as Provider;
    expect((await nested.chat('Hello')).text).not.toBe('');
    expect(() => createProviderFromSettings({ provider: 'openai_compatible' }, { env: {} })).not.toThrow();
  });
});

describe('OpenRouter (seed 001)', () => {
  it('needs a key, and createProvider reads it from no environment', () => {
    process.env['OPENROUTER_API_KEY'] = 'sk-or-from-the-environment';
    try {
      expect(failureOf(() => createProvider('openrouter' as string)).code).toBe('SETTING_MISSING');
      expect(failureOf(() => createProvider('openrouter' as string, { apiKey: '' })).code).toBe(
        'SETTING_INVALID',
      );
    } finally {
      delete process.env['OPENROUTER_API_KEY'];
    }
  });

  it('sends who asks, for attribution', async () => {
    await using server = await startFakeOpenRouter();
    const { baseUrl, apiKey, model } = server;
    const who = { appUrl: 'https://example.com', appName: 'Example' };
    await createProvider('openrouter', { baseUrl, apiKey, model, ...who }).chat('Hello');
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'http-referer': 'https://example.com',
      'x-openrouter-title': 'Example',
      'x-title': 'Example',
    });
  });
});

describe('anything OpenAI-compatible (seed 002)', () => {
  it('is made from its variables: address, key, model, name, headers, retries', async () => {
    await using server = await startFakeOpenAIServer();
    const env = {
      PREFERRED_PROVIDER: 'openai_compatible',
      OPENAI_COMPATIBLE_ENABLED: 'true',
      OPENAI_COMPATIBLE_API_KEY: server.apiKey,
      OPENAI_COMPATIBLE_BASE_URL: server.baseUrl,
      OPENAI_COMPATIBLE_DEFAULT_MODEL: server.model,
      OPENAI_COMPATIBLE_PROVIDER_NAME: 'Our Own',
      OPENAI_COMPATIBLE_CUSTOM_HEADERS: '{"X-Custom-Header": "value"}',
      OPENAI_COMPATIBLE_TIMEOUT: '30',
      OPENAI_COMPATIBLE_MAX_RETRIES: '0',
    };
    const provider = createProviderFromEnv(env) as Provider;
    await provider.chat('Hello');
    expect(server.requests.at(-1)?.headers).toMatchObject({ 'x-custom-header': 'value' });
    server.setReply({ error: { status: 500, message: 'broken' } });
    const before = server.requests.length;
    await expect(provider.chat('Hello')).rejects.toThrow(/Our Own/);
    expect(server.requests.length).toBe(before + 1);
  });

  it.each([
    ['https://openrouter.ai/api/v1', 'OpenRouter'],
    ['https://api.openai.com/v1', 'OpenAI'],
    ['https://api.together.xyz/v1', 'Together AI'],
    ['https://api.together.ai/v1', 'Together AI'],
    ['https://my-resource.openai.azure.com/', 'Azure OpenAI'],
    ['https://api.groq.com/openai/v1', 'Groq'],
    ['https://your-custom-provider.com/v1', 'OpenAI Compatible'],
    ['https://api.openai.com.evil.example/v1', 'OpenAI Compatible'],
    ['https://evil.example/openrouter.ai/v1', 'OpenAI Compatible'],
  ])('is called by the service behind %s: %s', (baseUrl, name) => {
    expect(createProvider('openai-compatible', { baseUrl }).displayName).toBe(name);
    const named = createProvider('openai-compatible', { baseUrl, displayName: 'Ours' });
    expect(named.toJSON()).toMatchObject({ displayName: 'Ours' });
  });

  it('can be switched off', () => {
    const env = { PREFERRED_PROVIDER: 'openai_compatible', OPENAI_COMPATIBLE_ENABLED: 'false' };
    expect(failureOf(() => createProviderFromEnv(env)).message).toContain('OPENAI_COMPATIBLE_ENABLED');
  });

  it('has the documented defaults', () => {
    const provider = createProviderFromEnv({
      PREFERRED_PROVIDER: 'openai_compatible',
      OPENAI_COMPATIBLE_API_KEY: 'sk',
    }) as Provider;
    expect(provider).toMatchObject({
      baseUrl: 'https://openrouter.ai/api/v1',
      model: 'anthropic/claude-3.5-sonnet',
    });
  });

  it('keeps the old variables of OpenRouter working', async () => {
    await using server = await startFakeOpenRouter();
    const env = {
      PREFERRED_PROVIDER: 'openrouter',
      OPENROUTER_API_KEY: server.apiKey,
      OPENROUTER_BASE_URL: server.baseUrl,
      OPENROUTER_DEFAULT_MODEL: server.model,
    };
    const response = await (createProviderFromEnv(env) as Provider).chat('Hello');
    expect(response.model).toBe(server.model);
    // Reached through the generic provider, too.
    const { baseUrl, apiKey, model } = server;
    const generic = createProvider('openai-compatible', { baseUrl, apiKey, model });
    expect((await generic.chat('Hello')).model).toBe(model);
  });

  it("a key header of one's own replaces Authorization", async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'azure' });
    const { baseUrl, apiKey, model } = server;
    const provider = createProvider('openai-compatible', { baseUrl, model, headers: { 'api-key': apiKey } });
    await provider.chat('Hello');
    const { headers } = server.requests.at(-1) ?? {};
    expect(headers).toMatchObject({ 'api-key': apiKey });
    expect(headers).not.toHaveProperty('authorization');
  });
});

describe('the factory with auto-detection (seed 003)', () => {
  it('has its types', () => {
    const types: ProviderType[] = ['openai', 'lmstudio', 'ollama', 'llamacpp', 'auto'];
    expect(types).toHaveLength(5);
  });

  it.each(['lmstudio', 'ollama', 'llamacpp'] as const)('makes %s with no server running', (type) => {
    expect(createProvider(type).type).toBe(type);
  });

  it('says which types there are where one is invalid', () => {
    const failure = failureOf(() => createProvider('invalid' as string));
    expect(failure.code).toBe('PROVIDER_NOT_FOUND');
    for (const type of ['openai', 'lmstudio', 'ollama', 'llamacpp']) {
      expect(failure.message).toContain(type);
      expect(failure.candidates).toContain(type);
    }
  });

  it('takes OpenAI where there is a key, else the configured type, else LM Studio, without network', () => {
    const choose = (settings: object) => (createProviderFromSettings(settings, { env: {} }) as Provider).type;
    expect(choose({ openai_api_key: 'sk' })).toBe('openai');
    expect(choose({ openai: { api_key: 'sk' }, llm: { provider: 'auto' } })).toBe('openai');
    expect(choose({ llm: { provider: 'ollama' } })).toBe('ollama');
    expect(choose({ ollama_base_url: 'http://127.0.0.1:9' })).toBe('ollama');
    expect(choose({})).toBe('lmstudio');
    expect(createProvider('auto').type).toBe('lmstudio');
    expect(createProvider('auto', { apiKey: 'sk' }).type).toBe('openai');
  });

  it('tests the connection where it is asked to', async () => {
    await using refused = await reserveRefusedPort();
    const baseUrl = `http://127.0.0.1:${refused.port}`;
    const connect = connectProvider('ollama', { baseUrl, model: 'any', testConnection: true });
    await expect(connect).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    const untested = await connectProvider('ollama', { baseUrl, model: 'any' });
    expect(untested.type).toBe('ollama');
  });

  it('checks all providers, whatever state they are in', async () => {
    const results = await checkAllProviders({ env: { OPENAI_API_KEY: 'sk', OPENAI_MODEL: 'gpt' } });
    expect(Object.keys(results)).toEqual(
      expect.arrayContaining(['openai', 'lmstudio', 'ollama', 'llamacpp']),
    );
    expect(results['openai']).toMatchObject({
      configured: true,
      reachable: undefined,
      modelId: 'gpt',
      baseUrl: 'https://api.openai.com/v1',
      type: 'openai',
    });
    expect(results['groq']).toMatchObject({ configured: false });
    expect(JSON.stringify(results)).not.toContain('"sk"');
  });
});

describe('the factory from config objects (seed 004)', () => {
  const env = { OPENAI_API_KEY: 'sk-openai' };
  const entries = [
    { name: 'openai-gpt4', type: 'openai', api_key_env: 'OPENAI_API_KEY', timeout: 30, max_retries: 3 },
    { name: 'gpu', type: 'vllm', base_url: 'http://127.0.0.1:9/v1', weight: 2 },
    { name: 'off', type: 'mock', enabled: false },
    { name: 'fake', type: 'mock' },
  ] as const;

  it('makes what an entry says, and names the variable that lacks a key', () => {
    expect(createProviderFromConfig(entries[0], { env })).toMatchObject({
      name: 'openai-gpt4',
      type: 'openai',
    });
    const failure = failureOf(() => createProviderFromConfig(entries[0], { env: {} }));
    expect(failure).toMatchObject({ code: 'SETTING_MISSING' });
    expect(failure.message).toContain('OPENAI_API_KEY');
    const misspelt = failureOf(() =>
      createProviderFromConfig({ ...entries[3], max_retrys: 1 } as never, { env }),
    );
    expect(misspelt.message).toContain('maxRetries');
  });

  it('keeps instances by name, through a new config where theirs stays the same', async () => {
    const set = createProviders(entries, { env });
    expect(set.names).toEqual(['openai-gpt4', 'gpu', 'fake']);
    const [openai, gpu, fake] = set.names.map((name) => set.get(name));
    set.update([entries[0], { ...entries[1], base_url: 'http://127.0.0.1:10/v1' }, entries[3]]);
    expect(set.get('openai-gpt4')).toBe(openai);
    expect(set.get('fake')).toBe(fake);
    expect(set.get('gpu')).not.toBe(gpu);
    expect(failureOf(() => set.update([{ name: 'a', type: 'nothing' }])).code).toBe('PROVIDER_NOT_FOUND');
    expect(set.names).toEqual(['openai-gpt4', 'gpu', 'fake']);
    expect(JSON.stringify(set)).not.toContain('sk-openai');
    const { provider, model } = set.resolve('fake:any:thing');
    expect(provider).toBe(fake);
    expect(model).toBe('any:thing');
    await set.close();
  });
});
