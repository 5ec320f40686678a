import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProviderFromSettings, type FromSettingsOptions } from '../../src/config/factories.js';
import { createRegistry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf, scriptedDriver } from '../support/scripted.js';
import { seedRegistry } from './support.js';

/** The type that settings give, and what its driver was created with. */
function made(settings: object, options: FromSettingsOptions = {}) {
  const { registry, created } = seedRegistry();
  const { type, name } = createProviderFromSettings(settings, { env: {}, registry, ...options });
  return { type, options: created.get(name) };
}
const errorFrom = (settings: object, options: FromSettingsOptions = {}) =>
  errorOf(() => made(settings, options));

afterEach(() => void vi.unstubAllEnvs());

describe('createProviderFromSettings', () => {
  it.each<[object, string, object]>([
    [{ provider: 'ollama' }, 'ollama', { baseUrl: 'http://127.0.0.1:11434' }],
    [
      { provider: 'ollama', ollama_model: 'm', ollama_base_url: 'http://gpu:11434' },
      'ollama',
      { model: 'm', baseUrl: 'http://gpu:11434' },
    ],
    [
      { provider: 'groq', groq_model: 'm', groq_api_key: 'gsk-1' },
      'groq',
      { model: 'm', apiKey: 'gsk-1', baseUrl: 'https://api.groq.com/openai/v1' },
    ],
    [
      { provider: 'openai_compatible' },
      'openai-compatible',
      { model: 'gpt-3.5-turbo', baseUrl: 'http://localhost:8000/v1' },
    ],
    [
      {
        provider: 'openai_compatible',
        openai_model: 'm',
        openai_base_url: 'http://gpu/v1',
        openai_api_key: 'k',
      },
      'openai-compatible',
      { model: 'm', baseUrl: 'http://gpu/v1', apiKey: 'k' },
    ],
    [
      { provider: 'openrouter', openrouter_api_key: 'sk-or-1' },
      'openrouter',
      { model: 'openai/gpt-4', apiKey: 'sk-or-1', baseUrl: 'https://openrouter.ai/api/v1' },
    ],
    [
      { provider: 'openrouter', openrouter_api_key: 'sk-or-1', openrouter_model: 'm' },
      'openrouter',
      { model: 'm', apiKey: 'sk-or-1', baseUrl: 'https://openrouter.ai/api/v1' },
    ],
  ])('makes of %j the type %s with its defaults', (settings, type, options) => {
    expect(made(settings)).toEqual({ type, options });
  });

  it.each<[object, string]>([
    [{ provider: 'ollama', llm_provider: 'vllm' }, 'ollama'],
    [{ llm_provider: 'vllm' }, 'vllm'],
    [{ llmProvider: 'vllm' }, 'vllm'],
    [{ llm: { provider: 'vllm' } }, 'vllm'],
    [{ 'llm.provider': 'vllm' }, 'vllm'],
    [{ LLM_PROVIDER: 'vllm' }, 'vllm'],
    [{ PREFERRED_PROVIDER: 'llama_cpp' }, 'llamacpp'],
    [{ provider: 'auto' }, 'lmstudio'],
    [{ provider: null }, 'lmstudio'],
    [{ provider: 'auto', openai_api_key: 'k' }, 'openai'],
    [{ openai_api_key: 'k', openai_base_url: 'http://localhost:8000/v1' }, 'openai'],
    [{ openai_base_url: 'http://localhost:8000/v1', openai_model: 'm' }, 'openai-compatible'],
    [{ ollama: { model: 'm' }, theme: 'dark' }, 'ollama'],
    [{ groq_model: 'm' }, 'groq'],
    [{ openrouter_model: 'm', groq_model: 'm' }, 'groq'],
    [
      { openrouter: { model: 'm', api_key: 'k' }, openai_model: 'm', groq: { enabled: false } },
      'openai-compatible',
    ],
    [{}, 'lmstudio'],
  ])('chooses of %j the type %s', (settings, type) => {
    expect(made(settings, { env: { GROQ_API_KEY: 'gsk-1' } }).type).toBe(type);
  });

  it('lets its argument decide the type', () => {
    expect(made({ provider: 'ollama' }, { type: 'vllm' }).type).toBe('vllm');
    // Who asks for auto gets OpenAI where there is a key, else what is configured.
    expect(made({ provider: 'ollama' }, { type: 'auto' }).type).toBe('ollama');
    expect(made({ provider: 'ollama', openai_api_key: 'k' }, { type: 'auto' }).type).toBe('openai');
    expect(made({ provider: 'ollama', openai_api_key: 'k' }).type).toBe('ollama');
  });

  it.each([
    [{ providr: 'ollama' }, 'providr', 'provider'],
    [{ proivder: 'ollama' }, 'proivder', 'provider'],
    [{ llmProvder: 'ollama', groq_model: 'm' }, 'llmProvder', 'llm_provider'],
    [{ llm: { providre: 'ollama' } }, 'llm.providre', 'llm_provider'],
  ])('says of %j what was probably meant', async (settings, setting, meant) => {
    const error = await errorFrom(settings);
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting, candidates: [meant] });
    expect(error.message).toContain(`"${setting}" is not known. Did you mean "${meant}"?`);
  });

  it('leaves keys alone that are merely like those that name the type', () => {
    expect(made({ providr: 'groq', provider: 'ollama' }).type).toBe('ollama');
    expect(made({ providr: 'groq' }, { type: 'ollama' }).type).toBe('ollama');
    expect(made({ providers: ['a'], provide: {}, prov: 'x', override: 'y' }).type).toBe('lmstudio');
  });

  it('names the key of a type that there is not', async () => {
    const error = await errorFrom({ llm: { provider: 'olama' } });
    expect(error.message).toMatch(/^The setting "llm\.provider" cannot be used: .*Did you mean "ollama"\?/);
  });

  it.each([[['ollama']], [{ type: 'ollama' }], [5], [false]])('refuses %j for a type', async (provider) => {
    const error = await errorFrom({ provider, ollama_model: 'm' });
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'provider' });
    expect(error.message).toMatch(/^The setting "provider" must be a line of text/);
  });

  it.each([
    { ollama_base_url: 'http://gpu:1', ollama_num_ctx: 4096 },
    { ollamaBaseUrl: 'http://gpu:1', ollamaNumCtx: '4096' },
    { 'ollama-base-url': 'http://gpu:1', 'OLLAMA-NUM-CTX': 4096 },
    { 'ollama.base_url': 'http://gpu:1', 'ollama.numCtx': 4096 },
    { ollama: { base_url: 'http://gpu:1', numCtx: 4096 } },
    { Ollama: { baseUrl: 'http://gpu:1', 'num-ctx': '4096' } },
  ])('finds keys in any spelling: %j', (settings) => {
    expect(made({ provider: 'ollama', ...settings }).options).toEqual({
      baseUrl: 'http://gpu:1',
      numCtx: 4096,
    });
  });

  it('takes values as they are where they are no texts', () => {
    const apiKey = () => 'sk-1';
    const headers = { 'x-team': 'blue' };
    const settings = { openrouter: { apiKey, headers, timeout: 2, maxRetries: 0 } };
    expect(made(settings).options).toMatchObject({ apiKey, headers, idleTimeout: 2_000, maxRetries: 0 });
  });

  it('reads settings of a class', () => {
    class Settings {
      provider = 'ollama';
      ollama = new (class {
        model = 'm';
      })();
    }
    expect(made(new Settings()).options).toMatchObject({ model: 'm' });
  });

  it('leaves keys alone that are its application’s own', () => {
    const application = {
      ...{
        theme: 'dark',
        ollama_path: '/usr/bin/ollama',
        ollama_models: ['a'],
        ollama_model_path: '/m',
        ollamas_model: 1,
      },
      ...{ openai_organization_page: 1, ollama: { window: { width: 3 } }, self: {} as unknown },
    };
    application.self = application;
    expect(made({ provider: 'ollama', ...application }).options).toEqual({
      baseUrl: 'http://127.0.0.1:11434',
    });
  });

  it.each([
    ['ollama_modle', 'ollama_model'],
    ['ollama.bse_url', 'ollama_base_url'],
    ['ollamaBaseUlr', 'ollama_base_url'],
    ['ollama_num_tcx', 'ollama_num_ctx'],
  ])('says of %s that %s was meant', async (key, meant) => {
    const error = await errorFrom({ provider: 'ollama', [key]: 'sk-live' });
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: key, candidates: [meant] });
    expect(error.message).toContain(`"${key}"`);
    expect(error.message).toContain(`Did you mean "${meant}"?`);
    expect(error.message).not.toContain('sk-live');
  });

  it('says so too where a type’s prefix is another one', async () => {
    const error = await errorFrom({ provider: 'openai_compatible', openai_base_ulr: 'http://gpu/v1' });
    expect(error.message).toContain('Did you mean "openai_base_url"?');
    const own = await errorFrom({
      provider: 'openai_compatible',
      openai_compatible_base_url: 'http://gpu/v1',
    });
    expect(own.message).toContain('Did you mean "openai_base_url"?');
  });

  it('minds only keys of the type that is used, and only where the right one is not there', () => {
    expect(made({ provider: 'vllm', ollama_modle: 'm' }).type).toBe('vllm');
    expect(made({ provider: 'ollama', ollama_mode1: 'm', ollama_model: 'm' }).type).toBe('ollama');
  });

  it('leaves keys alone that are another type’s', () => {
    const registry = createRegistry();
    const settings = [
      { name: 'mode', kind: 'string' as const, description: 'x', settings: { names: ['odd_mode'] } },
    ];
    registry.register(definitionOf());
    const make = () => createProviderFromSettings({ provider: 'odd', odd_mode: 'x' }, { env: {}, registry });
    expect(make).toThrow('Did you mean "odd_model"?');
    registry.register(definitionOf({ type: 'even', settings }));
    expect(make().type).toBe('odd');
  });

  it('names the key of a bad value as it is written', async () => {
    const error = await errorFrom({ provider: 'ollama', ollama: { NumCtx: 'many' } });
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'numCtx', type: 'ollama' });
    expect(error.message).toMatch(
      /^The setting "ollama\.NumCtx" must be a whole number from 1; "many" is not\.$/,
    );
  });

  it.each([Symbol('x'), 10n, true, [5], { s: 5 }, Number.NaN])('refuses the timeout %o', async (timeout) => {
    const error = await errorFrom({ provider: 'ollama', ollama: { timeout } });
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'timeout' });
    expect(error.message).toMatch(/must be a number from 0 to 3600; .* is not\.$/);
  });

  it('reads settings of any depth and size', () => {
    const settings: Record<string, unknown> = { provider: 'ollama', ollama: { model: 'm' } };
    let inner = settings;
    for (let depth = 0; depth < 20_000; depth++) {
      inner['deeper'] = {};
      inner = inner['deeper'] as Record<string, unknown>;
    }
    for (let at = 0; at < 20_000; at++) settings[`own ${at}`] = at;
    expect(made(settings).options).toMatchObject({ model: 'm' });
  });

  it('never shows a secret', async () => {
    for (const groq_api_key of ['sk-live\nx', ['sk-live'], { key: 'sk-live' }, 'sk-live…']) {
      const error = await errorFrom({ provider: 'groq', groq_api_key });
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'apiKey' });
      expect(JSON.stringify(error) + inspect(error, { depth: 9 })).not.toContain('sk-live');
    }
  });

  it.each([null, 5, 'x', []])('refuses %j for settings', async (settings) => {
    expect(await errorFrom(settings as never)).toMatchObject({ code: 'SETTING_INVALID' });
  });

  it('refuses a type that the settings disable', async () => {
    const error = await errorFrom({ provider: 'groq', groq: { enabled: false, api_key: 'gsk-1' } });
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'enabled' });
    expect(error.message).toContain('The setting "groq.enabled"');
  });

  it('changes no prototype', () => {
    const settings = JSON.parse(
      '{"provider": "ollama", "__proto__": {"ollama_model": "x", "polluted": 1}}',
    ) as object;
    expect(made(settings).options).not.toHaveProperty('polluted');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a secret that the settings do not give', () => {
  it('comes from this process, unless another environment is given', async () => {
    vi.stubEnv('GROQ_API_KEY', 'gsk-1');
    const { registry, created } = seedRegistry();
    createProviderFromSettings({ provider: 'groq' }, { registry });
    expect(created.get('groq')).toMatchObject({ apiKey: 'gsk-1' });
    expect(made({ provider: 'groq' }, { env: { GROQ_API_KEY: 'gsk-2' } }).options).toMatchObject({
      apiKey: 'gsk-2',
    });
    expect(await errorFrom({ provider: 'groq' })).toMatchObject({
      code: 'SETTING_MISSING',
      setting: 'apiKey',
    });
  });

  it('is the one of the settings where both give it', () => {
    const env = { OPENROUTER_API_KEY: 'env' };
    expect(made({ provider: 'openrouter' }, { env }).options).toMatchObject({ apiKey: 'env' });
    expect(made({ provider: 'openrouter', openrouter_api_key: 'own' }, { env }).options).toMatchObject({
      apiKey: 'own',
    });
  });

  it('is all that comes from the environment', () => {
    const env = { OLLAMA_MODEL: 'm', OLLAMA_BASE_URL: 'http://gpu:1', PREFERRED_PROVIDER: 'groq' };
    expect(made({ provider: 'ollama' }, { env }).options).toEqual({ baseUrl: 'http://127.0.0.1:11434' });
  });

  it('goes to no host that it may not be meant for', async () => {
    const env = { GROQ_API_KEY: 'gsk-live', OPENAI_COMPATIBLE_API_KEY: 'sk-live' };
    const elsewhere = { provider: 'groq', groq_base_url: 'https://evil.example/openai/v1' };
    const error = await errorFrom(elsewhere, { env });
    expect(error).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
    expect(error.message).toMatch(/"GROQ_API_KEY" is not sent to .*base URL/);
    expect(JSON.stringify(error)).not.toContain('live');
    // The key of the environment belongs to its base URL, which is OpenRouter's unless it says otherwise.
    const compatible = made({ provider: 'openai_compatible' }, { env }).options;
    expect(compatible).toMatchObject({ baseUrl: 'http://localhost:8000/v1' });
    expect(compatible).not.toHaveProperty('apiKey');
  });

  it('does not go to the usual host where the environment means another one', async () => {
    const env = { GROQ_API_KEY: 'gsk-1', GROQ_BASE_URL: 'https://proxy.example/v1' };
    const error = await errorFrom({ provider: 'groq' }, { env });
    expect(error).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
  });

  it('goes where the environment says that it belongs, or the type', () => {
    const groq = { provider: 'groq', groq_base_url: 'https://proxy.example/v1' };
    const env = { GROQ_API_KEY: 'gsk-1', GROQ_BASE_URL: 'https://proxy.example/' };
    expect(made(groq, { env }).options).toMatchObject({
      apiKey: 'gsk-1',
      baseUrl: 'https://proxy.example/v1',
    });
    const usual = { provider: 'groq', groq_base_url: 'https://api.groq.com/openai/v1/' };
    expect(made(usual, { env: { GROQ_API_KEY: 'gsk-1' } }).options).toMatchObject({ apiKey: 'gsk-1' });
  });

  it('minds the base URL only, or what stands in its place', () => {
    const registry = createRegistry();
    const created: unknown[] = [];
    registry.register(
      definitionOf({
        settings: [
          { name: 'baseUrl', kind: 'url', required: true, requiredUnless: ['resource'], description: 'x' },
          { name: 'apiKey', kind: 'secret', description: 'x' },
          { name: 'resource', kind: 'string', description: 'x' },
          { name: 'appUrl', kind: 'url', description: 'x' },
        ],
        create: (options) => {
          created.push(options);
          return scriptedDriver([]);
        },
      }),
    );
    const env = { ODD_API_KEY: 'key', ODD_RESOURCE: 'mine' };
    const make = (odd: object) => createProviderFromSettings({ provider: 'odd', odd }, { env, registry });
    make({ resource: 'mine', appUrl: 'https://app.example' });
    make({ resource: 'theirs', appUrl: 'https://app.example' });
    expect(created).toMatchObject([{ apiKey: 'key' }, { resource: 'theirs' }]);
    expect(created[1]).not.toHaveProperty('apiKey');
  });

  it('may be meant for a host that is given without a scheme', () => {
    const registry = createRegistry();
    const field = { description: 'x', environment: { names: ['ODD_HOST'] } };
    const settings = [
      { ...field, name: 'baseUrl', kind: 'string' as const },
      { name: 'apiKey', kind: 'secret' as const, required: true, description: 'x' },
    ];
    registry.register(definitionOf({ settings }));
    const make = (odd_base_url: string) =>
      createProviderFromSettings(
        { provider: 'odd', odd_base_url },
        { env: { ODD_HOST: 'gpu:1', ODD_API_KEY: 'k' }, registry },
      );
    expect(make('gpu:1').type).toBe('odd');
    expect(() => make('evil:1')).toThrow('not sent');
  });
});
