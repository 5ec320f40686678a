import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRateLimit } from '../src/rate-limit.js';

const read = (headers: Readonly<Record<string, string>>) => readRateLimit({ get: (name) => headers[name] });
const window = (kind: string, limit: string, remaining: string, reset: string) => ({
  [`anthropic-ratelimit-${kind}-limit`]: limit,
  [`anthropic-ratelimit-${kind}-remaining`]: remaining,
  [`anthropic-ratelimit-${kind}-reset`]: reset,
});

describe('the limits of an answer', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-27T12:00:00Z') }));
  afterEach(() => void vi.useRealTimers());

  it('are read with the time until they start anew', () => {
    expect(
      read({
        ...window('requests', '50', '49', '2026-01-27T12:00:30Z'),
        ...window('tokens', '1000', '0', '2026-01-27T11:59:00Z'),
      }),
    ).toEqual({
      requests: { limit: 50, remaining: 49, resetMs: 30_000 },
      tokens: { limit: 1000, remaining: 0, resetMs: 0 },
    });
  });

  it('are those of the input where there is none for all tokens', () => {
    const input = window('input-tokens', '800', '700', '2026-01-27T12:00:01Z');
    expect(read(input)).toEqual({ tokens: { limit: 800, remaining: 700, resetMs: 1000 } });
    const all = window('tokens', '1000', '900', '2026-01-27T12:00:02Z');
    expect(read({ ...input, ...all })?.tokens).toMatchObject({ limit: 1000 });
  });

  it('leave out what cannot be read', () => {
    expect(read(window('requests', 'many', '', 'soon'))).toBeUndefined();
    expect(read({})).toBeUndefined();
  });

  it('are those of a proxy where it has its own', () => {
    expect(read({ 'x-ratelimit-remaining-requests': '3' })).toEqual({ requests: { remaining: 3 } });
  });
});
