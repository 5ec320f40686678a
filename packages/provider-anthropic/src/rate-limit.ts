import type { RateLimit, RateLimitWindow } from '@modelport/core';
import { parseRateLimit, type TransportHeaders, withoutAbsent } from '@modelport/provider-utils';

/**
 * Reads the `anthropic-ratelimit-*` headers, whose times are points in time, and else the usual ones of a proxy.
 * https://platform.claude.com/docs/en/api/rate-limits#response-headers
 */
export function readRateLimit(headers: Pick<TransportHeaders, 'get'>): RateLimit | undefined {
  const requests = readWindow(headers, 'requests');
  // The most restrictive of all limits on tokens.
  const tokens = readWindow(headers, 'tokens') ?? readWindow(headers, 'input-tokens');
  if (requests === undefined && tokens === undefined) return parseRateLimit(headers);
  return withoutAbsent({ requests, tokens });
}

function readWindow(headers: Pick<TransportHeaders, 'get'>, kind: string): RateLimitWindow | undefined {
  const value = (name: string) => headers.get(`anthropic-ratelimit-${kind}-${name}`);
  const window = withoutAbsent({
    limit: count(value('limit')),
    remaining: count(value('remaining')),
    resetMs: untilReset(value('reset')),
  });
  return Object.keys(window).length > 0 ? window : undefined;
}

function count(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** RFC 3339, such as `2026-01-27T12:00:00Z`. */
function untilReset(value: string | undefined): number | undefined {
  const time = Date.parse(value ?? '');
  return Number.isNaN(time) ? undefined : Math.max(0, time - Date.now());
}
