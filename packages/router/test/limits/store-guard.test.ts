import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LimitCount, LimitStore } from '../../src/limits/limit-store.js';
import { createMemoryLimitStore } from '../../src/limits/memory-limit-store.js';
import { StoreGuard } from '../../src/limits/store-guard.js';

const minute = 60_000;

/** A store that does what a test says. */
class MoodyStore implements LimitStore {
  readonly counters: LimitStore = createMemoryLimitStore();
  mood: 'well' | 'throws' | 'rejects' | 'hangs' | 'talks nonsense' = 'well';
  asked = 0;
  /** Answers that are held back while it hangs. */
  readonly held: (() => void)[] = [];

  add(key: string, amount: number, windowMs: number): Promise<LimitCount> {
    this.asked++;
    if (this.mood === 'throws') throw new Error('no connection');
    if (this.mood === 'rejects') return Promise.reject(new Error('no connection'));
    if (this.mood === 'talks nonsense') return Promise.resolve({ used: Number.NaN, resetMs: 5 });
    const add = async () => this.counters.add(key, amount, windowMs);
    if (this.mood === 'well') return add();
    return new Promise((resolve) => this.held.push(() => resolve(add())));
  }

  async used(key: string): Promise<number> {
    return (await this.counters.add(key, 0, minute)).used;
  }
}

describe('StoreGuard', () => {
  let store: MoodyStore;
  let guard: StoreGuard;

  beforeEach(() => {
    vi.useFakeTimers();
    store = new MoodyStore();
    guard = new StoreGuard(store);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('answers at once where the store does', () => {
    const memory = createMemoryLimitStore();
    expect(new StoreGuard(memory).add('a', 2, minute)).toEqual({ used: 2, resetMs: minute, store: memory });
  });

  it('hands on the answer of a store that takes its time, and leaves no timer', async () => {
    expect(await guard.add('a', 2, minute)).toEqual({ used: 2, resetMs: minute, store });
    expect(guard.failure).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['throws', 'rejects', 'talks nonsense'] as const)(
    'counts by itself while the store %s',
    async (mood) => {
      store.mood = mood;
      const first = await guard.add('a', 2, minute);
      expect(first.used).toBe(2);
      expect(first.store).not.toBe(store);
      expect(guard.failure).toBeInstanceOf(Error);
      expect((await guard.add('a', 3, minute)).used).toBe(5);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('does not ask a store that has failed for ten seconds, then again', async () => {
    store.mood = 'rejects';
    await guard.add('a', 1, minute);
    store.mood = 'well';
    vi.advanceTimersByTime(9_999);
    for (let call = 0; call < 100; call++) expect(guard.add('a', 1, minute)).not.toBeInstanceOf(Promise);
    expect(store.asked).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await guard.add('a', 1, minute)).toEqual({ used: 1, resetMs: minute, store });
    expect(guard.failure).toBeUndefined();
  });

  it('waits for a store that hangs no longer than a second', async () => {
    store.mood = 'hangs';
    const answers: LimitCount[] = [];
    for (let call = 0; call < 3; call++)
      void Promise.resolve(guard.add('a', 1, minute)).then((count) => answers.push(count));
    await vi.advanceTimersByTimeAsync(999);
    expect(answers).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(answers.map(({ used }) => used)).toEqual([1, 2, 3]);
    expect(String(guard.failure)).toContain('1000 ms');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes back what a store counted after it was given up', async () => {
    await guard.add('a', 10, minute);
    store.mood = 'hangs';
    const waiting = guard.add('a', 5, minute);
    await vi.advanceTimersByTimeAsync(1_000);
    await waiting;
    store.mood = 'well';
    for (const release of store.held) release();
    await vi.advanceTimersByTimeAsync(0);
    expect(await store.used('a')).toBe(10);
    expect(store.asked).toBe(3);
  });
});
