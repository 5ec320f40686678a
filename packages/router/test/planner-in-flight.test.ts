import { createProvider, type ObserveEvent, type Provider } from '@modelport/core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRouter, type LimitStore } from '../src/index.js';
import { callsOf, fakeServer, statesOf, textOf } from './planner-support.js';

describe('calls in flight while a router is updated', () => {
  // The first call loads what all calls need, which takes real time.
  beforeAll(() => fakeServer('warm-up').provider.chat('Hi'));
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('lets calls in flight end at the target that they are at, and sends new ones to the new targets', async () => {
    const [old, next] = [fakeServer('old'), fakeServer('next')];
    old.server.latencyMs = 1_000;
    const router = createRouter({ targets: [old.provider] });
    const inFlight = router.chat('Hi');
    await vi.advanceTimersByTimeAsync(500);
    router.update({ targets: [next.provider] });
    expect(await textOf(router)).toBe('I am next.');
    await vi.advanceTimersByTimeAsync(500);
    expect((await inFlight).text).toBe('I am old.');
    expect(callsOf(router)).toEqual({ next: 1 });
  });

  it('lets a stream that has begun go on to its end', async () => {
    const old = createProvider('mock', { name: 'old', replies: ['One two three'], deltaMs: 100 }) as Provider;
    const router = createRouter({ targets: [old] });
    const texts: string[] = [];
    const reading = (async () => {
      for await (const text of router.stream('Hi').text) texts.push(text);
    })();
    await vi.advanceTimersByTimeAsync(150);
    expect(texts.join('')).toBe('One ');
    router.update({ targets: [fakeServer('next').provider] });
    await vi.advanceTimersByTimeAsync(1_000);
    await reading;
    expect(texts.join('')).toBe('One two three');
  });

  it('lets a call in flight try the targets that it began with', async () => {
    const [a, b, c] = [fakeServer('a'), fakeServer('b'), fakeServer('c')];
    a.server.latencyMs = 1_000;
    const router = createRouter({
      targets: [{ provider: a.provider, options: { timeout: 500 } }, b.provider],
    });
    const inFlight = router.chat('Hi');
    await vi.advanceTimersByTimeAsync(100);
    router.update({ targets: [c.provider] });
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await inFlight).text).toBe('I am b.');
  });

  it('counts calls in flight at a target that stays in its slots, and in what it has answered', async () => {
    const a = fakeServer('a');
    a.server.latencyMs = 1_000;
    const options = { targets: [{ provider: a.provider, limits: { concurrent: 1 } }] };
    const router = createRouter(options);
    const inFlight = router.chat('Hi');
    await vi.advanceTimersByTimeAsync(500);
    router.update(structuredCloneLimits(options));
    expect(router.status().targets[0]).toMatchObject({ inFlight: 1, isFull: true });
    await expect(router.chat('Hi')).rejects.toMatchObject({ code: 'OVERLOADED' });
    await vi.advanceTimersByTimeAsync(500);
    await inFlight;
    expect(router.status().targets[0]).toMatchObject({ inFlight: 0, isFull: false, calls: { succeeded: 1 } });
    a.server.latencyMs = 0;
    expect(await textOf(router)).toBe('I am a.');
  });

  it('counts calls in flight at a target that leaves and comes back, and over another store, in its slots', async () => {
    const [a, b] = [fakeServer('a'), fakeServer('b')];
    a.server.latencyMs = 1_000;
    const optionsOf = (enabled: boolean, limitStore?: LimitStore) => ({
      limitStore,
      targets: [{ provider: a.provider, enabled, limits: { concurrent: 1 } }, b.provider],
    });
    const router = createRouter(optionsOf(true));
    const inFlight = router.chat('Hi');
    await vi.advanceTimersByTimeAsync(500);
    router.update(optionsOf(false));
    router.update(optionsOf(true));
    expect(router.status().targets[0]).toMatchObject({ name: 'a', isFull: true });
    expect(await textOf(router)).toBe('I am b.');
    router.update(optionsOf(true, { add: (_key, used, resetMs) => ({ used, resetMs }) }));
    expect(await textOf(router)).toBe('I am b.');
    await vi.advanceTimersByTimeAsync(500);
    await inFlight;
    expect(router.status().targets[0]).toMatchObject({ name: 'a', isFull: false });
  });

  it('lets those who wait in a queue begin by a raised limit', async () => {
    const a = fakeServer('a');
    a.server.latencyMs = 1_000;
    const optionsOf = (concurrent: number) => ({
      targets: [{ provider: a.provider, limits: { concurrent, queue: 5 } }],
    });
    const router = createRouter(optionsOf(1));
    const calls = [1, 2, 3].map(() => router.chat('Hi'));
    await vi.advanceTimersByTimeAsync(10);
    expect(router.status().targets[0]).toMatchObject({ inFlight: 1, queued: 2 });
    router.update(optionsOf(3));
    await vi.advanceTimersByTimeAsync(0);
    expect(router.status().targets[0]).toMatchObject({ inFlight: 3, queued: 0 });
    await vi.advanceTimersByTimeAsync(3_000);
    await Promise.all(calls);
  });

  it('does not blame a new target for calls of the one that it has replaced', async () => {
    const [old, next] = [fakeServer('a'), fakeServer('a')];
    const changes: ObserveEvent[] = [];
    const observe = (event: ObserveEvent) => event.type === 'target-change' && changes.push(event);
    const breaker = { failures: 1 };
    const router = createRouter({
      ...{ observe, breaker },
      targets: [{ provider: old.provider, options: { timeout: 500 } }],
      maxRetries: 0,
    });
    old.server.latencyMs = 1_000;
    const inFlight = router.chat('Hi');
    const failed = expect(inFlight).rejects.toMatchObject({ code: 'TIMEOUT' });
    await vi.advanceTimersByTimeAsync(100);
    router.update({ observe, breaker, targets: [next.provider] });
    await vi.advanceTimersByTimeAsync(500);
    await failed;
    expect(statesOf(router)).toEqual({ a: 'available' });
    expect(changes).toEqual([]);
  });
});

/** The same options in other objects, as a program has them that reads its config again. */
function structuredCloneLimits<
  Options extends { targets: readonly { provider: Provider; limits: object }[] },
>({ targets }: Options) {
  return { targets: targets.map(({ provider, limits }) => ({ provider, limits: structuredClone(limits) })) };
}
