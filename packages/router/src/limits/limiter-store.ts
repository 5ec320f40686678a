import type { LimitCount, LimitStore } from './limit-store.js';

/** What a limiter of the package `rate-limiter-flexible` 11 is at least; all of its stores are. */
export interface Limiter {
  penalty(key: string, points: number, options: { customDuration: number }): Promise<LimiterCount>;
  reward(key: string, points: number, options: { customDuration: number }): Promise<LimiterCount>;
  get(key: string): Promise<LimiterCount | null>;
}

/** The part of a limiter's answer that is used. */
export interface LimiterCount {
  readonly consumedPoints: number;
  readonly msBeforeNext: number;
}

/**
 * Keeps counters where a limiter of the package `rate-limiter-flexible` keeps them: Redis, Valkey, SQLite, Postgres, ..., so
 * that several processes share their limits. Its `points` and `duration` do not matter; windows last whole seconds.
 *
 * ```ts
 * const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: 'modelport', points: 1, duration: 60 });
 * createRouter({ targets, limitStore: createLimiterStore(limiter) });
 * ```
 *
 * Not for its `RateLimiterMemory`, which loses windows of more than 24 days at once; the default store has none of that. Its tables
 * for Postgres and MySQL hold 2,147,483,647 at most: that many tokens, or 2,147 US dollars, for one window.
 */
export function createLimiterStore(limiter: Limiter): LimitStore {
  return {
    async add(key, amount, windowMs) {
      const options = { customDuration: Math.ceil(windowMs / 1_000) };
      if (amount > 0) return toCount(await limiter.penalty(key, amount, options), windowMs);
      const count = await limiter.get(key);
      if (amount === 0 || count === null) return toCount(count, windowMs);
      const lower = await limiter.reward(key, -amount, options);
      // Below 0: the window ended meanwhile, or more was taken away than there was. Each puts back what it took too much.
      const tooMuch = Math.min(-amount, -lower.consumedPoints);
      return toCount(tooMuch > 0 ? await limiter.penalty(key, tooMuch, options) : lower, windowMs);
    },
  };
}

function toCount(count: LimiterCount | null, windowMs: number): LimitCount {
  if (count === null) return { used: 0, resetMs: 0 };
  const { consumedPoints, msBeforeNext } = count;
  return { used: Math.max(0, consumedPoints), resetMs: msBeforeNext < 0 ? windowMs : msBeforeNext };
}
