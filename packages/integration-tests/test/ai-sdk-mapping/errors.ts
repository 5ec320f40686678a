import {
  APICallError,
  EmptyResponseBodyError,
  InvalidArgumentError,
  InvalidPromptError,
  InvalidResponseDataError,
  JSONParseError,
  LoadAPIKeyError,
  LoadSettingError,
  NoContentGeneratedError,
  NoSuchModelError,
  NoSuchProviderReferenceError,
  TypeValidationError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import { type KnownErrorCode, ProviderError } from '@modelport/core';
import { defined } from './support.js';

const codes: readonly (readonly [{ isInstance(error: unknown): boolean }, KnownErrorCode])[] = [
  [LoadAPIKeyError, 'SETTING_MISSING'],
  [LoadSettingError, 'SETTING_MISSING'],
  [NoSuchModelError, 'MODEL_NOT_FOUND'],
  [InvalidPromptError, 'REQUEST_INVALID'],
  [InvalidArgumentError, 'REQUEST_INVALID'],
  [NoSuchProviderReferenceError, 'REQUEST_INVALID'],
  [UnsupportedFunctionalityError, 'NOT_SUPPORTED'],
  [EmptyResponseBodyError, 'RESPONSE_INVALID'],
  [InvalidResponseDataError, 'RESPONSE_INVALID'],
  [JSONParseError, 'RESPONSE_INVALID'],
  [TypeValidationError, 'RESPONSE_INVALID'],
  [NoContentGeneratedError, 'RESPONSE_INVALID'],
];

const codeByStatus: Readonly<Record<number, KnownErrorCode>> = {
  400: 'REQUEST_INVALID',
  401: 'AUTH_FAILED',
  402: 'INSUFFICIENT_FUNDS',
  403: 'PERMISSION_DENIED',
  404: 'MODEL_NOT_FOUND',
  429: 'RATE_LIMITED',
  503: 'OVERLOADED',
  529: 'OVERLOADED',
};

/** Our error as the peer's: one class with a status for what a backend said, others pass through. */
export function toPeerError(error: unknown, url = ''): unknown {
  if (!ProviderError.isInstance(error) || error.code === 'ABORTED') return error;
  const { message, status: statusCode, headers, code, type, provider } = error;
  const data = { code, type, provider };
  return new APICallError({
    message,
    url,
    requestBodyValues: {},
    isRetryable: error.retryable,
    data,
    cause: error,
    ...defined({ statusCode, responseHeaders: headers && { ...headers } }),
  });
}

/** What a peer's model threw, as our error. */
export function fromPeerError(error: unknown): ProviderError {
  // Ours, gone through the peer and back.
  if (APICallError.isInstance(error) && ProviderError.isInstance(error.cause)) return error.cause;
  if (APICallError.isInstance(error)) {
    const { statusCode: status, responseHeaders: headers, isRetryable: retryable, message } = error;
    const code = status === undefined ? 'BACKEND_UNREACHABLE' : (codeByStatus[status] ?? 'BACKEND_ERROR');
    return new ProviderError({ code, message, retryable, cause: error, ...defined({ status, headers }) });
  }
  const code = codes.find(([peer]) => peer.isInstance(error))?.[1];
  return ProviderError.from(error, defined({ code }));
}
