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
const unsent = { answered: false, requests: 0 };

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

  describe('with a limit of requests', () => {
    const limits = { requestsPerMinute: 2, requestsPerDay: 3 };

    it('refuses the first that is too many, and says which limit, how much is used, and what to do', async () => {
      reserve(limits);
      vi.advanceTimersByTime(15_000);
      reserve(limits);
      const error = await errorOf(() => group.reserve(limits, small));
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 45_000 });
      expect(error.message).toBe(
        '"openai" has used 2 of 2 requests per minute (limits.requestsPerMinute). Try again in 45 s, raise the limit, or add a target.',
      );
      expect(group.isFree(limits)).toBe(false);
      expect(group.blockedUntil(limits)).toBe(startedAt + minute);
    });

    it('counts nothing for a call that it refuses, in no counter', async () => {
      reserve(limits);
      reserve(limits);
      for (let call = 0; call < 5; call++) await errorOf(() => group.reserve(limits, small));
      expect(used(limits)).toEqual([2, 2]);
    });

    it('allows more when the window is over, until the next limit is used up', async () => {
      reserve(limits);
      reserve(limits);
      vi.advanceTimersByTime(minute);
      expect(group.isFree(limits)).toBe(true);
      expect(group.blockedUntil(limits)).toBe(0);
      reserve(limits);
      const error = await errorOf(() => group.reserve(limits, small));
      expect(error.message).toContain('3 of 3 requests per day (limits.requestsPerDay)');
      expect(error.retryAfterMs).toBe(day - minute);
    });

    it('tells of the one that takes longest where several are used up', async () => {
      const both = { requestsPerMinute: 2, requestsPerDay: 2 };
      reserve(both);
      reserve(both);
      expect((await errorOf(() => group.reserve(both, small))).retryAfterMs).toBe(day);
      expect(group.refusal(both)?.message).toContain('limits.requestsPerDay');
    });

    it('gives back the request of a call that sent none, and keeps that of one that failed', () => {
      reserve(limits).settle(unsent);
      expect(used(limits)).toEqual([0, 0]);
      reserve(limits).settle({ answered: false });
      expect(used(limits)).toEqual([1, 1]);
    });

    it('counts each request of a call that was sent again', () => {
      reserve(limits).settle({ answered: true, requests: 3 });
      expect(used(limits)).toEqual([3, 3]);
      expect(group.isFree(limits)).toBe(false);
    });
  });

  describe('with a limit of tokens or of cost', () => {
    const limits = { tokensPerMinute: 1_000, costPerDay: 0.01 };

    it('counts the real usage in place of the estimate', () => {
      const reservation = reserve(limits, { tokens: 300, cost: 0.002 });
      expect(used(limits)).toEqual([300, 0.002]);
      reservation.settle({ answered: true, tokens: 120, cost: 0.0035 });
      expect(used(limits)).toEqual([120, 0.0035]);
    });

    it('refuses a call that does not fit, and goes on with those that do', async () => {
      reserve(limits, { tokens: 900, cost: 0 });
      const error = await errorOf(() => group.reserve(limits, { tokens: 101, cost: 0 }));
      expect(error.message).toBe(
        '"openai" has used 900 of 1000 tokens per minute (limits.tokensPerMinute), and the call is estimated at 101. Try again in 60 s, raise the limit, or add a target.',
      );
      expect(group.isFree(limits)).toBe(true);
      expect(group.blockedUntil(limits)).toBe(0);
      reserve(limits, { tokens: 100, cost: 0 });
      expect(group.isFree(limits)).toBe(false);
    });

    it('refuses a call that is larger than a whole limit for good, and says so', async () => {
      const error = await errorOf(() => group.reserve(limits, { tokens: 1_001, cost: 0 }));
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: false });
      expect(error).not.toHaveProperty('retryAfterMs');
      expect(error.message).toContain('estimated at 1001, more than all 1000 tokens per minute of "openai"');
      expect(used(limits)).toEqual([0, 0]);
    });

    it('is free again as soon as an estimate turns out too high', () => {
      const reservation = reserve(limits, { tokens: 1_000, cost: 0 });
      expect(group.isFree(limits)).toBe(false);
      reservation.settle({ answered: true, tokens: 10, cost: 0 });
      expect(group.isFree(limits)).toBe(true);
    });

    it('gives back what a call reserved that was never answered', () => {
      reserve(limits).settle({ answered: false });
      expect(used(limits)).toEqual([0, 0]);
    });

    it('keeps the estimate of a call that was answered without saying what it used, or with nonsense', () => {
      reserve(limits).settle({ answered: true });
      expect(used(limits)).toEqual([100, 0.001]);
      reserve(limits).settle({ answered: true, tokens: Number.NaN, cost: -1 });
      expect(used(limits)).toEqual([200, 0.002]);
    });

    it('counts what a call used that failed in the middle', () => {
      reserve(limits).settle({ answered: true, tokens: 40 });
      expect(used(limits)).toEqual([40, 0.001]);
    });

    it('counts a call whose price was not known when it began', () => {
      const reservation = reserve(limits, { tokens: 1, cost: undefined });
      expect(used(limits)).toEqual([1, 0]);
      reservation.settle({ answered: true, tokens: 1, cost: 0.02 });
      expect(used(limits)).toEqual([1, 0.02]);
      expect(group.refusal(limits, { tokens: 1, cost: undefined })?.message).toContain(
        '0.02 of 0.01 US dollars per day (limits.costPerDay)',
      );
    });

    it('lets calls that cost nothing pass a limit of 0, and no others', async () => {
      const free = { costPerDay: 0 };
      reserve(free, { tokens: 1, cost: 0 }).settle({ answered: true, cost: 0 });
      expect(group.isFree(free)).toBe(true);
      expect((await errorOf(() => group.reserve(free, small))).retryable).toBe(false);
    });

    it('takes an estimate that is no number for none', () => {
      reserve(limits, { tokens: Number.NaN, cost: Number.NaN }).settle({
        answered: true,
        tokens: 7,
        cost: 0.003,
      });
      expect(used(limits)).toEqual([7, 0.003]);
    });

    it('loses nothing of calls that cost less than a millionth of a dollar', () => {
      for (let call = 0; call < 1_000; call++)
        reserve(limits, { tokens: 0, cost: 0.000_000_3 }).settle({
          answered: true,
          tokens: 0,
          cost: 0.000_000_4,
        });
      expect(used(limits)[1]).toBeCloseTo(0.000_4, 6);
    });

    it('settles only once', () => {
      const reservation = reserve(limits);
      reservation.settle({ answered: true, tokens: 50, cost: 0 });
      reservation.settle({ answered: true, tokens: 500, cost: 0.1 });
      reservation.settle(unsent);
      expect(used(limits)).toEqual([50, 0]);
    });
  });

  describe('when a call ends in a later window than it began', () => {
    const limits = { tokensPerMinute: 1_000 };

    it('takes nothing away from the calls of that window', () => {
      const old = reserve(limits, { tokens: 900, cost: 0 });
      vi.advanceTimersByTime(minute);
      reserve(limits, { tokens: 300, cost: 0 });
      old.settle({ answered: true, tokens: 100 });
      expect(used(limits)).toEqual([300]);
    });

    it('adds there what it has used more than was estimated', () => {
      const old = reserve(limits, { tokens: 100, cost: 0 });
      vi.advanceTimersByTime(minute);
      old.settle({ answered: true, tokens: 900 });
      expect(used(limits)).toEqual([800]);
    });
  });
});
