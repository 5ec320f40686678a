import {
  type Capabilities,
  createProvider,
  createProviders,
  type ModelInfo,
  type Provider,
  ProviderError,
  wrapProvider,
} from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { createRouter } from '../src/index.js';
import { joinCapabilities } from '../src/models.js';
import '@modelport/provider-mock';

const mockOf = (name: string, ...models: readonly string[]): Provider =>
  createProvider('mock', { name, models }) as Provider;

/** A provider that lists models of which it tells more than their names. */
function listing(name: string, ...models: readonly Partial<ModelInfo>[]): Provider {
  return wrapProvider(mockOf(name, 'unused'), {
    models: async () =>
      models.map((model) => ({
        ...{ id: 'x', name: 'X', capabilities: {}, source: 'live', provider: name },
        ...model,
      })),
  });
}

/** A provider that cannot list its models, and knows none of them either but these. */
function failing(name: string, code = 'BACKEND_UNREACHABLE', ...known: readonly string[]): Provider {
  const provider = wrapProvider(mockOf(name, 'unused'), {
    models: () => Promise.reject(new ProviderError({ code, message: `${name} is down.`, provider: name })),
  });
  const knownModels = known.map((id) => ({
    ...{ id, name: id, capabilities: {}, source: 'cached', provider: name },
  }));
  return Object.defineProperty(provider, 'knownModels', { value: knownModels });
}

const idsOf = (models: readonly ModelInfo[]) => models.map(({ id, provider }) => `${provider}:${id}`);

describe('the models of a router', () => {
  it('are those of all targets, in their order, the first of each id', async () => {
    const router = createRouter({ targets: [mockOf('a', 'small', 'large'), mockOf('b', 'large', 'huge')] });
    const expected = ['a:small', 'a:large', 'b:huge'];
    expect(idsOf(router.knownModels)).toEqual(expected);
    expect(idsOf(await router.models())).toEqual(expected);
  });

  it('have the names that callers use, with the facts of the models that they stand for', async () => {
    const provider = listing('b', { id: 'qwen3:8b', contextLength: 8_000 }, { id: 'llama' });
    const router = createRouter({ targets: [{ provider, name: 'local', models: { fast: 'qwen3:8b' } }] });
    expect(await router.models()).toEqual([
      {
        ...{ id: 'fast', name: 'X', contextLength: 8_000, capabilities: {} },
        ...{ source: 'live', provider: 'local' },
      },
    ]);
  });

  it('are named where their provider does not list them', async () => {
    const router = createRouter({ targets: [{ provider: listing('a', { id: 'other' }), models: ['mine'] }] });
    expect(await router.models()).toMatchObject([{ id: 'mine', source: 'fallback', provider: 'a' }]);
  });

  it('are what the provider lists, beside the names of its own, where a target passes all others on', async () => {
    const target = { provider: mockOf('a', 'small', 'large'), models: { fast: 'small', '*': '*' } };
    const router = createRouter({ targets: [target] });
    expect(idsOf(await router.models())).toEqual(['a:fast', 'a:small', 'a:large']);
    // What is listed can be called: `fast` by another name, all others as they are.
    const asked = await Promise.all(['fast', 'large'].map((model) => router.chat({ model, messages: 'Hi' })));
    expect(asked.map(({ model }) => model)).toEqual(['small', 'large']);
  });

  it('do not hold what a target would answer with another model', async () => {
    const router = createRouter({
      targets: [{ provider: mockOf('a', 'small', 'large'), models: { '*': 'small' } }],
    });
    expect(idsOf(await router.models())).toEqual(['a:small']);
  });

  it('are asked for once, though several targets share a provider', async () => {
    let asked = 0;
    const provider = wrapProvider(mockOf('a', 'small'), {
      models: async () => {
        asked++;
        return [];
      },
    });
    const targets = ['one', 'two'].map((name) => ({ provider, name, models: [name] }));
    expect(idsOf(await createRouter({ targets }).models())).toEqual(['one:one', 'two:two']);
    expect(asked).toBe(1);
  });

  it('leave out a provider that fails', async () => {
    const router = createRouter({ targets: [failing('a'), mockOf('b', 'small')] });
    expect(idsOf(await router.models())).toEqual(['b:small']);
  });

  it('are an error that counts where all providers fail', async () => {
    const router = createRouter({ targets: [failing('a', 'AUTH_FAILED'), failing('b')] });
    await expect(router.models()).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      provider: 'a',
      message: 'None of the 2 providers behind the router could list its models. a is down.',
    });
    await expect(createRouter({ targets: [failing('b')] }).models()).rejects.toMatchObject({
      message: 'b is down.',
    });
  });

  it('are what is known without asking where all providers fail, unless a key was refused', async () => {
    const known = ['small', 'large'];
    const router = createRouter({ targets: [failing('a', 'BACKEND_ERROR', ...known), failing('b')] });
    expect(idsOf(await router.models())).toEqual(['a:small', 'a:large']);
    const refused = createRouter({ targets: [failing('a', 'AUTH_FAILED', ...known), failing('b')] });
    await expect(refused.models()).rejects.toMatchObject({ code: 'AUTH_FAILED' });
  });

  it('hold the default model of the router, as long as its targets name others without having been asked', () => {
    const targets = [{ provider: mockOf('a', 'small'), models: ['fast'] }, mockOf('b', 'large')];
    expect(idsOf(createRouter({ targets, model: 'huge' }).knownModels)).toEqual([
      'b:huge',
      'a:fast',
      'b:large',
    ]);
    expect(idsOf(createRouter({ targets, model: 'large' }).knownModels)).toEqual(['a:fast', 'b:large']);
  });

  it('are not half a list where the caller gives up', async () => {
    const controller = new AbortController();
    const slow = wrapProvider(mockOf('slow', 'large'), {
      models: (options) =>
        new Promise((_, reject) => {
          const stop = () => reject(new ProviderError({ code: 'ABORTED', message: 'Aborted.' }));
          options?.signal?.addEventListener('abort', stop);
        }),
    });
    const pending = createRouter({ targets: [mockOf('a', 'small'), slow] }).models({
      signal: controller.signal,
    });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('cannot be asked for once the router is closed', async () => {
    const router = createRouter({ targets: [mockOf('a', 'small')] });
    await router.close();
    await expect(router.models()).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('are those that the config of a provider set names', async () => {
    const set = createProviders(
      { a: { type: 'mock', models: ['small'] }, b: { type: 'mock', models: ['large'] } },
      { env: {} },
    );
    expect(idsOf(createRouter({ targets: set }).knownModels)).toEqual(['a:small', 'b:large']);
  });
});

describe('the capabilities of a router', () => {
  const withCapabilities = (capabilities: Capabilities) => ({
    provider: wrapProvider(mockOf('a', 'unused'), { capabilities }),
  });

  it('are what any target can do, and what none can; the rest is not known', () => {
    const joined = joinCapabilities([
      withCapabilities({ chat: true, tools: false, images: false, seed: true, files: false }),
      withCapabilities({ chat: true, tools: true, images: false }),
    ]);
    expect(joined).toEqual({ chat: true, tools: true, images: false, seed: true });
  });

  it('are not known without targets', () => {
    expect(joinCapabilities([])).toEqual({});
  });
});
