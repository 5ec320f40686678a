import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createProvider, createRegistry, getDefinition, registerProvider } from '@modelport/core';
import { startFakeOpenAIServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { definePreset, definition } from '../src/index.js';
import { allPresets, presetDefinitions } from '../src/presets.js';

const types = [
  ...['openai', 'azure-openai', 'groq', 'together', 'deepseek', 'mistral', 'xai', 'fireworks', 'cerebras'],
  ...['nvidia', 'huggingface', 'lmstudio', 'vllm', 'localai', 'jan', 'koboldcpp'],
];

describe('the presets', () => {
  it('are registered by importing the package, each as its own type and under its other names', () => {
    expect(presetDefinitions.map(({ type }) => type)).toEqual(types);
    for (const definition of presetDefinitions) {
      for (const name of [definition.type, ...(definition.aliases ?? [])])
        expect(getDefinition(name)).toBe(definition);
    }
  });

  it('are all known to TypeScript under all their names', () => {
    const source = readFileSync(new URL('../src/preset-types.ts', import.meta.url), 'utf8');
    const typed = [...source.matchAll(/^ {2}'?([\w-]+)'?: TypeEntry/gm)].map(([, name]) => name);
    const names = [definition, ...presetDefinitions].flatMap(({ type, aliases = [] }) => [type, ...aliases]);
    expect(typed.sort()).toEqual(names.sort());
  });

  it('share no name and no host', () => {
    const names = allPresets.flatMap(({ type, aliases = [] }) => [
      ...new Set([type, ...aliases].map((name) => name.replaceAll('_', '-'))),
    ]);
    expect(new Set(names).size).toBe(names.length);
    const hosts = allPresets.flatMap(({ hosts = [] }) => hosts);
    expect(new Set(hosts).size).toBe(hosts.length);
  });

  it('go to the hosts by which they are recognised', () => {
    for (const { type, baseUrl, hosts = [], location } of allPresets) {
      if (baseUrl === undefined) continue;
      const { hostname, protocol } = new URL(baseUrl);
      const isOwn = hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
      expect([type, isOwn, protocol]).toEqual([
        type,
        location === 'cloud',
        location === 'cloud' ? 'https:' : 'http:',
      ]);
    }
  });

  it.each([
    ['index', 1 + types.length],
    ['presets', 0],
    ['definition', 0],
    ['extend', 0],
  ])('importing the file %s registers %d types', (file, count) => {
    const code = `await import(${JSON.stringify(new URL(`../dist/${file}.js`, import.meta.url).href)});
      const slot = globalThis[Symbol.for('@modelport/core/registry@1')];
      process.stdout.write(String(slot?.records.size ?? 0));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', code]);
    expect(Number(output.toString())).toBe(count);
  });

  it('are registered by a file of their own, which bundlers keep by its name in package.json', () => {
    const dist = new URL('../dist/', import.meta.url);
    const { sideEffects } = JSON.parse(readFileSync(new URL('../package.json', dist), 'utf8'));
    const registering = readdirSync(dist)
      .filter((file) => file.endsWith('.js'))
      .filter((file) => /registerProvider\(/.test(readFileSync(new URL(file, dist), 'utf8')));
    expect(registering).toEqual(['index.js']);
    expect(sideEffects).toEqual(['./dist/index.js']);
  });

  it.each([
    ['groq', 'apiKey', ['GROQ_API_KEY']],
    ['lmstudio', 'apiKey', ['LM_API_TOKEN', 'LMSTUDIO_API_KEY']],
    ['lmstudio', 'baseUrl', ['LMSTUDIO_BASE_URL', 'LM_STUDIO_BASE_URL']],
    ['huggingface', 'apiKey', ['HF_TOKEN', 'HUGGINGFACE_API_KEY']],
    ['openai', 'organization', ['OPENAI_ORG_ID']],
    ['openai', 'project', ['OPENAI_PROJECT_ID']],
    ['azure-openai', 'baseUrl', ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_BASE_URL']],
    ['azure-openai', 'apiVersion', ['OPENAI_API_VERSION', 'AZURE_OPENAI_API_VERSION']],
  ])('%s reads %s from the variables of its ecosystem', (type, option, names) => {
    const field = getDefinition(type).settings.find(({ name }) => name === option);
    const derived = `${type}_${option.replace(/[A-Z]/g, '_$&')}`.replaceAll('-', '_').toUpperCase();
    expect(field?.environment?.names ?? [derived]).toEqual(names);
  });
});

describe('a key', () => {
  const needing = types.filter((type) => !/lmstudio|vllm|localai|koboldcpp/.test(type));

  it.each(needing)('is needed by %s', (type) => {
    expect(() => createProvider(type as string)).toThrow(
      expect.objectContaining({ code: 'SETTING_MISSING' }),
    );
    expect(() => createProvider(type, { baseUrl: 'https://llm.example.org' })).toThrow(
      expect.objectContaining({ code: 'SETTING_MISSING', setting: 'apiKey' }),
    );
  });

  it('may be a header of the user, which then takes the place of Authorization', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'azure' });
    const provider = createProvider('groq', {
      baseUrl: server.baseUrl,
      headers: { 'API-Key': server.apiKey },
      model: server.model,
    });
    await provider.chat('Hi');
    expect(server.requests[0]?.headers).toMatchObject({ 'api-key': server.apiKey });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is missed where the headers hold none, and the message says how to give it', () => {
    expect(() => createProvider('groq', { headers: { 'x-team': 'a' } })).toThrow(
      expect.objectContaining({
        code: 'SETTING_MISSING',
        setting: 'apiKey',
        message: expect.stringMatching(/Groq.*"apiKey".*header/),
      }),
    );
  });

  it.each(['lmstudio', 'vllm', 'localai', 'koboldcpp'] as const)('is not needed by %s', (type) => {
    expect(createProvider(type).baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  });
});

describe('the name of a service', () => {
  const nameOf = (type: string, options: object) =>
    getDefinition(type).create(options, { name: 'x', type }).displayName;

  it.each([
    ['openai-compatible', 'https://openrouter.ai/api/v1', 'OpenRouter'],
    ['openai-compatible', 'https://api.openai.com/v1', 'OpenAI'],
    ['openai-compatible', 'https://api.together.xyz/v1', 'Together AI'],
    ['openai-compatible', 'https://api.together.ai/v1', 'Together AI'],
    ['openai-compatible', 'https://r.openai.azure.com', 'Azure OpenAI'],
    ['openai-compatible', 'https://api.mistral.ai/v1', 'Mistral'],
    ['openai-compatible', 'http://localhost:8000/v1', 'OpenAI Compatible'],
    ['openai-compatible', 'https://api.openai.com.example.org/v1', 'OpenAI Compatible'],
    ['openai-compatible', 'https://notx.ai/v1', 'OpenAI Compatible'],
    ['openai', 'https://api.deepseek.com', 'DeepSeek'],
    ['openai', 'https://proxy.example.org/v1', 'OpenAI'],
    ['groq', 'http://127.0.0.1:1/v1', 'Groq'],
  ])('%s at %s is %s', (type, baseUrl, name) => {
    expect(nameOf(type, { baseUrl, apiKey: 'k' })).toBe(name);
    expect(nameOf(type, { baseUrl, apiKey: 'k', displayName: 'Mine' })).toBe('Mine');
  });

  it('is what the provider and its description show', () => {
    const provider = createProvider('openai-compatible', { baseUrl: 'https://api.together.xyz/v1' });
    expect(provider.displayName).toBe('Together AI');
    expect(JSON.parse(JSON.stringify(provider))).toMatchObject({ displayName: 'Together AI' });
  });

  it('is in its errors', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'groq' });
    const provider = createProvider('groq', { baseUrl: server.baseUrl, apiKey: 'wrong', maxRetries: 0 });
    await expect(provider.chat({ model: 'm', messages: 'Hi' })).rejects.toThrow(/^Groq answered HTTP 401/);
  });
});

describe('quirks', () => {
  const quirksOf = (type: string, options: object) =>
    getDefinition(type).create({ apiKey: 'k', ...options }, { name: 'x', type }).quirks;

  it("are the preset's own behind a proxy, and those of another service at its address", () => {
    expect(quirksOf('openai', { baseUrl: 'http://127.0.0.1:1/v1' }).systemRole).toBe('developer');
    const elsewhere = quirksOf('openai', { baseUrl: 'https://api.deepseek.com' });
    expect(elsewhere).toMatchObject({ systemRole: 'system', reasoning: 'thinking' });
    expect(quirksOf('openai', { quirks: { systemRole: 'system' } }).systemRole).toBe('system');
  });
});

describe('the cost of an answer', () => {
  const costAt = async (baseUrl: string) => {
    const provider = createProvider('vllm', {
      baseUrl,
      model: 'm',
      fetch: async () =>
        Response.json({
          choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
        }),
    });
    return (await provider.chat('Hi')).usage.cost;
  };

  it('is nothing from a server of your own, and not known of a service, whatever the type says', async () => {
    expect(await costAt('http://127.0.0.1:8000/v1')).toMatchObject({ total: 0, source: 'local' });
    expect(await costAt('https://api.together.xyz/v1')).toBeNull();
  });
});

describe('a preset of your own', () => {
  it('keeps its name and quirks at its own address, also where that is of a service that is known', () => {
    const own = definePreset({
      type: 'my-resource',
      displayName: 'My resource',
      location: 'cloud',
      baseUrl: 'https://mine.openai.azure.com/openai/v1',
      quirks: { systemRole: 'developer' },
    });
    const create = (baseUrl?: string) =>
      own.create({ apiKey: 'k', baseUrl }, { name: 'x', type: 'my-resource' });
    expect(create()).toMatchObject({
      displayName: 'My resource',
      quirks: { systemRole: 'developer', authHeader: 'api-key' },
    });
    expect(create('https://api.deepseek.com')).toMatchObject({
      displayName: 'DeepSeek',
      quirks: { systemRole: 'system', authHeader: 'authorization' },
    });
  });

  it('is a type like the others', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'vllm', apiKey: 'sk-own' });
    const registry = createRegistry();
    registerProvider(
      definePreset({
        type: 'my-cloud',
        aliases: ['mine'],
        displayName: 'My Cloud',
        location: 'cloud',
        baseUrl: server.baseUrl,
        quirks: { streamUsage: false },
        requestFields: { cacheSalt: 'cache_salt' },
        models: ['my-model'],
      }),
      { registry },
    );
    expect(() => createProvider('mine', {}, { registry })).toThrow(
      expect.objectContaining({ code: 'SETTING_MISSING', setting: 'apiKey' }),
    );
    const provider = createProvider('mine', { apiKey: 'sk-own', model: server.model }, { registry });
    await provider.stream({
      messages: 'Hi',
      providerOptions: { 'my-cloud': { cacheSalt: 's' } } as never,
    }).response;
    expect(server.requests[0]?.body).toMatchObject({ cache_salt: 's' });
    expect(server.requests[0]?.body).not.toHaveProperty('stream_options');
    expect(registry.get('my-cloud').fallbackModels).toEqual(['my-model']);
  });
});
