import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LimitGroup } from '../../src/limits/limit-group.js';
import type { LimitStore } from '../../src/limits/limit-store.js';
import { createMemoryLimitStore } from '../../src/limits/memory-limit-store.js';
import type { Estimate, Reservation } from '../../src/limits/reservation.js';
import { StoreGuard } from '../../src/limits/store-guard.js';
import type { TargetLimits } from '../../src/router-options.js';
import { errorOf } from './support/errors.js';
import { reserveNow, small, usedOf } from './support/reserve.js';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('LimitGroup', () => {
  let store: LimitStore;
  let group: LimitGroup;
  let startedAt: number;

  beforeEach(() => {
    vi.useFakeTimers();
    startedAt = Date.now();
    store = createMemoryLimitStore();
    group = new LimitGroup('openai', new StoreGuard(store));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const reserve = (limits: TargetLimits | undefined, estimate: Estimate = small): Reservation =>
    reserveNow(group, limits, estimate);
  const used = (limits: TargetLimits) => usedOf(group, limits);

  describe('of several targets', () => {
    it('shares what they use, and holds each to limits of its own', async () => {
      const strict = { requestsPerDay: 2 };
      const lax = { requestsPerDay: 3 };
      reserve(strict);
      reserve(lax);
      expect([group.isFree(strict), group.isFree(lax)]).toEqual([false, true]);
      await errorOf(() => group.reserve(strict, small));
      reserve(lax);
      await errorOf(() => group.reserve(lax, small));
      expect(used(lax)).toEqual([3]);
    });

    it('keeps apart what other groups use in the same store', () => {
      const other = new LimitGroup('local', new StoreGuard(store));
      const limits = { requestsPerDay: 1 };
      reserve(limits);
      expect(other.isFree(limits)).toBe(true);
      reserveNow(other, limits);
      expect(other.isFree(limits)).toBe(false);
    });

    it('shares counters with a group of the same key elsewhere through the store', async () => {
      const elsewhere = new LimitGroup('openai', new StoreGuard(store));
      const limits = { requestsPerDay: 2 };
      reserve(limits);
      reserveNow(elsewhere, limits);
      await errorOf(() => group.reserve(limits, small));
      await errorOf(() => elsewhere.reserve(limits, small));
      expect(used(limits)).toEqual([2]);
    });

    it('notices after five seconds that something was given back elsewhere', async () => {
      const elsewhere = new LimitGroup('openai', new StoreGuard(store));
      const limits = { tokensPerDay: 1_000 };
      const theirs = reserveNow(elsewhere, limits, { tokens: 950, cost: 0 });
      reserve(limits, { tokens: 50, cost: 0 });
      expect(group.isFree(limits)).toBe(false);
      theirs.settle({ answered: true, tokens: 10 });
      vi.advanceTimersByTime(5_000);
      expect(group.isFree(limits)).toBe(true);
      expect(group.blockedUntil(limits)).toBe(startedAt + day);
      reserve(limits);
      expect(used(limits)).toEqual([160]);
    });
  });

  describe('without limits', () => {
    it('asks no store and reads nothing of the estimate', () => {
      const asked = vi.spyOn(store, 'add');
      const estimate = {
        get tokens(): number {
          throw new Error('Nobody needs the tokens.');
        },
        get cost(): number {
          throw new Error('Nobody needs the cost.');
        },
      };
      for (const limits of [undefined, {}, { concurrent: 3 }, { requestsPerDay: undefined }]) {
        reserve(limits, estimate).settle({ answered: true, tokens: 5, cost: 1 });
        expect(group.usage(limits)).toEqual([]);
      }
      expect(asked).not.toHaveBeenCalled();
    });

    it('keeps to what the backend says', async () => {
      reserve(undefined).learn({ requests: { remaining: 1, resetMs: 30_000 } });
      reserve(undefined);
      expect(group.isFree(undefined)).toBe(false);
      expect(group.blockedUntil(undefined)).toBe(startedAt + 30_000);
      const error = await errorOf(() => group.reserve(undefined, small));
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 30_000 });
      expect(error.message).toContain('backend of "openai"');
    });

    it('does not count a refused call as begun', async () => {
      const limits = { requestsPerDay: 1 };
      const first = reserve(limits);
      await errorOf(() => group.reserve(limits, small));
      first.learn({ requests: { remaining: 1, resetMs: 30_000 } });
      expect(group.learned.blockedUntil()).toBe(0);
    });
  });

  it('is not free while all slots are taken', () => {
    const limits = { concurrent: 1 };
    group.slots.take();
    expect(group.isFree(limits)).toBe(false);
    expect(group.blockedUntil(limits)).toBe(0);
    group.slots.leave();
    expect(group.isFree(limits)).toBe(true);
  });

  it('tells how much of each limit is used', () => {
    const limits = { concurrent: 4, requestsPerMinute: 60, costPerMonth: 100 };
    expect(group.usage(limits)).toEqual([
      { name: 'requestsPerMinute', used: 0, limit: 60, resetMs: 0 },
      { name: 'costPerMonth', used: 0, limit: 100, resetMs: 0 },
    ]);
    reserve(limits, { tokens: 0, cost: 0.1 });
    reserve(limits, { tokens: 0, cost: 0.2 });
    vi.advanceTimersByTime(minute);
    expect(group.usage(limits)).toEqual([
      { name: 'requestsPerMinute', used: 0, limit: 60, resetMs: 0 },
      { name: 'costPerMonth', used: 0.3, limit: 100, resetMs: 30 * day - minute },
    ]);
  });

  it('does not stay blocked when the clock is set back', () => {
    const limits = { requestsPerMinute: 1 };
    reserve(limits);
    vi.setSystemTime(startedAt - 60 * minute);
    expect(group.blockedUntil(limits)).toBe(0);
    vi.advanceTimersByTime(minute + 5_000);
    expect(group.isFree(limits)).toBe(true);
  });
});
