import { afterEach, describe, expect, it, vi } from 'vitest';
import { RetryDelay } from '../../src/call/retry-delay.js';
import { ProviderError } from '../../src/errors.js';

const error = (details: Partial<ConstructorParameters<typeof ProviderError>[0]> = {}): ProviderError =>
  new ProviderError({ code: 'OVERLOADED', message: 'Too many requests.', ...details });

const loading = (retryAfterMs?: number): ProviderError =>
  error({ code: 'MODEL_LOADING', message: 'Loading.', retryAfterMs });

/** The delays that one call would make, for the same error again and again. */
function delays(reason: ProviderError, count: number): unknown[] {
  const retryDelay = new RetryDelay();
  return Array.from({ length: count }, () => retryDelay.after(reason, 100, Infinity));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('RetryDelay', () => {
  it('doubles the longest wait from 500 ms, up to 8 s', () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    expect(delays(error(), 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  });

  it('picks any time up to the longest wait: full jitter', () => {
    vi.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.5);
    expect(delays(error(), 2)).toEqual([0, 500]);
    vi.restoreAllMocks();
    const first = Array.from({ length: 200 }, () => delays(error(), 1)[0] as number);
    expect(Math.min(...first)).toBeLessThan(100);
    expect(Math.max(...first)).toBeGreaterThan(400);
    expect(Math.max(...first)).toBeLessThanOrEqual(500);
  });

  it('waits exactly as long as the backend asks for', () => {
    expect(delays(error({ retryAfterMs: 1_234 }), 2)).toEqual([1_234, 1_234]);
    expect(delays(error({ retryAfterMs: 60_000 }), 1)).toEqual([60_000]);
    expect(delays(error({ retryAfterMs: 0 }), 1)).toEqual([0]);
  });

  it('gives up at once when the backend asks for more than 60 s, and says how long', () => {
    const [refused] = delays(error({ retryAfterMs: 61_000, status: 429 }), 1);
    expect(refused).toBeInstanceOf(ProviderError);
    expect(refused).toMatchObject({ code: 'OVERLOADED', status: 429, retryAfterMs: 61_000, retryable: true });
    expect((refused as ProviderError).message).toMatch(/^Too many requests\. .* 61 s.* 60 s/);
  });

  it('does not double the punctuation of the backend', () => {
    for (const message of ['Slow down', 'Slow down.', 'Slow down.\n']) {
      const [refused] = delays(error({ message, retryAfterMs: 90_000 }), 1);
      expect((refused as ProviderError).message).toMatch(/^Slow down\. The backend/);
    }
  });

  it('gives up after as many retries as allowed', () => {
    const retryDelay = new RetryDelay();
    const reason = error({ retryAfterMs: 1 });
    expect([1, 2, 3].map(() => retryDelay.after(reason, 2, Infinity))).toEqual([1, 1, undefined]);
    expect(new RetryDelay().after(reason, 0, Infinity)).toBeUndefined();
  });

  it('has all retries again for the next exchange of a call', () => {
    const retryDelay = new RetryDelay();
    retryDelay.after(error(), 1, Infinity);
    retryDelay.reset();
    expect(retryDelay.after(error({ retryAfterMs: 1 }), 1, Infinity)).toBe(1);
  });

  it('repeats nothing that is not marked as retryable, whatever its code', () => {
    expect(delays(error({ retryable: false }), 1)).toEqual([undefined]);
    expect(delays(error({ code: 'AUTH_FAILED' }), 1)).toEqual([undefined]);
    expect(delays(error({ code: 'ODD_CODE' }), 1)).toEqual([undefined]);
    expect(delays(error({ code: 'ODD_CODE', retryable: true, retryAfterMs: 5 }), 1)).toEqual([5]);
  });

  it('looks at a model that is being loaded after 1 s, rising to 5 s', () => {
    expect(delays(loading(), 7)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 5_000, 5_000]);
  });

  it('does not count looks as retries', () => {
    const retryDelay = new RetryDelay();
    for (let count = 0; count < 20; count++) retryDelay.after(loading(), 1, Infinity);
    expect(retryDelay.after(error({ retryAfterMs: 1 }), 1, Infinity)).toBe(1);
    expect(retryDelay.after(loading(), 1, Infinity)).toBe(5_000);
  });

  it('looks less often where the backend asks for it, never more often', () => {
    expect(delays(loading(20_000), 1)).toEqual([20_000]);
    expect(delays(loading(0), 3)).toEqual([1_000, 2_000, 3_000]);
    expect(delays(loading(1e12), 1)).toEqual([60_000]);
  });

  it('takes its last look when the time for loading is over, and none afterwards', () => {
    expect(new RetryDelay().after(loading(), 2, 300)).toBe(300);
    expect(new RetryDelay().after(loading(), 2, 0)).toBeUndefined();
    expect(new RetryDelay().after(loading(), 2, -5)).toBeUndefined();
  });
});
