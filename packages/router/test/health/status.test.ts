import { type Provider, ProviderError } from '@modelport/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRouter, type Router, type TargetStatus } from '../../src/index.js';
import { fakeProvider } from './support.js';

const start = Date.UTC(2030, 0, 31, 12);
const iso = (afterMs: number) => new Date(start + afterMs).toISOString();

function targetOf(router: Router, at = 0): TargetStatus {
  const target = router.status().targets[at];
  if (!target) throw new Error(`There is no target ${at}.`);
  return target;
}

const answering = (name: string): Provider => fakeProvider(name).provider;
const failing = (name: string, code: string, retryAfterMs?: number): Provider =>
  fakeProvider(name, {}, { replies: () => ({ error: { code, message: `${code} it is.`, retryAfterMs } }) })
    .provider;

describe('the status of a router', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells of each target what it is, and that it may be used', () => {
    const router = createRouter({
      strategy: 'weighted',
      targets: [
        answering('a'),
        { provider: answering('b'), name: 'c', weight: 2, priority: 3, models: { fast: 'x' } },
      ],
    });
    const unused = { state: 'available', isAvailable: true, isFull: false, isLimited: false };
    const idle = { inFlight: 0, queued: 0, calls: { succeeded: 0, failed: 0 }, limits: [] };
    expect(router.status()).toEqual({
      strategy: 'weighted',
      targets: [
        { name: 'a', provider: 'a', type: 'mock', weight: 1, priority: 1, ...unused, ...idle },
        {
          name: 'c',
          provider: 'b',
          type: 'mock',
          weight: 2,
          priority: 3,
          models: { fast: 'x' },
          ...unused,
          ...idle,
        },
      ],
    });
  });

  it('names the strategy: `fallback` where none is given, `custom` for a function', () => {
    const targets = [answering('a')];
    expect(createRouter({ targets }).status().strategy).toBe('fallback');
    expect(createRouter({ targets, strategy: ([first]) => first }).status().strategy).toBe('custom');
  });

  it('counts calls, and measures how long they took to begin', async () => {
    const router = createRouter({ targets: [failing('a', 'BACKEND_ERROR'), answering('b')] });
    await router.chat('Hi');
    await router.chat('Hi');
    expect(targetOf(router).calls).toEqual({ succeeded: 0, failed: 2 });
    expect(targetOf(router, 1)).toMatchObject({ calls: { succeeded: 2, failed: 0 }, latencyMs: 0 });
  });

  it.each([
    ['AUTH_FAILED', undefined, 'out', 300_000],
    ['RATE_LIMITED', 7_000, 'cooling', 7_000],
    ['BACKEND_ERROR', undefined, 'open', 10_000],
  ])('says why and until when a target is not used after %s', async (code, retryAfterMs, state, ms) => {
    const router = createRouter({
      targets: [failing('a', code, retryAfterMs), answering('b')],
      breaker: { failures: 1 },
    });
    await router.chat('Hi');
    const expected = {
      state,
      isAvailable: false,
      reason: { code, message: `${code} it is.` },
      until: iso(ms),
    };
    expect(targetOf(router)).toMatchObject(expected);
    vi.advanceTimersByTime(ms);
    const later = targetOf(router);
    expect(later.isAvailable).toBe(true);
    expect(later).not.toHaveProperty('until');
    // One that cooled is as good as new; one that failed has to prove itself, and it is told why.
    expect(later.state).toBe(state === 'cooling' ? 'available' : 'half-open');
    expect(later.reason?.code).toBe(state === 'cooling' ? undefined : code);
  });

  it('tells which limit is used up, and when it begins anew', async () => {
    const limits = { requestsPerMinute: 2, tokensPerDay: 1_000_000 };
    const router = createRouter({ targets: [{ provider: answering('a'), limits }] });
    await router.chat('Hi');
    vi.advanceTimersByTime(20_000);
    expect(targetOf(router)).toMatchObject({ isAvailable: true, isLimited: false });
    await router.chat('Hi');
    const status = targetOf(router);
    expect(status).toMatchObject({
      state: 'available',
      isAvailable: false,
      isLimited: true,
      until: iso(60_000),
    });
    expect(status.reason?.code).toBe('RATE_LIMITED');
    expect(status.reason?.message).toContain('requests per minute');
    expect(status.limits).toEqual([
      { name: 'requestsPerMinute', used: 2, limit: 2, resetMs: 40_000 },
      { name: 'tokensPerDay', used: expect.any(Number), limit: 1_000_000, resetMs: 86_380_000 },
    ]);
  });

  it('shows who is full, and how many wait', async () => {
    const provider = fakeProvider('a', {}, { latencyMs: 1_000 }).provider;
    const router = createRouter({ targets: [{ provider, limits: { concurrent: 1, queue: 2 } }] });
    const calls = [router.chat('Hi'), router.chat('Hi')];
    await vi.advanceTimersByTimeAsync(10);
    expect(targetOf(router)).toMatchObject({
      ...{ state: 'available', isAvailable: false, isFull: true, inFlight: 1, queued: 1 },
      reason: { code: 'OVERLOADED' },
    });
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(calls);
    expect(targetOf(router)).toMatchObject({ isAvailable: true, isFull: false, inFlight: 0, queued: 0 });
    expect(targetOf(router)).not.toHaveProperty('reason');
  });

  it('tells under which key targets share their limits', async () => {
    const limits = { requestsPerMinute: 3, key: 'account' };
    const targets = [answering('a'), answering('b')].map((provider) => ({ provider, limits }));
    const router = createRouter({
      targets: [...targets, { provider: answering('c'), limits: { key: 'alone' } }],
    });
    await router.chat('Hi');
    const statuses = router.status().targets;
    expect(statuses.map(({ limitKey }) => limitKey)).toEqual(['account', 'account', undefined]);
    expect(statuses.map(({ limits: [first] }) => first?.used)).toEqual([1, 1, undefined]);
  });

  it('says so while the store of limits fails', async () => {
    const limitStore = { add: () => Promise.reject(new Error('The store is down.')) };
    const targets = [{ provider: answering('a'), limits: { requestsPerDay: 5 } }];
    const router = createRouter({ targets, limitStore });
    expect(router.status()).not.toHaveProperty('limitStoreError');
    await router.chat('Hi');
    expect(router.status().limitStoreError).toEqual({ code: 'BACKEND_ERROR', message: 'The store is down.' });
  });

  it('is plain data without prompts and headers', async () => {
    const secret = 'sk-secret';
    const error = new ProviderError({
      code: 'AUTH_FAILED',
      message: 'The key is wrong.',
      headers: { authorization: secret },
    });
    const replies = () => Promise.reject(error);
    const router = createRouter({
      headers: { authorization: secret },
      targets: [fakeProvider('a', {}, { replies }).provider, answering('b')],
    });
    await router.chat(`A prompt with ${secret}`);
    const status = router.status();
    const text = JSON.stringify(status);
    expect(JSON.parse(text)).toEqual(status);
    expect(text).toContain('The key is wrong.');
    expect(text).not.toContain(secret);
  });
});
