import { createProvider, type ObserveEvent, type Provider, wrapProvider } from '@modelport/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRouter, type LimitStore } from '../src/index.js';
import { callsOf, fakeServer, statesOf, textOf } from './planner-support.js';
import { errorOf, fails, says, scripted } from './support/scripted.js';

describe('an update of a router', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('keeps what is known of a target whose name and provider stay', async () => {
    const [a, b] = [fakeServer('a'), fakeServer('b')];
    a.server.error = 'BACKEND_ERROR';
    const router = createRouter({
      targets: [a.provider, b.provider],
      breaker: { failures: 1, openMs: 50_000 },
    });
    await router.chat('Hi');
    const before = router.status();
    router.update({
      targets: [
        { provider: a.provider, priority: 2 },
        { provider: b.provider, weight: 5 },
      ],
      strategy: 'weighted',
    });
    const after = router.status();
    expect(after.strategy).toBe('weighted');
    expect(after.targets).toEqual([
      { ...before.targets[0], priority: 2 },
      { ...before.targets[1], weight: 5 },
    ]);
    expect(statesOf(router)).toEqual({ a: 'open', b: 'available' });
  });

  it('keeps breakers open where nothing has changed, and does not open them anew', async () => {
    const [a, b] = [fakeServer('a'), fakeServer('b')];
    const options = { targets: [a.provider, b.provider], breaker: { failures: 2, openMs: 50_000 } };
    const router = createRouter(options);
    a.server.error = 'BACKEND_ERROR';
    await router.chat('Hi');
    router.update(options);
    expect(statesOf(router)).toMatchObject({ a: 'available' });
    await router.chat('Hi');
    // The failure before the update has counted.
    expect(statesOf(router)).toMatchObject({ a: 'open' });
    router.update(options);
    await router.chat('Hi');
    expect(a.server.calls).toBe(2);
  });

  it('applies other options of the breaker to targets that stay', async () => {
    const [a, b] = [fakeServer('a'), fakeServer('b')];
    const targets = [a.provider, b.provider];
    const router = createRouter({ targets });
    a.server.error = 'BACKEND_ERROR';
    router.update({ targets, breaker: { failures: 1, openMs: 1_234 } });
    await router.chat('Hi');
    expect(router.status().targets[0]).toMatchObject({
      state: 'open',
      until: new Date(Date.now() + 1_234).toISOString(),
    });
  });

  it('never waits shorter after a second failure than after the first', async () => {
    const a = fakeServer('a');
    a.server.error = 'BACKEND_ERROR';
    const router = createRouter({ targets: [a.provider], maxRetries: 0 });
    router.update({ targets: [a.provider], maxRetries: 0, breaker: { failures: 1, openMs: 600_000 } });
    for (const _ of ['first', 'second']) {
      await expect(router.chat('Hi')).rejects.toMatchObject({ code: 'BACKEND_ERROR' });
      expect(router.status().targets[0]?.until).toBe(new Date(Date.now() + 600_000).toISOString());
      vi.advanceTimersByTime(600_000);
    }
    expect(a.server.calls).toBe(2);
  });

  it('gives a target of the same name with another provider a new start', async () => {
    const [old, next] = [fakeServer('a'), fakeServer('a')];
    old.server.error = 'AUTH_FAILED';
    const router = createRouter({ targets: [old.provider], maxRetries: 0 });
    await expect(router.chat('Hi')).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    expect(statesOf(router)).toEqual({ a: 'out' });
    router.update({ targets: [next.provider] });
    expect(router.status().targets[0]).toMatchObject({ state: 'available', calls: { failed: 0 } });
    expect(await textOf(router)).toBe('I am a.');
  });

  it('keeps the counters of limits under their key, also where the provider is another one', async () => {
    const limits = { requestsPerMinute: 3 };
    const [old, next] = [fakeServer('a'), fakeServer('a')];
    const router = createRouter({ targets: [{ provider: old.provider, limits }] });
    await router.chat('Hi');
    await router.chat('Hi');
    router.update({ targets: [{ provider: next.provider, limits: { requestsPerMinute: 3 } }] });
    await router.chat('Hi');
    await expect(router.chat('Hi', { maxRetries: 0 })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect([old.server.calls, next.server.calls]).toEqual([2, 1]);
  });

  it('lets a raised limit be used at once', async () => {
    const a = fakeServer('a');
    const targetOf = (requestsPerMinute: number) => ({ provider: a.provider, limits: { requestsPerMinute } });
    const router = createRouter({ targets: [targetOf(1)] });
    await router.chat('Hi');
    expect(router.status().targets[0]?.isAvailable).toBe(false);
    router.update({ targets: [targetOf(2)] });
    expect(await textOf(router)).toBe('I am a.');
    expect(router.status().targets[0]?.limits).toMatchObject([{ used: 2, limit: 2 }]);
  });

  it('counts in another store from then on', async () => {
    const a = fakeServer('a');
    const keys: string[] = [];
    const limitStore: LimitStore = {
      add(key) {
        keys.push(key);
        return { used: 1, resetMs: 60_000 };
      },
    };
    const targets = [{ provider: a.provider, limits: { requestsPerMinute: 5 } }];
    const router = createRouter({ targets });
    await router.chat('Hi');
    expect(keys).toEqual([]);
    router.update({ targets, limitStore });
    await router.chat('Hi');
    expect(keys).toEqual(['a:requestsPerMinute']);
  });

  it('tells changes of targets to the observer that is there now, and not to the one before', async () => {
    const [a, b] = [fakeServer('a'), fakeServer('b')];
    const told: string[] = [];
    const observerOf = (name: string) => (event: ObserveEvent) =>
      event.type === 'target-change' && told.push(`${name} ${event.target} ${event.state}`);
    const targets = [a.provider, b.provider];
    const breaker = { failures: 1, openMs: 1_000 };
    const router = createRouter({ targets, breaker, observe: observerOf('first') });
    a.server.error = 'BACKEND_ERROR';
    await router.chat('Hi');
    router.update({ targets, breaker, observe: observerOf('second') });
    await vi.advanceTimersByTimeAsync(1_000);
    router.status();
    router.update({ targets, breaker });
    await router.chat('Hi');
    expect(told).toEqual(['first a open', 'second a half-open']);
  });

  it('tells of a target that need not cool after all that it cools, and then that it does not', async () => {
    const a = scripted('a', [fails('RATE_LIMITED', { retryAfterMs: 0 }), says('Hello')]);
    const told: string[] = [];
    const observe = (event: ObserveEvent) => event.type === 'target-change' && told.push(event.state);
    const router = createRouter({ targets: [a.provider], observe, maxRetries: 0 });
    await errorOf(router.chat('Hi'));
    router.status();
    expect(told).toEqual(['cooling', 'available']);
  });

  it('takes over the default model', async () => {
    const a = createProvider('mock', { name: 'a', models: ['small', 'large'] }) as Provider;
    const router = createRouter({ targets: [a], model: 'small' });
    router.update({ targets: [a], model: 'large' });
    expect(router.model).toBe('large');
    expect((await router.chat('Hi')).model).toBe('large');
    expect(router.toJSON()).toMatchObject({ model: 'large' });
    router.update({ targets: [a] });
    expect(router.model).toBeUndefined();
  });

  it('goes on with the turns of a strategy, where the targets are the same', async () => {
    const [a, b] = [fakeServer('a'), fakeServer('b')];
    const optionsOf = () => ({
      targets: [{ provider: a.provider, weight: 3 }, b.provider],
      strategy: 'weighted' as const,
    });
    const router = createRouter(optionsOf());
    for (let call = 0; call < 8; call++) {
      await router.chat('Hi');
      router.update(optionsOf());
    }
    expect(callsOf(router)).toEqual({ a: 6, b: 2 });
  });

  it('gives a strategy that is new a state of its own', async () => {
    const servers = [fakeServer('a'), fakeServer('b')];
    const targets = servers.map(({ provider }) => provider);
    const router = createRouter({ targets, strategy: ([, second]) => second });
    expect(await textOf(router)).toBe('I am b.');
    router.update({ targets, strategy: ([first]) => first });
    expect(await textOf(router)).toBe('I am a.');
    router.update({ targets });
    expect(router.status().strategy).toBe('fallback');
  });

  it('takes over prices, for the targets that stay too', async () => {
    const [a, b] = [fakeServer('a'), fakeServer('b')];
    // Calls of the mock's own type are free.
    const targets = [a, b].map(({ provider }) => ({
      provider: Object.assign(wrapProvider(provider, {}), { type: 'cloud' }),
      options: { model: provider.name },
    }));
    const pricesOf = (cheap: string) => ({
      priceOf: ({ model }: { model: string }) => ({ total: model === cheap ? 1 : 2 }),
    });
    const router = createRouter({ targets, strategy: 'cheapest', prices: pricesOf('b') });
    expect(await textOf(router)).toBe('I am b.');
    router.update({ targets, strategy: 'cheapest', prices: pricesOf('a') });
    expect(await textOf(router)).toBe('I am a.');
  });
});
