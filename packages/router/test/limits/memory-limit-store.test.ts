import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryLimitStore } from '../../src/limits/memory-limit-store.js';

const minute = 60_000;
const days30 = 30 * 24 * 60 * minute;

describe('the limit store in memory', () => {
  let store: MemoryLimitStore;

  beforeEach(() => {
    vi.useFakeTimers();
    store = new MemoryLimitStore();
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('adds up in a window that begins with the first amount', () => {
    expect(store.add('a', 2, minute)).toEqual({ used: 2, resetMs: minute });
    vi.advanceTimersByTime(59_999);
    expect(store.add('a', 3, minute)).toEqual({ used: 5, resetMs: 1 });
    vi.advanceTimersByTime(1);
    expect(store.add('a', 1, minute)).toEqual({ used: 1, resetMs: minute });
  });

  it('begins anew with each of many counters, whether or not it has looked for those to drop', () => {
    for (let key = 0; key < 100; key++) store.add(`key ${key}`, 5, minute);
    vi.advanceTimersByTime(minute);
    for (let key = 99; key >= 0; key--)
      expect(store.add(`key ${key}`, 1, minute)).toEqual({ used: 1, resetMs: minute });
  });

  it('keeps keys apart, those of objects too', () => {
    for (const key of ['__proto__', 'constructor', 'toString', '']) {
      expect(store.add(key, 0, minute)).toEqual({ used: 0, resetMs: 0 });
      expect(store.add(key, 7, minute).used).toBe(7);
    }
    expect(store.size).toBe(4);
    expect({}).not.toHaveProperty('used');
  });

  it('reads with 0, and begins no window with it, nor with less', () => {
    expect(store.add('a', 0, minute)).toEqual({ used: 0, resetMs: 0 });
    expect(store.add('a', -5, minute)).toEqual({ used: 0, resetMs: 0 });
    expect(store.size).toBe(0);
    store.add('a', 4, minute);
    expect(store.add('a', 0, minute).used).toBe(4);
  });

  it('takes away, but not below 0', () => {
    store.add('a', 4, minute);
    expect(store.add('a', -3, minute).used).toBe(1);
    expect(store.add('a', -3, minute).used).toBe(0);
    expect(store.add('a', 2, minute).used).toBe(2);
  });

  it('takes nothing away from a window that began later', () => {
    store.add('a', 4, minute);
    vi.advanceTimersByTime(minute);
    expect(store.add('a', -4, minute)).toEqual({ used: 0, resetMs: 0 });
    expect(store.add('a', 1, minute).used).toBe(1);
  });

  it('keeps windows that are longer than a timer can wait', () => {
    store.add('a', 1, days30);
    vi.advanceTimersByTime(days30 - 1);
    expect(store.add('a', 1, days30)).toEqual({ used: 2, resetMs: 1 });
    vi.advanceTimersByTime(1);
    expect(store.add('a', 1, days30)).toEqual({ used: 1, resetMs: days30 });
  });

  it('does not drift, however often a millionth of a dollar is added and taken away', () => {
    for (let times = 0; times < 100_000; times++) store.add('a', 100_001, days30);
    for (let times = 0; times < 99_999; times++) store.add('a', -100_001, days30);
    expect(store.add('a', 0, days30).used).toBe(100_001);
  });

  it('ends a window in its time although the clock is set back', () => {
    store.add('a', 3, minute);
    vi.setSystemTime(Date.now() - 60 * minute);
    expect(store.add('a', 1, minute)).toEqual({ used: 4, resetMs: minute });
    vi.advanceTimersByTime(minute);
    expect(store.add('a', 1, minute).used).toBe(1);
  });

  it('does not keep a million keys whose time is over', () => {
    const most = { size: 0 };
    for (let key = 0; key < 1_000_000; key++) {
      // 1,000 of them are in use at a time.
      if (key % 1_000 === 0) vi.setSystemTime(Date.now() + minute);
      store.add(`key ${key}`, 1, minute);
      most.size = Math.max(most.size, store.size);
    }
    expect(most.size).toBeLessThan(4_000);
  });

  it('forgets a crowd of keys while only a few are used afterwards', () => {
    for (let key = 0; key < 100_000; key++) store.add(`key ${key}`, 1, minute);
    expect(store.size).toBe(100_000);
    vi.setSystemTime(Date.now() + minute);
    for (let times = 0; times < 100_100; times++) store.add('a', 1, days30);
    expect(store.size).toBe(1);
    expect(store.add('a', 0, days30).used).toBe(100_100);
  });

  it('never drops a counter in use while it looks for others to drop', () => {
    for (let key = 0; key < 500; key++) store.add(`kept ${key}`, 1, days30);
    for (let round = 0; round < 20; round++) {
      vi.setSystemTime(Date.now() + minute);
      for (let key = 0; key < 500; key++) store.add(`dropped ${round} ${key}`, 1, minute);
      for (let key = 0; key < 500; key++) store.add(`kept ${key}`, 1, days30);
    }
    for (let key = 0; key < 500; key++) expect(store.add(`kept ${key}`, 0, days30).used).toBe(21);
  });
});
