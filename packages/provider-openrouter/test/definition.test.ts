import { execFileSync } from 'node:child_process';
import {
  createProvider,
  createProviderFromEnv,
  createProviderFromSettings,
  createRegistry,
  knownTypes,
  registerProvider,
} from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { errorOf, setUp } from './support/provider.js';

/** What a process of its own says after it has imported the built package. */
function registeredBy(entry: string): string[] {
  const script = `
    import { listDefinitions } from '@modelport/core';
    import '${entry}';
    console.log(JSON.stringify(listDefinitions().map(({ type }) => type)));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

describe('importing the package', () => {
  it('registers exactly openrouter', () => {
    expect(registeredBy('@modelport/provider-openrouter')).toEqual(['openrouter']);
  });

  it('registers nothing where only the definition is imported', () => {
    expect(registeredBy('@modelport/provider-openrouter/definition')).toEqual([]);
  });

  it('is what core advises for the type', () => {
    expect(knownTypes['openrouter']).toBe('@modelport/provider-openrouter');
  });
});

describe('the key', () => {
  const registry = createRegistry();
  registerProvider(definition, { registry });
  const create = (options: object) => () => createProvider('openrouter', options, { registry });

  it('is required, and its error says where it comes from', async () => {
    process.env['OPENROUTER_API_KEY'] = 'sk-or-v1-environment';
    const error = await errorOf(create({}));
    delete process.env['OPENROUTER_API_KEY'];
    expect(error).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
    expect(error.message).toContain('OPENROUTER_API_KEY');
  });

  it('is not replaced by just any header', async () => {
    const error = await errorOf(create({ headers: { 'x-title': 'Mine' } }));
    expect(error).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
    expect(error.message).toContain('an Authorization among its headers');
  });

  it('is replaced by an Authorization header of your own', async () => {
    await using setup = await setUp();
    const { baseUrl, apiKey, model } = setup.fake;
    const provider = createProvider(
      'openrouter',
      { baseUrl, model, headers: { Authorization: `Bearer ${apiKey}` } },
      { registry },
    );
    expect((await provider.chat('Hi')).finishReason).toBe('stop');
  });

  it('may be a function', async () => {
    await using setup = await setUp();
    const { baseUrl, apiKey, model } = setup.fake;
    const provider = createProvider(
      'openrouter',
      { baseUrl, model, apiKey: async () => apiKey },
      { registry },
    );
    expect((await provider.chat('Hi')).finishReason).toBe('stop');
  });
});

describe('the settings', () => {
  const registry = createRegistry();
  registerProvider(definition, { registry });

  it('come from the variables that applications use', async () => {
    await using setup = await setUp();
    const { baseUrl, apiKey } = setup.fake;
    const provider = createProviderFromEnv(
      {
        OPENROUTER_API_KEY: apiKey,
        OPENROUTER_BASE_URL: baseUrl,
        OPENROUTER_DEFAULT_MODEL: 'anthropic/claude-fake',
        OPENROUTER_MODEL: 'openai/gpt-fake',
        OPENROUTER_PROVIDER_PREFERENCES: '{"order":["anthropic"]}',
        OPENROUTER_FALLBACK_MODELS: '["openai/gpt-fake"]',
        OPENROUTER_APP_URL: 'https://app.example',
        OPENROUTER_APP_NAME: 'My app',
        OPENROUTER_APP_CATEGORIES: '["cli-agent"]',
      },
      { type: 'openrouter', registry },
    );
    expect((await provider.chat('Hi')).model).toBe('anthropic/claude-fake');
    expect(setup.body).toMatchObject({
      model: 'anthropic/claude-fake',
      models: ['openai/gpt-fake'],
      provider: { order: ['anthropic'] },
    });
    expect(setup.headers).toMatchObject({
      'http-referer': 'https://app.example',
      'x-openrouter-title': 'My app',
      'x-openrouter-categories': 'cli-agent',
    });
  });

  it("come from an application's settings, with their default model and the key of the environment", async () => {
    const create = (settings: object, env = {}) =>
      createProviderFromSettings(settings, { type: 'openrouter', env, registry });
    expect(create({ openrouter_api_key: 'sk-or-v1-x' }).model).toBe('openai/gpt-4');
    const env = { OPENROUTER_API_KEY: 'sk-or-v1-x' };
    expect(create({ openrouter_model: 'a/b' }, env).model).toBe('a/b');
    expect(await errorOf(() => create({ openrouter_model: 'a/b' }))).toMatchObject({
      code: 'SETTING_MISSING',
      setting: 'apiKey',
    });
  });

  it('name the public address', () => {
    const provider = createProvider('openrouter', { apiKey: 'sk-or-v1-x' });
    expect(provider.baseUrl).toBe('https://openrouter.ai/api/v1');
    expect(JSON.stringify(provider)).not.toContain('sk-or-v1-x');
  });
});
