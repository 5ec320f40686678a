import { describe, expect, it } from 'vitest';
import type { DriverModel, ObserveEvent, ProviderDefinition, ProviderDriver } from '../../src/contract.js';
import { type ErrorCode, ProviderError, type ProviderErrorDetails } from '../../src/errors.js';
import { wrapProvider } from '../../src/provider/wrap-provider.js';
import type { CommonOptions } from '../../src/provider-types.js';
import { errorOf, finish, hang, passing, providerOf, scriptedDriver, text } from '../support/scripted.js';

/** A provider whose driver gives these lists one after the other; an error is thrown. */
function offering(
  lists: (readonly DriverModel[] | Error)[],
  options: CommonOptions = {},
  definition: Partial<ProviderDefinition> = {},
) {
  const driver = scriptedDriver([[text('Hi'), finish()]]);
  let asked = 0;
  const listModels = async () => {
    const list = lists[Math.min(asked++, lists.length - 1)] ?? [];
    if (list instanceof Error) throw list;
    return list;
  };
  const embed: ProviderDriver['embed'] = async () => ({ embeddings: [[1]] });
  const provider = providerOf({ ...driver, embed, listModels }, definition, { name: 'mine', ...options });
  return { provider, driver, asked: () => asked };
}

const failing = (code: ErrorCode, details: Partial<ProviderErrorDetails> = {}) =>
  new ProviderError({ code, message: 'no', ...details });

describe('models', () => {
  it('are read anew each time, and the last list is kept for synchronous use', async () => {
    const { provider } = offering([
      [{ id: 'a', contextLength: 8 }],
      [{ id: 'b', name: 'B', capabilities: { tools: true }, loaded: true }],
    ]);
    const first = await provider.models();
    expect(first).toEqual([
      { id: 'a', name: 'a', contextLength: 8, capabilities: {}, source: 'live', provider: 'mine' },
    ]);
    expect(provider.knownModels).toEqual([{ ...first[0], source: 'cached' }]);
    await provider.models();
    expect(provider.knownModels).toMatchObject([
      { id: 'b', name: 'B', capabilities: { tools: true }, loaded: true },
    ]);
  });

  it('that cannot be read again are the last ones, and are not asked for twice', async () => {
    const { provider, asked } = offering([[{ id: 'a' }], passing()], { model: 'other' });
    await provider.models();
    expect(await provider.models()).toMatchObject([{ id: 'a', source: 'cached' }]);
    expect(asked()).toBe(2);
    expect(provider.knownModels).toMatchObject([{ id: 'a', source: 'cached' }]);
  });

  it.each<[string, ProviderError]>([
    ['the endpoint is missing', failing('BACKEND_ERROR', { status: 404 })],
    ['another method is wanted', failing('REQUEST_INVALID', { status: 405 })],
    ['the server has not built it', failing('NOT_SUPPORTED', { status: 501 })],
    ['the server is down', failing('BACKEND_UNREACHABLE')],
    ['the server fails', failing('BACKEND_ERROR', { status: 500 })],
    ['the server is busy', failing('OVERLOADED', { status: 503 })],
    ['the server loads its model', failing('MODEL_LOADING', { status: 503 })],
    ['too much was asked', failing('RATE_LIMITED', { status: 429 })],
    ['the answer is no list', failing('RESPONSE_INVALID', { status: 200 })],
  ])('are those named in advance where %s', async (_, error) => {
    const { provider } = offering([error], { models: ['x', 'y'] });
    expect(await provider.models()).toEqual(
      ['x', 'y'].map((id) => ({ id, name: id, capabilities: {}, source: 'fallback', provider: 'mine' })),
    );
  });

  it('are those named in advance where the server does not answer in time', async () => {
    const provider = providerOf({ listModels: hang }, {}, { models: ['x'] });
    expect(await provider.models({ timeout: 20 })).toMatchObject([{ id: 'x', source: 'fallback' }]);
  });

  it('are named in advance by the options, else by the type, else by the default model', () => {
    const known = (options: CommonOptions, definition: Partial<ProviderDefinition> = {}) =>
      providerOf({}, definition, options).knownModels.map(({ id }) => id);
    const fallbackModels = ['t1', 't2'];
    expect(known({ models: ['o'], model: 'm' }, { fallbackModels })).toEqual(['o']);
    expect(known({ model: 'm' }, { fallbackModels })).toEqual(['m', 't1', 't2']);
    expect(known({ model: 't2' }, { fallbackModels })).toEqual(['t2', 't1']);
    expect(known({ model: 'm' })).toEqual(['m']);
    expect(known({ models: ['o', 'o'], model: 'm' })).toEqual(['o']);
    expect(known({})).toEqual([]);
  });

  it('stand in for a list that the type does not have', async () => {
    const provider = providerOf({}, { fallbackModels: ['t'] });
    expect(await provider.models()).toMatchObject([{ id: 't', source: 'fallback' }]);
    expect(await errorOf(providerOf({}).models())).toMatchObject({
      code: 'NOT_SUPPORTED',
      provider: 'scripted',
      type: 'scripted',
    });
  });

  it.each<[ErrorCode, number?]>([
    ['AUTH_FAILED', 401],
    ['PERMISSION_DENIED', 403],
    ['ABORTED'],
    ['SETTING_INVALID'],
    ['REQUEST_INVALID'],
  ])('do not stand in for %s', async (code, status) => {
    const { provider } = offering([[{ id: 'a' }], failing(code, { status })], { models: ['x'] });
    await provider.models();
    expect(await errorOf(provider.models())).toMatchObject({ code, provider: 'mine' });
  });

  it('do not stand in for a caller who is wrong or gave up', async () => {
    const provider = providerOf({ listModels: hang }, {}, { models: ['x'] });
    expect(await errorOf(provider.models({ timeout: -1 }))).toMatchObject({ code: 'SETTING_INVALID' });
    expect(await errorOf(provider.models({ signal: AbortSignal.abort() }))).toMatchObject({
      code: 'ABORTED',
    });
    await provider.close();
    expect(await errorOf(provider.models())).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('that nothing stands in for fail with the reason', async () => {
    expect(await errorOf(offering([passing()]).provider.models())).toMatchObject({
      code: 'OVERLOADED',
      provider: 'mine',
    });
    const odd = providerOf({ listModels: async () => ({ models: [] }) as never });
    expect(await errorOf(odd.models())).toMatchObject({ code: 'BACKEND_ERROR', provider: 'scripted' });
    expect(odd.knownModels).toEqual([]);
  });

  it('that stand in are told to observers, after the failure', async () => {
    const { provider } = offering([[{ id: 'a' }], failing('BACKEND_UNREACHABLE')], { models: ['x'] });
    const told = async () => {
      const events: ObserveEvent[] = [];
      await provider.models({ observe: (event) => events.push(event), requestId: 'r1' });
      return events;
    };
    expect((await told()).map(({ type }) => type)).not.toContain('warning');
    const events = await told();
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => /warning|attempt/.test(type))).toEqual([
      'attempt-start',
      'attempt-end',
      'warning',
    ]);
    expect(events.find(({ type }) => type === 'warning')).toMatchObject({
      operation: 'models',
      provider: 'mine',
      requestId: 'r1',
      warning: { code: 'models-not-read', message: expect.stringContaining('BACKEND_UNREACHABLE') },
    });
  });
});

describe('what a model can do', () => {
  const image = { type: 'image', url: 'https://a.example/b.png' } as const;
  const showing = { messages: [{ role: 'user', content: [image] }] } as never;

  it('is known of its type until the models have been read', async () => {
    const models = [
      { id: 'eye', capabilities: { images: true } },
      { id: 'ear', capabilities: { images: false, tools: true } },
    ];
    const { provider } = offering([models], { model: 'ear' }, { capabilities: { tools: false, seed: true } });
    const derived = wrapProvider(provider, {});
    const seeing = provider.with({ model: 'eye' });
    expect(provider.capabilities).toEqual({ tools: false, seed: true });
    await provider.models();
    expect(provider.capabilities).toEqual({ images: false, tools: true, seed: true });
    expect(derived.capabilities).toEqual(provider.capabilities);
    expect(derived.toJSON()).toMatchObject({ capabilities: { images: false } });
    expect(seeing.capabilities).toMatchObject({ images: true });
  });

  it('decides what a request for it may hold', async () => {
    const models = [
      { id: 'eye', capabilities: { images: true, seed: true } },
      { id: 'ear', capabilities: { images: false } },
    ];
    const { provider, driver } = offering([models], {}, { capabilities: { images: false, seed: false } });
    const ask = (model?: string) => provider.chat({ ...(showing as object), model, seed: 1 } as never);
    expect(await errorOf(ask('eye'))).toMatchObject({ code: 'NOT_SUPPORTED' });
    await provider.models();
    expect((await ask('eye')).warnings).toEqual([]);
    expect(driver.requests.at(-1)).toMatchObject({ model: 'eye', seed: 1 });
    expect(await errorOf(ask('ear'))).toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(await errorOf(ask('unheard-of'))).toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('decides whether it embeds', async () => {
    const { provider } = offering([[{ id: 'talker', capabilities: { embeddings: false } }, { id: 'b' }]], {
      model: 'b',
    });
    await provider.models();
    expect((await provider.embed('x')).embeddings).toHaveLength(1);
    expect(await errorOf(provider.embed({ model: 'talker', input: 'x' }))).toMatchObject({
      code: 'NOT_SUPPORTED',
    });
  });

  it('is that of the only model, where none is named', async () => {
    const { provider } = offering([[{ id: 'only', capabilities: { images: false } }]]);
    await provider.models();
    expect(provider.capabilities).toEqual({ images: false });
    expect(await errorOf(provider.chat(showing))).toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('only'),
    });
  });
});
