import { type KnownErrorCode, ProviderError, type ProviderErrorDetails } from '@modelport/core';
import type { WireError } from './wire.js';

/**
 * Error types of the dialect, https://docs.anthropic.com/en/api/errors, and those that llama-server uses in their place.
 */
const codeByType: Readonly<Record<string, KnownErrorCode>> = {
  invalid_request_error: 'REQUEST_INVALID',
  authentication_error: 'AUTH_FAILED',
  billing_error: 'INSUFFICIENT_FUNDS',
  permission_error: 'PERMISSION_DENIED',
  not_found_error: 'MODEL_NOT_FOUND',
  request_too_large: 'REQUEST_INVALID',
  rate_limit_error: 'RATE_LIMITED',
  overloaded_error: 'OVERLOADED',
  timeout_error: 'BACKEND_ERROR',
  api_error: 'BACKEND_ERROR',
  exceed_context_size_error: 'CONTEXT_LENGTH_EXCEEDED',
  not_supported_error: 'NOT_SUPPORTED',
  unavailable_error: 'OVERLOADED',
  server_error: 'BACKEND_ERROR',
};

const codeByStatus: Readonly<Record<number, KnownErrorCode>> = {
  400: 'REQUEST_INVALID',
  401: 'AUTH_FAILED',
  402: 'INSUFFICIENT_FUNDS',
  403: 'PERMISSION_DENIED',
  404: 'MODEL_NOT_FOUND',
  413: 'REQUEST_INVALID',
  429: 'RATE_LIMITED',
  503: 'OVERLOADED',
  529: 'OVERLOADED',
};

/** The error for an `error` object, from the body of a failed request or from inside a stream. */
export function toProviderError(error: WireError, details: Partial<ProviderErrorDetails>): ProviderError {
  const status = details.status ?? error.code;
  const code = codeFor(error, status);
  return new ProviderError({
    ...details,
    code,
    ...(status !== undefined && { status }),
    // llama-server answers a malformed request with 500: repeating it would not help.
    ...(error.type === 'server_error' && { retryable: false }),
    message: `The server refused the request: ${error.message ?? `status ${status ?? 'unknown'} without a reason`}`,
  });
}

function codeFor(error: WireError, status: number | undefined): KnownErrorCode {
  const message = error.message ?? '';
  if (/loading model/i.test(message)) return 'MODEL_LOADING';
  if (/prompt is too long|exceed.* context (limit|size|window)/i.test(message))
    return 'CONTEXT_LENGTH_EXCEEDED';
  return codeByType[error.type ?? ''] ?? codeByStatus[status ?? 0] ?? 'BACKEND_ERROR';
}
