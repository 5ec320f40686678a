import type { TransportHeaders } from '../transport/transport.js';

/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds or as an HTTP
 * date (RFC 9110, section 10.2.3). `undefined` if it does not say, or says what makes no sense.
 */
export function parseRetryAfter(headers: Pick<TransportHeaders, 'get'>): number | undefined {
  const milliseconds = positive(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const value = headers.get('retry-after');
  const seconds = positive(value);
  if (seconds !== undefined) return Math.ceil(seconds * 1_000);
  // A date has letters; `Date.parse` would take "-5" for one as well.
  if (value === undefined || !/[a-z]{3}/i.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function positive(value: string | undefined): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}
