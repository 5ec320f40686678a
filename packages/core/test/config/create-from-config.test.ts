import { inspect } from 'node:util';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import {
  createProviderFromConfig,
  createProviderFromEnv,
  createProviderFromSettings,
  type FromConfigOptions,
} from '../../src/config/factories.js';
import type { CallContext, Provider } from '../../src/contract.js';
import type { ProviderOf } from '../../src/provider-types.js';
import { createRegistry } from '../../src/registry/registry.js';
import { definitionOf } from '../support/definitions.js';
import { errorOf, finish, hang, scriptedDriver, text } from '../support/scripted.js';
import { seedRegistry } from './support.js';
// Loaded before, as fake timers do not wait for it.
import '../../src/provider/pipeline.js';

/** The provider that an entry gives, and what its driver was created with. */
function made(config: object, options: FromConfigOptions = {}) {
  const { registry, created } = seedRegistry();
  const { type, name } = createProviderFromConfig(config as never, { env: {}, registry, ...options });
  return { type, name, options: created.get(name) };
}
const errorFrom = (config: unknown, options: FromConfigOptions = {}) =>
  errorOf(() => made(config as never, options));

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe('createProviderFromConfig', () => {
  it("takes the seed's example", () => {
    const config = {
      ...{ name: 'openai-gpt4', type: 'openai', api_key_env: 'MY_KEY', base_url: 'https://proxy.example/v1' },
      ...{ timeout: 12.5, max_retries: 5, weight: 2, enabled: true },
    };
    expect(made(config, { env: { MY_KEY: 'sk-1' } })).toEqual({
      type: 'openai',
      name: 'openai-gpt4',
      options: {
        ...{ name: 'openai-gpt4', baseUrl: 'https://proxy.example/v1', apiKey: 'sk-1', maxRetries: 5 },
        ...{ firstEventTimeout: 12_500, idleTimeout: 12_500 },
      },
    });
  });

  it.each([
    'openai',
    'groq',
    'openai_compatible',
    'openrouter',
    'ollama',
    'lm_studio',
    'llama_cpp',
    'vllm',
    'mock',
    'auto',
  ])('makes the type %s of the seeds', (type) => {
    const env = { OPENAI_API_KEY: 'k', GROQ_API_KEY: 'k', OPENROUTER_API_KEY: 'k' };
    expect(made({ type }, { env }).type).toBe(
      type === 'auto' ? 'openai' : type.replace(/^(ll|lm)(ama)?_/, '$1$2').replace('_', '-'),
    );
  });

  it('takes camelCase and snake_case, options among them', () => {
    const camel = {
      type: 'ollama',
      baseUrl: 'http://gpu:1',
      maxRetries: 1,
      timeoutMs: 500,
      options: { numCtx: 8 },
    };
    const snake = {
      type: 'ollama',
      base_url: 'http://gpu:1',
      max_retries: 1,
      timeout_ms: 500,
      options: { num_ctx: '8' },
    };
    expect(made(camel).options).toMatchObject({
      baseUrl: 'http://gpu:1',
      maxRetries: 1,
      idleTimeout: 500,
      numCtx: 8,
    });
    expect(made(snake)).toEqual(made(camel));
  });

  it('takes the options of the type, but no key twice', async () => {
    expect(
      made({ type: 'ollama', options: { model: 'm', headers: { a: 'b' }, idleTimeout: 5 } }).options,
    ).toMatchObject({ model: 'm', headers: { a: 'b' }, idleTimeout: 5 });
    expect(await errorFrom({ type: 'ollama', baseUrl: 'http://a', base_url: 'http://b' })).toMatchObject({
      code: 'SETTING_INVALID',
      setting: 'baseUrl',
      message: 'The config "ollama" gives "baseUrl" twice.',
    });
    expect(await errorFrom({ type: 'ollama', timeout: 3, timeoutMs: 3 })).toMatchObject({
      setting: 'timeoutMs',
    });
  });

  it('waits 30 s and retries thrice unless told otherwise; local servers may take their time to load', () => {
    const env = { GROQ_API_KEY: 'k' };
    expect(made({ type: 'groq' }, { env }).options).toMatchObject({ maxRetries: 3, idleTimeout: 30_000 });
    expect(made({ type: 'ollama' }).options).toMatchObject({ maxRetries: 3 });
    expect(made({ type: 'ollama' }).options).not.toHaveProperty('idleTimeout');
    expect(made({ type: 'ollama', timeout: 7 }).options).toMatchObject({ firstEventTimeout: 7_000 });
  });

  it.each<[object, string, RegExp]>([
    [
      { type: 'ollama', timeout: 30_000 },
      'timeout',
      /from 0 to 3600; 30000 is not\. It is in seconds: did you mean 30\?/,
    ],
    [{ type: 'ollama', timeout: '60000' }, 'timeout', /did you mean 60\?/],
    [{ type: 'ollama', timeout: -1 }, 'timeout', /from 0/],
    [{ type: 'ollama', max_retries: 1.5 }, 'maxRetries', /whole number/],
    [{ type: 'ollama', weight: -1 }, 'weight', /from 0/],
    [{ type: 'ollama', enabled: 'perhaps' }, 'enabled', /true or false/],
    [{ type: 'ollama', name: 'My Ollama' }, 'name', /a-z, 0-9/],
    [{ type: 'ollama', name: 'auto' }, 'name', /other than "auto"/],
    [{ type: 'ollama', models: 'm' }, 'models', /an object|a list/],
    [{ type: 'ollama', models: [1] }, 'models', /list of model names/],
    [{ type: 'ollama', options: 'x' }, 'options', /an object/],
    [{ type: 'ollama', options: { numCtx: 'x' } }, 'numCtx', /"numCtx" in the config "ollama"/],
    [{ type: 'ollama', options: { modle: 'm' } }, 'modle', /^The config "ollama" .*Did you mean "model"\?/],
    [{ name: 'x', type: 'groq' }, 'apiKey', /^The config "x" cannot be used: .* needs the option "apiKey"/],
    [{ type: 'ollama', options: { nmuCtx: 1 } }, 'nmuCtx', /no option "nmuCtx"\. Did you mean "numCtx"\?/],
    [{ type: 'ollama', base_url: 'gpu' }, 'baseUrl', /http or https URL/],
    [{ type: 'ollama', max_retires: 1 }, 'max_retires', /no key "max_retires"\. Did you mean "maxRetries"\?/],
    [{ type: 'ollama', numCtx: 1 }, 'numCtx', /no key "numCtx".*belong into "options"/],
    [{ type: 5 }, 'type', /line of text/],
    [{ name: 'x' }, 'type', /needs a type/],
  ])('refuses %j, naming the entry', async (config, setting, message) => {
    const error = await errorFrom(config);
    expect(error).toMatchObject({ setting });
    expect(error.code).toMatch(/^SETTING_/);
    expect(error.message).toMatch(message);
  });

  it.each([null, 'ollama', 5, []])('refuses %j for an entry', async (config) => {
    expect(await errorFrom(config)).toMatchObject({ code: 'SETTING_INVALID' });
  });

  it('lists the types for one that there is not', async () => {
    const error = await errorFrom({ name: 'x', type: 'olama' });
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_FOUND', provider: 'x' });
    expect(error.message).toMatch(/^The config "x" cannot be used: There is no provider of type "olama"\./);
    expect(error.candidates).toContain('ollama');
  });

  it('takes a key without a type for the one of OpenAI, as createProvider does', () => {
    const keyed = { type: 'auto', apiKeyEnv: 'MINE' };
    expect(made(keyed, { env: { MINE: 'sk-1' } })).toMatchObject({
      type: 'openai',
      options: { apiKey: 'sk-1' },
    });
    expect(made({ type: 'Auto', api_key: 'sk-1' }).type).toBe('openai');
    expect(made({ type: 'auto' }, { env: { LLM_PROVIDER: 'vllm' } }).type).toBe('vllm');
  });

  it('refuses to make what is not enabled', async () => {
    const error = await errorFrom({ type: 'groq', enabled: false });
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'enabled', provider: 'groq' });
  });
});

describe('the key of a config entry', () => {
  it('comes from the variable that is named, in this process unless another environment is given', () => {
    vi.stubEnv('MODELPORT_TEST_KEY', 'sk-1');
    const { registry, created } = seedRegistry();
    createProviderFromConfig({ type: 'groq', apiKeyEnv: 'MODELPORT_TEST_KEY' }, { registry });
    expect(created.get('groq')).toMatchObject({ apiKey: 'sk-1' });
  });

  it('is missing with the name of the variable', async () => {
    const error = await errorFrom({ name: 'fast', type: 'groq', api_key_env: 'FAST_KEY' });
    expect(error).toMatchObject({
      code: 'SETTING_MISSING',
      setting: 'apiKey',
      provider: 'fast',
      candidates: ['FAST_KEY'],
    });
    expect(error.message).toMatch(/The config "fast".*variable "FAST_KEY".*not set/);
  });

  it('is not shown where it stands in place of the variable', async () => {
    for (const api_key_env of ['gsk_live4f9a4f9a4f9a4f9a4f9a4f9a', 'sk-live-4f9a']) {
      const error = await errorFrom({ type: 'groq', api_key_env });
      expect(error).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
      expect(JSON.stringify(error) + inspect(error)).not.toContain('4f9a');
    }
  });

  it("is the type's own where none is named, but never at another host", async () => {
    const env = { GROQ_API_KEY: 'gsk-live' };
    expect(made({ type: 'groq' }, { env }).options).toMatchObject({ apiKey: 'gsk-live' });
    expect(await errorFrom({ type: 'groq' })).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
    const elsewhere = { type: 'groq', baseUrl: 'https://evil.example/v1' };
    expect(await errorFrom(elsewhere, { env })).toMatchObject({ code: 'SETTING_MISSING', setting: 'apiKey' });
    expect(made({ ...elsewhere, apiKeyEnv: 'GROQ_API_KEY' }, { env }).options).toMatchObject({
      apiKey: 'gsk-live',
    });
    expect(made({ ...elsewhere, apiKey: 'own' }, { env }).options).toMatchObject({ apiKey: 'own' });
  });
});

describe('the timeout of a config entry', () => {
  it('ends a plain call as a whole, but of a stream only the waits', async () => {
    vi.useFakeTimers();
    const registry = createRegistry();
    const pause = () => new Promise((done) => setTimeout(done, 800));
    const slowly = [[text('a')], pause, [text('b')], pause, [text('c')], pause, [finish()]];
    registry.register(definitionOf({ location: 'cloud', create: () => scriptedDriver(slowly) }));
    const provider = createProviderFromConfig({ type: 'odd', timeout: 1, maxRetries: 0 }, { registry });

    const streamed = provider.stream('Hello').response;
    const plain = errorOf(provider.chat('Hello'));
    const patient = provider.chat('Hello', { timeout: 5_000 });
    await vi.advanceTimersByTimeAsync(4_000);
    expect((await streamed).text).toBe('abc');
    expect(await plain).toMatchObject({ code: 'TIMEOUT', timer: 'total' });
    expect((await patient).text).toBe('abc');
  });

  it.each(['embed', 'countTokens'] as const)('ends %s too', async (operation) => {
    vi.useFakeTimers();
    const registry = createRegistry();
    const never = (_: unknown, call: CallContext) => hang(call);
    const driver = { ...scriptedDriver([]), embed: never, countTokens: never };
    registry.register(definitionOf({ create: () => driver }));
    const provider = createProviderFromConfig({ type: 'odd', timeout: 1, maxRetries: 0 }, { registry });
    const ended = errorOf(provider[operation]('Hello'));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await ended).toMatchObject({ code: 'TIMEOUT', timer: 'total' });
  });

  it('ends a stream that stops coming', async () => {
    vi.useFakeTimers();
    const registry = createRegistry();
    registry.register(definitionOf({ create: () => scriptedDriver([[text('a')], hang]) }));
    const provider = createProviderFromConfig({ type: 'odd', timeout: 1, maxRetries: 0 }, { registry });
    const stopped = errorOf(provider.stream('Hello').response);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await stopped).toMatchObject({ code: 'TIMEOUT', timer: 'idle' });
  });
});

describe('the types of the factories', () => {
  it('give the provider of a type that is known at compile time', () => {
    expectTypeOf(createProviderFromConfig<'typed-test'>).returns.toEqualTypeOf<ProviderOf<'typed-test'>>();
    expectTypeOf(createProviderFromEnv<'typed-test'>).returns.toEqualTypeOf<ProviderOf<'typed-test'>>();
    expectTypeOf(createProviderFromSettings<'typed-test'>).returns.toEqualTypeOf<ProviderOf<'typed-test'>>();
    const make = () => createProviderFromConfig({ type: 'typed-test', max_retries: 3 });
    expectTypeOf(make).returns.toEqualTypeOf<ProviderOf<'typed-test'>>();
    expectTypeOf(() => createProviderFromEnv()).returns.toEqualTypeOf<Provider>();
    // @ts-expect-error a config has no such key
    expectTypeOf(() => createProviderFromConfig({ type: 'typed-test', maxRetry: 3 })).toBeFunction();
  });
});
