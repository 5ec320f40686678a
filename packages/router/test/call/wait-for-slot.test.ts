import { createProvider, type Provider, ProviderError } from '@modelport/core';
import '@modelport/provider-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { waitForSlot } from '../../src/call/wait-for-slot.js';
import { createRouter } from '../../src/index.js';
import { LimitGroup } from '../../src/limits/limit-group.js';
import { createMemoryLimitStore } from '../../src/limits/memory-limit-store.js';
import { StoreGuard } from '../../src/limits/store-guard.js';
import type { Target } from '../../src/targets/target.js';

const limits = { concurrent: 1, queue: 10 };

/** A target whose only slot is taken, as far as slots go. */
function full(name: string): Target {
  const group = new LimitGroup(name, new StoreGuard(createMemoryLimitStore()));
  group.slots.take();
  return { name, config: { limits }, group } as unknown as Target;
}

describe('a call that waits for a slot', () => {
  let a: Target;
  let b: Target;
  let caller: AbortController;
  let waiting: Promise<Target>;

  beforeEach(() => {
    [a, b] = [full('a'), full('b')];
    caller = new AbortController();
    waiting = waitForSlot([a, b], caller.signal);
  });

  it('stands in the queues of all targets, and takes the slot that is free first', async () => {
    expect([a.group.slots.queued, b.group.slots.queued]).toEqual([1, 1]);
    b.group.slots.leave();
    expect(await waiting).toBe(b);
    expect([a.group.slots.inFlight, b.group.slots.inFlight]).toEqual([1, 1]);
  });

  it('leaves the other queues then', async () => {
    a.group.slots.leave();
    await waiting;
    expect(b.group.slots.queued).toBe(0);
    b.group.slots.leave();
    expect(b.group.slots.inFlight).toBe(0);
  });

  it('gives the second of two slots back that are free at once', async () => {
    a.group.slots.leave();
    b.group.slots.leave();
    const taken = await waiting;
    await new Promise(setImmediate);
    const other = taken === a ? b : a;
    expect([taken.group.slots.inFlight, other.group.slots.inFlight]).toEqual([1, 0]);
  });

  it('ends with the reason of its signal, in no queue any more', async () => {
    const reason = new ProviderError({ code: 'TIMEOUT', message: 'Late.' });
    caller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect([a.group.slots.queued, b.group.slots.queued]).toEqual([0, 0]);
  });

  it('stands once in a queue that targets share', () => {
    const shared = { ...a, name: 'c' } as Target;
    waitForSlot([a, shared], caller.signal).catch(() => undefined);
    expect(a.group.slots.queued).toBe(2);
  });
});

describe('calls that wait at a router', () => {
  it('go where a slot is free, not only where they would have gone first', async () => {
    const slow = createProvider('mock', { name: 'slow', latencyMs: 2_000 }) as Provider;
    const fast = createProvider('mock', { name: 'fast', latencyMs: 5 }) as Provider;
    const router = createRouter({ targets: [slow, fast].map((provider) => ({ provider, limits })) });
    const answers = await Promise.all(Array.from({ length: 8 }, () => router.chat('Hi')));
    const from = answers.map(({ provider }) => provider);
    expect(from.filter((name) => name === 'slow')).toHaveLength(1);
    expect(router.status().targets.map(({ queued, inFlight }) => [queued, inFlight])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});
