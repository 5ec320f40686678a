import type { KnownErrorCode, ProviderError } from '@modelport/core';
import {
  asRecord,
  asText,
  type HttpErrorInput,
  httpError,
  readErrorAnswer,
  type TransportResponse,
} from '@modelport/provider-utils';
import { readRateLimit } from './rate-limit.js';

/**
 * What `httpError` cannot tell from the usual labels, words and statuses, by https://platform.claude.com/docs/en/api/errors
 * and https://platform.claude.com/docs/en/api/rate-limits
 */
const meanings: readonly (readonly [words: RegExp, code: KnownErrorCode])[] = [
  // Limits that the customer has set, told with status 400, or with 429 and without `retry-after`.
  [/reached your specified .{0,40}usage limit|spend(ing)? limit/i, 'INSUFFICIENT_FUNDS'],
  [/blocked by content filtering/i, 'CONTENT_FILTERED'],
];

/** Makes a `ProviderError` of an error answer, or of an `error` event inside a stream (then without a status). */
export function toProviderError(input: HttpErrorInput): ProviderError {
  const said = asText(asRecord(asRecord(input.body)?.['error'])?.['message']) ?? '';
  return httpError({
    ...input,
    code: meanings.find(([words]) => words.test(said))?.[1],
    rateLimit: input.headers && readRateLimit(input.headers),
  });
}

/** The same for a response with an error status. @throws the signal's reason when aborted. */
export async function readProviderError(
  response: TransportResponse,
  options: Pick<HttpErrorInput, 'secrets' | 'serverName'>,
): Promise<ProviderError> {
  return toProviderError({ ...response, ...options, body: await readErrorAnswer(response) });
}
