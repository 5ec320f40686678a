import {
  createProvider,
  createProviders,
  type Provider,
  ProviderError,
  type ProviderSet,
} from '@modelport/core';
import '@modelport/provider-mock';
import { createMockScript } from '@modelport/provider-mock';
import { describe, expect, it } from 'vitest';
import { createRouter, type Router } from '../src/index.js';

const env = {};
const mock = { type: 'mock' };
const routerIn = (set: ProviderSet, name = 'main') => set.get(name) as Router;
const namesIn = (router: Router) => router.status().targets.map(({ name }) => name);

/** How many of so many calls each target has answered. */
async function sharesOf(router: Router, count: number): Promise<Record<string, number>> {
  for (let call = 0; call < count; call++) await router.chat('Hi');
  return Object.fromEntries(router.status().targets.map(({ name, calls }) => [name, calls.succeeded]));
}

describe('a router from a config', () => {
  it('finds its targets by name, with the weights of its options before those of their entries', async () => {
    const set = createProviders(
      {
        a: { ...mock, weight: 3 },
        b: { ...mock, weight: 7 },
        main: {
          type: 'router',
          options: { targets: ['a', { provider: 'b', weight: 2 }], strategy: 'weighted' },
        },
      },
      { env },
    );
    expect(await sharesOf(routerIn(set), 10)).toEqual({ a: 6, b: 4 });
  });

  it('has all other providers of the set as its targets where it names none, wherever it stands', () => {
    const set = createProviders(
      {
        main: { type: 'router' },
        a: { ...mock, weight: 3, models: ['small'] },
        off: { ...mock, enabled: false },
        b: mock,
      },
      { env },
    );
    expect(routerIn(set).status()).toMatchObject({
      strategy: 'fallback',
      targets: [
        { name: 'a', weight: 3, models: { small: 'small' } },
        { name: 'b', weight: 1 },
      ],
    });
  });

  it('sends a model to the entries that name it', async () => {
    const set = createProviders(
      { a: { ...mock, models: ['small'] }, b: { ...mock, models: ['large'] }, main: { type: 'router' } },
      { env },
    );
    expect((await routerIn(set).chat({ model: 'large', messages: 'Hi' })).provider).toBe('b');
    await expect(routerIn(set).chat({ model: 'huge', messages: 'Hi' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      candidates: ['small', 'large'],
    });
  });

  it('knows the models and weights of entries, by whichever way its options name them', async () => {
    const set = createProviders(
      {
        a: { ...mock, models: ['small'], weight: 4 },
        b: { ...mock, models: ['large'], weight: 5 },
        main: { type: 'router', options: { targets: ['a'] } },
      },
      { env },
    );
    const router = routerIn(set);
    router.update({ targets: ['a', set.get('b')] });
    expect(router.status().targets).toMatchObject([
      { name: 'a', weight: 4, models: { small: 'small' } },
      { name: 'b', weight: 5, models: { large: 'large' } },
    ]);
  });

  it('is refused with the names that there are where it names a target that is not in the set', () => {
    const config = { a: mock, main: { type: 'router', options: { targets: ['a', 'c'] } } };
    const refused = {
      code: 'SETTING_INVALID',
      provider: 'main',
      setting: 'targets[1].provider',
      candidates: ['a'],
    };
    expect(() => createProviders(config, { env })).toThrow(expect.objectContaining(refused));
  });

  it('cannot have itself for a target, nor a router that comes after it', () => {
    const routerOf = (...targets: string[]) => ({ type: 'router', options: { targets } });
    for (const config of [
      { a: mock, main: routerOf('a', 'main') },
      { a: mock, main: routerOf('a', 'later'), later: routerOf('a') },
    ])
      expect(() => createProviders(config, { env })).toThrow(
        expect.objectContaining({ code: 'SETTING_INVALID', setting: 'targets[1].provider' }),
      );
  });

  it('has a router that comes before it for a target', async () => {
    const inner = { type: 'router', options: { targets: ['b'] } };
    const main = { type: 'router', options: { targets: ['inner', 'a'] } };
    const set = createProviders({ a: mock, b: mock, inner, main }, { env });
    const { attempts } = await routerIn(set).chat('Hi');
    expect(namesIn(routerIn(set))).toEqual(['inner', 'a']);
    // The inner router lists its attempts itself.
    expect(attempts.map(({ provider }) => provider)).toEqual(['b']);
  });
});

describe('a router whose provider set changes', () => {
  const config = { a: mock, b: mock, main: { type: 'router', options: { strategy: 'weighted' } } };

  it('follows it without being told, and keeps what it knows of those that stay', async () => {
    const set = createProviders(config, { env });
    const router = routerIn(set);
    expect(await sharesOf(router, 4)).toEqual({ a: 2, b: 2 });
    set.update({ ...config, b: { ...mock, weight: 3 }, c: mock });
    expect(routerIn(set)).toBe(router);
    expect(namesIn(router)).toEqual(['a', 'b', 'c']);
    expect(await sharesOf(router, 10)).toEqual({ a: 4, b: 8, c: 2 });
    set.update({ b: mock, main: config.main });
    expect(namesIn(router)).toEqual(['b']);
    expect(await sharesOf(router, 1)).toEqual({ b: 9 });
  });

  it('has a provider that is added to it from the next call on', async () => {
    const set = createProviders({ main: { type: 'router' } }, { env });
    const router = routerIn(set);
    await expect(router.chat('Hi')).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    set.add('late', createProvider('mock', { replies: ['Better late.'] }) as Provider);
    expect((await router.chat('Hi')).text).toBe('Better late.');
  });

  it('calls the new provider of an entry that has changed, and gives it a new start', async () => {
    const set = createProviders({ ...config, b: { ...mock, enabled: false } }, { env });
    const router = routerIn(set);
    expect(await sharesOf(router, 3)).toEqual({ a: 3 });
    set.update({ ...config, a: { ...mock, options: { replies: ['Changed.'] } } });
    expect(router.status().targets[0]?.calls).toEqual({ succeeded: 0, failed: 0 });
  });

  it('is followed by a router that was made for it as a whole', async () => {
    const set = createProviders({ a: mock }, { env });
    const router = createRouter({ targets: set, strategy: 'weighted' });
    set.add('router', router);
    expect(await sharesOf(router, 2)).toEqual({ a: 2 });
    set.update({ a: mock, b: { ...mock, weight: 2 } });
    expect(await sharesOf(router, 3)).toEqual({ a: 3, b: 2 });
    expect(router.toJSON()).toMatchObject({ targets: [{ name: 'a' }, { name: 'b', weight: 2 }] });
  });

  it('stays as it is where it refuses the update for its router', () => {
    const named = { a: mock, b: mock, main: { type: 'router', options: { targets: ['a', 'b'] } } };
    const set = createProviders(named, { env });
    const router = routerIn(set);
    expect(() => set.update({ a: mock, main: named.main })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', setting: 'targets[1].provider' }),
    );
    expect(namesIn(router)).toEqual(['a', 'b']);
  });

  it('loses a target that has left the set, though its options were updated to name it', async () => {
    const named = { a: mock, b: mock, main: { type: 'router', options: { targets: ['a'] } } };
    const set = createProviders(named, { env });
    const router = routerIn(set);
    router.update({ targets: ['b', 'a'] });
    expect((await router.chat('Hi')).provider).toBe('b');
    set.update({ a: mock, main: named.main });
    expect((await router.chat('Hi')).provider).toBe('a');
    expect(namesIn(router)).toEqual(['a']);
    set.update(named);
    expect(namesIn(router)).toEqual(['b', 'a']);
  });
});

describe('a router within a router', () => {
  const failing = (name: string): Provider =>
    createProvider('mock', { name, replies: () => ({ error: 'BACKEND_ERROR' }) }) as Provider;

  it('falls over within itself, once, before the outer one takes its next target', async () => {
    const inner = createRouter({ name: 'inner', targets: [failing('a'), failing('b')] });
    const last = createProvider('mock', { name: 'last', replies: () => 'Hello.' }) as Provider;
    const { attempts } = await createRouter({ targets: [inner, last] }).chat('Hi');
    expect(attempts.map(({ provider }) => provider)).toEqual(['a', 'b', 'last']);
  });

  it('whose target is disabled by the config leaves that one out', async () => {
    const named = { a: mock, b: mock, main: { type: 'router', options: { targets: ['a', 'b'] } } };
    const set = createProviders(named, { env });
    const router = routerIn(set);
    set.update({ ...named, a: { ...mock, enabled: false } });
    expect((await router.chat('Hi')).provider).toBe('b');
    set.update(named);
    expect((await router.chat('Hi')).provider).toBe('a');
  });

  it('is one target: its failure is one of that target', async () => {
    const script = createMockScript(['Hello.']);
    const inner = createRouter({ name: 'inner', targets: [failing('a'), failing('b')] });
    const last = createProvider('mock', { name: 'last', script }) as Provider;
    const router = createRouter({ targets: [inner, last], breaker: { failures: 1 } });
    const { text, attempts } = await router.chat('Hi');
    expect(text).toBe('Hello.');
    expect([attempts[0]?.provider, attempts.at(-1)?.provider]).toEqual(['a', 'last']);
    expect(router.status().targets).toMatchObject([
      { name: 'inner', type: 'router', state: 'open', calls: { failed: 1 } },
      { name: 'last', calls: { succeeded: 1 } },
    ]);
  });

  it('shows its capabilities, models and health through the outer one', async () => {
    const model = createProvider('mock', { name: 'a', models: ['small'] }) as Provider;
    const router = createRouter({ targets: [createRouter({ name: 'inner', targets: [model] })] });
    expect(router.capabilities).toEqual(model.capabilities);
    expect(await router.models()).toMatchObject([{ id: 'small', provider: 'inner' }]);
    expect(await router.health()).toMatchObject({ type: 'router', reachable: true, configured: true });
  });

  it('is closed by nobody but its owner', async () => {
    const inner = createRouter({ name: 'inner', targets: [createProvider('mock') as Provider] });
    await createRouter({ targets: [inner] }).close();
    await expect(inner.chat('Hi')).resolves.toMatchObject({ finishReason: 'stop' });
    await inner.close();
    await expect(inner.chat('Hi')).rejects.toSatisfy(ProviderError.isInstance);
  });
});
