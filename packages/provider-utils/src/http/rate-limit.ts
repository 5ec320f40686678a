import type { RateLimit, RateLimitWindow } from '@modelport/core';
import type { TransportHeaders } from '../transport/transport.js';

/** The headers of one window. Written out, as nearly every answer is asked for all of them, and has none. */
type WindowHeaders = readonly [limit: string, remaining: string, reset: string];
const ofRequests: WindowHeaders = [
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
];
const ofTokens: WindowHeaders = [
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-tokens',
];
const ofNoWindow: WindowHeaders = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];

/**
 * Reads the `x-ratelimit-*` headers of OpenAI, Azure, Groq and those who copy them; `undefined` if there are none.
 * Headers that name no window (`x-ratelimit-limit`) are taken for requests.
 * https://platform.openai.com/docs/guides/rate-limits, https://console.groq.com/docs/rate-limits
 */
export function parseRateLimit(headers: Pick<TransportHeaders, 'get'>): RateLimit | undefined {
  const requests = readWindow(headers, ofRequests) ?? readWindow(headers, ofNoWindow);
  const tokens = readWindow(headers, ofTokens);
  if (requests === undefined && tokens === undefined) return undefined;
  return { ...(requests && { requests }), ...(tokens && { tokens }) };
}

function readWindow(
  headers: Pick<TransportHeaders, 'get'>,
  [limitName, remainingName, resetName]: WindowHeaders,
): RateLimitWindow | undefined {
  const limit = count(headers.get(limitName));
  const remaining = count(headers.get(remainingName));
  const resetMs = untilReset(headers.get(resetName));
  if (limit === undefined && remaining === undefined && resetMs === undefined) return undefined;
  return {
    ...(limit !== undefined && { limit }),
    ...(remaining !== undefined && { remaining }),
    ...(resetMs !== undefined && { resetMs }),
  };
}

function count(value: string | undefined): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

const units: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A Go duration (`6m0s`, `12ms`: OpenAI, Groq), whole seconds (Azure), or a point in time since 1970 (OpenRouter). */
function untilReset(value: string | undefined): number | undefined {
  const number = count(value);
  if (value === undefined) return undefined;
  if (number === undefined) return parseGoDuration(value.trim());
  if (number > 1e11) return Math.max(0, number - Date.now());
  if (number > 1e9) return Math.max(0, number * 1_000 - Date.now());
  return number * 1_000;
}

function parseGoDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g)) {
    total += Number(amount) * (units[unit ?? ''] ?? 0);
  }
  return Math.ceil(total);
}
