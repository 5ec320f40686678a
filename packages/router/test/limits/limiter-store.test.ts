import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RateLimiterMemory, RateLimiterSQLite } from 'rate-limiter-flexible';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LimitStore } from '../../src/limits/limit-store.js';
import { createLimiterStore, type Limiter } from '../../src/limits/limiter-store.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Node's own SQLite, as far as the limiter uses `better-sqlite3`. */
function sqliteClient(database: DatabaseSync) {
  return {
    prepare: (sql: string) => database.prepare(sql),
    transaction: (action: () => unknown) => action,
  };
}

async function openSqlite(database: DatabaseSync): Promise<Limiter> {
  const options = {
    storeClient: sqliteClient(database),
    storeType: 'better-sqlite3',
    tableName: 'limits',
    points: 1,
    duration: 1,
  };
  return new Promise((resolve, reject) => {
    const limiter: RateLimiterSQLite = new RateLimiterSQLite(options, (error?: Error) =>
      error ? reject(error) : resolve(limiter),
    );
  });
}

const limiters: Record<string, () => Promise<Limiter>> = {
  RateLimiterMemory: async () => new RateLimiterMemory({ points: 1, duration: 1 }),
  'RateLimiterSQLite over node:sqlite': () => openSqlite(new DatabaseSync(':memory:')),
};

describe.each(Object.keys(limiters))('the limit store over %s', (name) => {
  let limiter: Limiter;
  let store: LimitStore;

  beforeEach(async () => {
    vi.useFakeTimers();
    limiter = (await limiters[name]?.()) as Limiter;
    store = createLimiterStore(limiter);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('adds up in a window that begins with the first amount, past the points of the limiter', async () => {
    expect(await store.add('a', 2, minute)).toEqual({ used: 2, resetMs: minute });
    vi.setSystemTime(Date.now() + 20_000);
    expect(await store.add('a', 3, minute)).toEqual({ used: 5, resetMs: 40_000 });
    vi.setSystemTime(Date.now() + 40_000);
    expect(await store.add('a', 1, minute)).toEqual({ used: 1, resetMs: minute });
  });

  it('keeps windows of different lengths with one limiter', async () => {
    await store.add('minute', 1, minute);
    await store.add('day', 1, day);
    vi.setSystemTime(Date.now() + minute);
    expect(await store.add('minute', 1, minute)).toEqual({ used: 1, resetMs: minute });
    expect(await store.add('day', 1, day)).toEqual({ used: 2, resetMs: day - minute });
  });

  it('reads with 0, and begins no window with it, nor with less', async () => {
    expect(await store.add('a', 0, minute)).toEqual({ used: 0, resetMs: 0 });
    expect(await store.add('a', -4, minute)).toEqual({ used: 0, resetMs: 0 });
    expect(await limiter.get('a')).toBeNull();
    await store.add('a', 4, minute);
    expect((await store.add('a', 0, minute)).used).toBe(4);
  });

  it('takes away, but not below 0', async () => {
    await store.add('a', 4, minute);
    expect((await store.add('a', -3, minute)).used).toBe(1);
    expect((await store.add('a', -3, minute)).used).toBe(0);
    expect((await store.add('a', 2, minute)).used).toBe(2);
  });

  it('is at 0, and not above, after many have taken away too much at once', async () => {
    await store.add('a', 10, minute);
    await Promise.all([3, 5, 7, 11].map((amount) => store.add('a', -amount, minute)));
    expect((await store.add('a', 0, minute)).used).toBe(0);
    expect((await limiter.get('a'))?.consumedPoints).toBe(0);
  });

  it('adds up what 1,000 calls add and take away at once', async () => {
    await Promise.all(Array.from({ length: 1_000 }, (_, call) => store.add('a', call, minute)));
    expect((await store.add('a', 0, minute)).used).toBe(499_500);
    await Promise.all(Array.from({ length: 1_000 }, (_, call) => store.add('a', -call, minute)));
    expect((await store.add('a', 0, minute)).used).toBe(0);
  });

  it('keeps keys apart, those of objects too', async () => {
    for (const key of ['__proto__', 'constructor', "it's"]) {
      expect((await store.add(key, 7, minute)).used).toBe(7);
    }
  });
});

describe('the limit store over RateLimiterSQLite', () => {
  it('counts 2,592,000 seconds, and more dollars than 32 bits hold in millionths', async () => {
    const store = createLimiterStore(await openSqlite(new DatabaseSync(':memory:')));
    expect(await store.add('a', 3_000_000_000, 30 * day)).toMatchObject({ used: 3_000_000_000 });
    const { used, resetMs } = await store.add('a', 1, 30 * day);
    expect(used).toBe(3_000_000_001);
    expect(resetMs).toBeGreaterThan(29 * day);
  });

  it('shares a counter between two connections to one file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'limits-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const connections = [1, 2].map(() => new DatabaseSync(join(folder, 'limits.db')));
    onTestFinished(() => {
      for (const connection of connections) connection.close();
    });
    const stores: LimitStore[] = [];
    for (const connection of connections) stores.push(createLimiterStore(await openSqlite(connection)));
    for (const store of stores) await store.add('a', 2, minute);
    for (const store of stores) expect((await store.add('a', 0, minute)).used).toBe(4);
  });

  it('rejects when the database is gone', async () => {
    const database = new DatabaseSync(':memory:');
    const store = createLimiterStore(await openSqlite(database));
    database.close();
    await expect(store.add('a', 1, minute)).rejects.toThrow('not open');
    await expect(store.add('a', -1, minute)).rejects.toThrow('not open');
  });
});

it('takes a limiter whose counters never expire at its word', async () => {
  const store = createLimiterStore({
    penalty: async () => ({ consumedPoints: 4, msBeforeNext: -1 }),
    reward: async () => ({ consumedPoints: 4, msBeforeNext: -1 }),
    get: async () => ({ consumedPoints: 4, msBeforeNext: -1 }),
  });
  expect(await store.add('a', 1, minute)).toEqual({ used: 4, resetMs: minute });
});
