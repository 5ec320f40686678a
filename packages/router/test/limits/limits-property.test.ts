import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LimitGroup } from '../../src/limits/limit-group.js';
import type { LimitStore } from '../../src/limits/limit-store.js';
import { createMemoryLimitStore } from '../../src/limits/memory-limit-store.js';
import { StoreGuard } from '../../src/limits/store-guard.js';
import type { TargetLimits } from '../../src/router-options.js';
import { createRandom } from '../support/random.js';
import { simulate } from './support/simulate.js';

const minute = 60_000;
const day = 24 * 60 * minute;

const each: TargetLimits[] = [
  { requestsPerMinute: 200 },
  { requestsPerDay: 2_500 },
  { tokensPerMinute: 150_000 },
  { tokensPerDay: 1_500_000 },
  { costPerDay: 3 },
  { costPerMonth: 4 },
];
const all: TargetLimits = Object.assign({ concurrent: 40, queue: 100 }, ...each);
const groupOver = (store: LimitStore) => new LimitGroup('shared', new StoreGuard(store));

/** A store at the other end of a network: each way takes up to 40 ms, so that answers overtake each other. */
function createDistantStore(store: LimitStore, random: () => number): LimitStore {
  const arrivals = new Map<number, Promise<void>>();
  const travel = (): Promise<void> => {
    const at = Date.now() + Math.floor(random() * 40);
    const arrival = arrivals.get(at) ?? new Promise((resolve) => setTimeout(resolve, at - Date.now()));
    arrivals.set(at, arrival);
    return arrival;
  };
  return {
    async add(key, amount, windowMs) {
      await travel();
      const count = store.add(key, amount, windowMs);
      await travel();
      return count;
    },
  };
}

describe('limits under 10,000 calls', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  describe.each([
    { when: 'at the same moment', spread: 0, longest: 20_000 },
    { when: 'in 20 minutes, some of which take longer than a window', spread: 20 * minute, longest: 90_000 },
  ])('that come $when', ({ spread, longest }) => {
    it.each(each)('%j is not passed, and comes to the real usage', async (limits) => {
      const group = groupOver(createMemoryLimitStore());
      const ledger = await simulate({ seed: 1, targets: [{ group, limits }], spread, longest });
      ledger.check();
      expect([...ledger.refused.keys()]).toEqual(Object.keys(limits));
      expect(Math.min(ledger.admitted, ...ledger.refused.values())).toBeGreaterThan(150);
      const isOneWindow = !('requestsPerMinute' in limits || 'tokensPerMinute' in limits);
      if (isOneWindow) ledger.expectReal(group.usage(limits));
      expect([group.slots.inFlight, group.slots.queued]).toEqual([0, 0]);
    });

    it.each([1, 2, 3])(
      'all limits hold for targets that share them, and nothing leaks (seed %i)',
      async (seed) => {
        const group = groupOver(createMemoryLimitStore());
        const strict = {
          ...all,
          concurrent: 20,
          requestsPerMinute: 100,
          tokensPerDay: 1_000_000,
          costPerDay: 2,
        };
        const targets = [all, strict].map((limits) => ({ group, limits }));
        const ledger = await simulate({ seed, targets, spread, longest });
        ledger.check();
        const { requestsPerMinute: _, tokensPerMinute: __, ...longer } = all;
        ledger.expectReal(group.usage(longer));
        expect([group.slots.inFlight, group.slots.queued]).toEqual([0, 0]);
        expect(ledger.refused.get('OVERLOADED')).toBeGreaterThan(100);
        expect(ledger.refused.get('ABORTED')).toBeGreaterThan(0);
      },
    );
  });

  it('all counters of a minute come to the real usage within it', async () => {
    const group = groupOver(createMemoryLimitStore());
    const limits = { requestsPerMinute: 300, tokensPerMinute: 200_000 };
    const ledger = await simulate({ seed: 4, targets: [{ group, limits }], spread: 0, longest: 250 });
    expect(ledger.admitted).toBeGreaterThan(150);
    ledger.expectReal(group.usage(limits));
    vi.advanceTimersByTime(minute);
    expect(group.usage(limits).map(({ used }) => used)).toEqual([0, 0]);
  });

  const distantCases = [
    { requestsPerDay: 2_500 },
    { tokensPerDay: 1_500_000 },
    { costPerMonth: 2 },
    { requestsPerDay: 2_500, tokensPerDay: 1_500_000, costPerMonth: 2, concurrent: 200, queue: 50 },
  ].flatMap((limits) => [0, 20 * minute].map((spread) => ({ limits, spread })));

  it.each(distantCases)(
    '$limits hold for two processes that share a distant store (spread over $spread ms)',
    async ({ limits, spread }) => {
      const memory = createMemoryLimitStore();
      const distant = createDistantStore(memory, createRandom(7));
      const targets = [1, 2].map(() => ({ group: groupOver(distant), limits }));
      const ledger = await simulate({ seed: 1, targets, spread, longest: 20_000, lags: true });
      const { total, totalOverrun } = ledger;
      const most: TargetLimits = limits;
      expect(total.requests).toBeLessThanOrEqual(most.requestsPerDay ?? Infinity);
      expect(total.tokens).toBeLessThanOrEqual((most.tokensPerDay ?? Infinity) + totalOverrun.tokens);
      // Each process rounds by itself.
      expect(total.cost).toBeLessThanOrEqual((most.costPerMonth ?? Infinity) + totalOverrun.cost + 0.000_002);
      expect(ledger.admitted).toBeGreaterThan(100);
      expect(Math.max(...ledger.refused.values())).toBeGreaterThan(100);
      const counted = {
        requestsPerDay: total.requests,
        tokensPerDay: total.tokens,
        costPerMonth: Math.round(total.cost * 1_000_000),
      };
      for (const [name, real] of Object.entries(counted)) {
        if (!(name in limits)) continue;
        const { used } = await memory.add(`shared:${name}`, 0, day);
        expect(Math.abs(used - real), name).toBeLessThanOrEqual(name === 'costPerMonth' ? 2 : 0);
      }
      for (const { group } of targets) expect([group.slots.inFlight, group.slots.queued]).toEqual([0, 0]);
    },
  );
});
