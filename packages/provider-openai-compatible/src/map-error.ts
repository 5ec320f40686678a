import { ProviderError, type ProviderErrorDetails } from '@modelport/core';
import type { TransportResponse } from '@modelport/provider-utils';

/**
 * Sharpens an error for one kind of server: what it returns replaces what the error says. `body` is the error's JSON or
 * text, and `undefined` where no answer came at all (`BACKEND_UNREACHABLE`) or none that is HTTP. `response` is the answer
 * that it came with: below 300, the error was inside it.
 */
export type MapError = (
  error: ProviderError,
  body: unknown,
  response?: TransportResponse,
) => Partial<ProviderErrorDetails> | undefined;

/** The error as `mapError` would have it. Whether to retry follows from a new code, unless that is said as well. */
export function mapped(
  error: ProviderError,
  body: unknown,
  mapError: MapError | undefined,
  response?: TransportResponse,
): ProviderError {
  const details = mapError?.(error, body, response);
  if (details === undefined) return error;
  const { message, cause, retryable } = error;
  return new ProviderError({
    ...error,
    message,
    cause,
    retryable: details.code === undefined ? retryable : undefined,
    ...details,
  });
}
