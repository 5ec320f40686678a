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
const failures = {
  throws: () => {
    throw new Error('no connection');
  },
  rejects: () => Promise.reject(new Error('no connection')),
};
const ways = Object.keys(failures) as (keyof typeof failures)[];

describe('LimitGroup', () => {
  let store: LimitStore;
  let group: LimitGroup;

  beforeEach(() => {
    vi.useFakeTimers();
    store = createMemoryLimitStore();
    group = new LimitGroup('openai', new StoreGuard(store));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const reserve = (limits: TargetLimits | undefined, estimate: Estimate = small): Reservation =>
    reserveNow(group, limits, estimate);
  const used = (limits: TargetLimits) => usedOf(group, limits);

  describe('over a store that takes its time', () => {
    const limits = { requestsPerDay: 1, tokensPerDay: 1_000 };
    let distant: LimitGroup;

    beforeEach(() => {
      const add: LimitStore['add'] = async (...given) => store.add(...given);
      distant = new LimitGroup('openai', new StoreGuard({ add }));
    });

    it('lets one of two through that ask for the same place at the same time, and counts nothing for the other', async () => {
      const answers = await Promise.allSettled([
        distant.reserve(limits, small),
        distant.reserve(limits, small),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      const { reason } = answers[1] as PromiseRejectedResult;
      expect(reason).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: day });
      expect(reason.message).toContain('has used 1 of 1 requests per day');
      await vi.advanceTimersByTimeAsync(0);
      expect(used(limits)).toEqual([0, 0]);
      expect(distant.usage(limits).map((limit) => limit.used)).toEqual([1, 100]);
    });

    it('settles without anybody waiting for it', async () => {
      const reservation = await distant.reserve(limits, small);
      reservation.settle({ answered: true, tokens: 30 });
      await vi.advanceTimersByTimeAsync(0);
      expect(distant.usage(limits).map((limit) => limit.used)).toEqual([1, 30]);
    });
  });

  describe('over a store that fails', () => {
    const limits = { requestsPerDay: 2 };
    const add = vi.fn<LimitStore['add']>();

    beforeEach(() => {
      add.mockReset();
      group = new LimitGroup('openai', new StoreGuard({ add }));
    });

    it.each(ways)('fails no call when it %s, and keeps to the limits by itself', async (way) => {
      add.mockImplementation(failures[way]);
      await group.reserve(limits, small);
      await group.reserve(limits, small);
      expect(await errorOf(() => group.reserve(limits, small))).toMatchObject({ code: 'RATE_LIMITED' });
    });

    it.each(ways)('settles although it %s', async (way) => {
      add.mockImplementation((_key, amount) => ({ used: amount, resetMs: day }));
      const reservation = reserve({ tokensPerDay: 1_000 });
      add.mockImplementation(failures[way]);
      reservation.settle({ answered: true, tokens: 5 });
      await vi.advanceTimersByTimeAsync(0);
      expect(add).toHaveBeenLastCalledWith('openai:tokensPerDay', -95, day);
    });
  });
});
