import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseRateLimit } from '../../src/http/rate-limit.js';
import { parseRetryAfter } from '../../src/http/retry-after.js';
import { headersOf } from '../support/headers.js';

const now = Date.parse('2026-01-01T00:00:00Z');
beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

describe('parseRateLimit', () => {
  it('reads the headers of OpenAI and Groq', () => {
    const headers = headersOf({
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-limit-tokens': '18000',
      'x-ratelimit-remaining-requests': '14370',
      'x-ratelimit-remaining-tokens': '17997',
      'x-ratelimit-reset-requests': '2m59.56s',
      'x-ratelimit-reset-tokens': '7.66s',
    });
    expect(parseRateLimit(headers)).toEqual({
      requests: { limit: 14_400, remaining: 14_370, resetMs: 179_560 },
      tokens: { limit: 18_000, remaining: 17_997, resetMs: 7_660 },
    });
  });

  it.each([
    ['12ms', 12],
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['1h2m3s', 3_723_000],
    ['1d', 86_400_000],
    ['500us', 1],
    ['0s', 0],
    ['45', 45_000], // Azure: whole seconds
    ['0.5', 500],
    [String(now + 5_000), 5_000], // OpenRouter: milliseconds since 1970
    [String(now / 1_000 + 5), 5_000],
    [String(now - 5_000), 0],
  ])('reads the reset %j as %i ms', (value, resetMs) => {
    expect(parseRateLimit(headersOf({ 'x-ratelimit-reset-tokens': value }))).toEqual({ tokens: { resetMs } });
  });

  it.each(['', 'soon', '5 s', '1s and more', '-'])('ignores the reset %j', (value) => {
    expect(parseRateLimit(headersOf({ 'x-ratelimit-reset-tokens': value }))).toBeUndefined();
  });

  it('takes headers without a window for requests', () => {
    expect(parseRateLimit(headersOf({ 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0' }))).toEqual({
      requests: { limit: 20, remaining: 0 },
    });
  });

  it('gives nothing where there is nothing', () => {
    expect(parseRateLimit(headersOf({}))).toBeUndefined();
    expect(parseRateLimit(headersOf({ 'x-ratelimit-limit-requests': 'unlimited' }))).toBeUndefined();
  });
});

describe('parseRetryAfter', () => {
  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': ' 3 ' }, 3_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after-ms': '1500' }, 1_500],
    [{ 'retry-after-ms': '1.2' }, 2],
    [{ 'retry-after-ms': '7', 'retry-after': '9' }, 7],
    [{ 'retry-after-ms': 'x', 'retry-after': '9' }, 9_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:30 GMT' }, 0],
  ])('reads %j', (headers, expected) => {
    expect(parseRetryAfter(headersOf(headers))).toBe(expected);
  });

  it.each(['', '-5', 'NaN', 'Infinity', '1e999', 'later'])('ignores %j', (value) => {
    expect(parseRetryAfter(headersOf({ 'retry-after': value }))).toBeUndefined();
  });
});
