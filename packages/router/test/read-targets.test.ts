import { createProvider, createProviders, type Provider, type ProviderSet } from '@modelport/core';
import { createMockScript } from '@modelport/provider-mock';
import { describe, expect, it } from 'vitest';
import { createRouter, type RouterOptions } from '../src/index.js';

const mockOf = (name: string): Provider =>
  createProvider('mock', { name, replies: () => `I am ${name}.` }) as Provider;

/** Options that are fine but for one thing. */
const wrong = (options: Record<string, unknown>): RouterOptions =>
  ({ targets: [mockOf('a')], ...options }) as RouterOptions;
/** The same of the second of two targets. */
const wrongTarget = (target: Record<string, unknown>): RouterOptions =>
  wrong({ targets: [mockOf('a'), { provider: mockOf('b'), ...target }] });

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (reason) {
    return reason;
  }
}

const mistakes: readonly [setting: string, shown: string, RouterOptions][] = [
  ['strategy', '"fastest"', wrong({ strategy: 'fastest' })],
  ['stratgy', 'no option "stratgy"', wrong({ stratgy: 'weighted' })],
  ['maxRetries', '-1', wrong({ maxRetries: -1 })],
  ['maxRetries', '1.5', wrong({ maxRetries: 1.5 })],
  ['model', '""', wrong({ model: '' })],
  ['timeout', '-1', wrong({ timeout: -1 })],
  ['firstEventTimeout', 'NaN', wrong({ firstEventTimeout: Number.NaN })],
  ['idleTimeout', '"30"', wrong({ idleTimeout: '30' })],
  ['connectTimeout', 'null', wrong({ connectTimeout: null })],
  ['fallbackOn', 'a value of type object', wrong({ fallbackOn: [3] })],
  ['fallbackOn', '"CONTENT_FILTERED"', wrong({ fallbackOn: 'CONTENT_FILTERED' })],
  ['hedgeAfter', '0', wrong({ hedgeAfter: 0 })],
  ['continuation', '"yes"', wrong({ continuation: 'yes' })],
  ['probeInterval', '-5', wrong({ probeInterval: -5 })],
  ['prices', 'a value of type object', wrong({ prices: {} })],
  ['limitStore', 'a value of type object', wrong({ limitStore: { increment: () => 1 } })],
  ['observe', '"console"', wrong({ observe: 'console' })],
  ['headers', 'a value of type object', wrong({ headers: { 'x-a': 'Zürich' } })],
  ['breaker', '3', wrong({ breaker: 3 })],
  ['breaker.failures', '0', wrong({ breaker: { failures: 0 } })],
  ['breaker.openFor', 'no option "breaker.openFor"', wrong({ breaker: { openFor: 5 } })],
  ['breaker.maxOpenMs', '100 is less than 200', wrong({ breaker: { openMs: 200, maxOpenMs: 100 } })],
  ['breaker.outMs', 'Infinity', wrong({ breaker: { outMs: Infinity } })],
  ['hold.events', '0', wrong({ hold: { events: 0 } })],
  ['hold.byte', 'no option "hold.byte"', wrong({ hold: { byte: 1 } })],
  ['targets', 'a list of targets that is not empty', wrong({ targets: [] })],
  ['targets', 'must be a provider set, or a list', wrong({ targets: 'a' })],
  ['targets[0]', 'must be an object', wrong({ targets: [7] })],
  ['targets[0].provider', 'undefined is not', wrong({ targets: [{ weight: 2 }] })],
  ['targets[0].provider', 'a value of type object', wrong({ targets: [{ provider: {} }] })],
  ['targets[0].provider', 'Names are for a router that a provider set makes', wrong({ targets: ['a'] })],
  ['targets[1].name', '"a b"', wrongTarget({ name: 'a b' })],
  ['targets[1].name', 'two targets named "a"', wrongTarget({ name: 'a' })],
  ['targets[1].weight', '-1', wrongTarget({ weight: -1 })],
  ['targets[1].weight', 'Infinity', wrongTarget({ weight: Infinity })],
  ['targets[1].priority', '"high"', wrongTarget({ priority: 'high' })],
  ['targets[1].enabled', '"no"', wrongTarget({ enabled: 'no' })],
  ['targets[1].models', '"small"', wrongTarget({ models: 'small' })],
  ['targets[1].models', 'a value of type object', wrongTarget({ models: { fast: 3 } })],
  ['targets[1].wieght', 'no option "targets[1].wieght"', wrongTarget({ wieght: 3 })],
  ['targets[1].contextLength', '0', wrongTarget({ contextLength: 0 })],
  ['targets[1].options', '"hot"', wrongTarget({ options: 'hot' })],
  ['targets[1].options.temprature', 'no option', wrongTarget({ options: { temprature: 1 } })],
  ['targets[1].options.messages', 'no option', wrongTarget({ options: { messages: 'Hi' } })],
  ['targets[1].options.signal', 'no option', wrongTarget({ options: { signal: AbortSignal.abort() } })],
  ['targets[1].options.maxRetries', '-1', wrongTarget({ options: { maxRetries: -1 } })],
  ['targets[1].options.timeout', '"5"', wrongTarget({ options: { timeout: '5' } })],
  [
    'targets[1].options.headers',
    'a value of type object',
    wrongTarget({ options: { headers: { 'a b': '1' } } }),
  ],
  ['targets[1].limits', 'a value of type object', wrongTarget({ limits: [1] })],
  ['targets[1].limits.requestsPerHour', 'no option', wrongTarget({ limits: { requestsPerHour: 1 } })],
  ['targets[1].limits.concurrent', '0', wrongTarget({ limits: { concurrent: 0 } })],
  ['targets[1].limits.queue', '-1', wrongTarget({ limits: { queue: -1 } })],
  ['targets[1].limits.queue', 'no effect without "concurrent"', wrongTarget({ limits: { queue: 5 } })],
  ['targets[1].limits.tokensPerMinute', '2.5', wrongTarget({ limits: { tokensPerMinute: 2.5 } })],
  ['targets[1].limits.costPerDay', '0', wrongTarget({ limits: { costPerDay: 0 } })],
  ['targets[1].limits.key', '" "', wrongTarget({ limits: { key: ' ' } })],
  ['targets[1].price.output', 'undefined', wrongTarget({ price: { input: 1 } })],
  ['targets[1].price.input', '-1', wrongTarget({ price: { input: -1, output: 1 } })],
  ['targets[1].price.inputs', 'no option', wrongTarget({ price: { inputs: 1 } })],
];

describe('wrong options of a router', () => {
  it.each(mistakes)('are refused by name: %s (%s)', (setting, _, options) => {
    // Core has checked some of them before, in words of its own.
    expect(errorOf(() => createRouter(options))).toMatchObject({
      code: 'SETTING_INVALID',
      setting: expect.stringContaining(setting),
    });
  });

  it.each(mistakes)('change nothing in an update: %s (%s)', async (setting, shown, options) => {
    const router = createRouter({ targets: [mockOf('kept')], model: 'small', strategy: 'weighted' });
    await router.chat('Hi');
    const before = router.status();
    expect(errorOf(() => router.update(options))).toMatchObject({
      ...{ code: 'SETTING_INVALID', type: 'router', setting },
      message: expect.stringContaining(shown),
    });
    expect(router.status()).toEqual(before);
    expect(router.model).toBe('small');
    expect((await router.chat('Hi')).text).toBe('I am kept.');
  });

  it('never show a header', () => {
    const headers = { authorization: 'Bearer sk-gehëim' };
    expect(() => createRouter(wrong({ headers }))).toThrow(expect.not.stringContaining('sk-'));
    expect(() => createRouter(wrongTarget({ options: { headers } }))).toThrow(/^(?!.*sk-).*options\.headers/);
  });

  it('are refused where there are no targets at all', () => {
    expect(() => createRouter({})).toThrow(
      expect.objectContaining({ code: 'SETTING_MISSING', setting: 'targets' }),
    );
  });

  it('are refused as a whole', () => {
    const router = createRouter({ targets: [mockOf('a')] });
    expect(() => router.update(undefined as never)).toThrow('The options of a router must be an object.');
    expect(() => router.update({ name: 'other' })).toThrow(expect.objectContaining({ setting: 'name' }));
  });
});

describe('the targets of a router', () => {
  it('may be providers, or say more of them', async () => {
    const script = createMockScript(['One.']);
    const provider = createProvider('mock', { name: 'b', script });
    const router = createRouter({
      targets: [
        { provider: mockOf('a'), enabled: false },
        { provider, name: 'local', models: { fast: 'qwen3:8b' } },
      ],
    });
    const { model } = await router.chat({ model: 'fast', messages: 'Hi' });
    expect(model).toBe('qwen3:8b');
    expect(router.status().targets.map(({ name }) => name)).toEqual(['local']);
  });

  it('may share a name with one that is not enabled', () => {
    const off = { provider: mockOf('a'), enabled: false };
    const router = createRouter({ targets: [off, mockOf('a'), off] });
    expect(router.status().targets).toHaveLength(1);
  });

  it('are counted as they were given where two have the same name', () => {
    const targets = [{ provider: mockOf('a'), enabled: false }, mockOf('b'), mockOf('b')];
    expect(() => createRouter({ targets })).toThrow(expect.objectContaining({ setting: 'targets[2].name' }));
  });

  it('may all be disabled: then calls say so', async () => {
    const router = createRouter({ targets: [{ provider: mockOf('a'), enabled: false }] });
    await expect(router.chat('Hi')).rejects.toMatchObject({ code: 'SETTING_INVALID', setting: 'targets' });
  });

  it('give their calls defaults: those for the model to the request, the others to the call', async () => {
    const script = createMockScript(['One.']);
    const provider = createProvider('mock', { script });
    const router = createRouter({
      targets: [
        { provider, options: { model: 'small', temperature: 0.5, maxTokens: 7, headers: { 'x-team': 'a' } } },
      ],
    });
    await router.chat({ messages: 'Hi', maxTokens: 9 });
    expect(script.requests[0]).toMatchObject({ model: 'small', temperature: 0.5, maxTokens: 9 });
    expect(script.requests[0]).not.toHaveProperty('headers');
  });

  it('of a list with `*` answer to all other names as they are', async () => {
    const script = createMockScript(['One.', 'Two.']);
    const provider = createProvider('mock', { script });
    const router = createRouter({ targets: [{ provider, models: ['small', '*'] }] });
    await router.chat({ model: 'large', messages: 'Hi' });
    expect(script.requests[0]?.model).toBe('large');
  });
});

describe('the targets of a provider set', () => {
  const config = {
    a: { type: 'mock', weight: 3, models: ['small'] },
    b: { type: 'mock', models: ['large'] },
    off: { type: 'mock', enabled: false },
  };
  const setOf = (): ProviderSet => createProviders(config, { env: {} });

  it('are all that are enabled, with the weights and models of its config', () => {
    const { targets } = createRouter({ targets: setOf() }).status();
    expect(targets).toMatchObject([
      { name: 'a', weight: 3, models: { small: 'small' } },
      { name: 'b', weight: 1, models: { large: 'large' } },
    ]);
    expect(targets).toHaveLength(2);
  });

  it('are not the routers in it, or a router that is added to it would call itself', async () => {
    const set = setOf();
    const router = createRouter({ targets: set });
    set.add('router', router);
    set.add('again', router);
    set.add('other', createRouter({ targets: set }));
    expect(router.status().targets.map(({ name }) => name)).toEqual(['a', 'b']);
    await expect(set.get('again').chat('Hi')).resolves.toMatchObject({ finishReason: 'stop' });
  });

  it('may be none: then calls say so until there are some', async () => {
    const set = createProviders({}, { env: {} });
    const router = createRouter({ targets: set });
    await expect(router.chat('Hi')).rejects.toMatchObject({ code: 'SETTING_INVALID', setting: 'targets' });
    set.update(config);
    await expect(router.chat('Hi')).resolves.toMatchObject({ provider: 'a' });
  });
});

describe('10,000 targets', () => {
  const providers = Array.from({ length: 10_000 }, (_, at) => mockOf(`t${at}`));

  it('can be had in a list, and looked up by model', async () => {
    const targets = providers.map((provider, at) => ({ provider, models: [`m${at}`] }));
    const router = createRouter({ targets });
    expect((await router.chat({ model: 'm9999', messages: 'Hi' })).text).toBe('I am t9999.');
    expect(router.status().targets).toHaveLength(10_000);
    expect(router.knownModels).toHaveLength(10_000);
  });

  it('can come from a provider set, which finds none of them by looking at all', () => {
    let looks = 0;
    const members = providers.map((provider) => ({
      provider,
      weight: 1,
      get name() {
        looks++;
        return provider.name;
      },
    }));
    createRouter({ targets: { members } as unknown as ProviderSet });
    expect(looks).toBeGreaterThan(9_999);
    expect(looks).toBeLessThan(100_000);
  });
});
