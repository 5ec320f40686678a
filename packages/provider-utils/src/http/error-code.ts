import type { KnownErrorCode } from '@modelport/core';
import type { ErrorBody } from './error-body.js';
import { codeOfWords } from './error-words.js';

/** What kind of error an answer is. */
export interface ErrorKind {
  readonly code: KnownErrorCode;
  /** Whether trying again may help, where that differs from the code's default. */
  readonly retryable?: boolean;
  /** The server has no such route. */
  readonly unknownPath?: true;
}

/** What backends call their errors, in `code`, `type`, `error_type` or `status`. They say more than the HTTP status. */
const byLabel: Readonly<Record<string, KnownErrorCode>> = {
  context_length_exceeded: 'CONTEXT_LENGTH_EXCEEDED',
  exceed_context_size_error: 'CONTEXT_LENGTH_EXCEEDED', // llama.cpp
  token_limit_exceeded: 'CONTEXT_LENGTH_EXCEEDED', // OpenRouter
  content_filter: 'CONTENT_FILTERED', // Azure
  content_policy_violation: 'CONTENT_FILTERED',
  responsibleaipolicyviolation: 'CONTENT_FILTERED', // Azure, innererror
  insufficient_quota: 'INSUFFICIENT_FUNDS',
  credit_balance_exhausted: 'INSUFFICIENT_FUNDS',
  organization_spend_limit_exceeded: 'INSUFFICIENT_FUNDS',
  project_spend_limit_exceeded: 'INSUFFICIENT_FUNDS',
  organization_usage_limit_exceeded: 'INSUFFICIENT_FUNDS',
  payment_required: 'INSUFFICIENT_FUNDS',
  billing_error: 'INSUFFICIENT_FUNDS', // Anthropic
  model_not_found: 'MODEL_NOT_FOUND',
  model_deprecated: 'MODEL_NOT_FOUND',
  invalid_api_key: 'AUTH_FAILED',
  authentication: 'AUTH_FAILED',
  authentication_error: 'AUTH_FAILED',
  permission_denied: 'PERMISSION_DENIED',
  permission_error: 'PERMISSION_DENIED',
  rate_limit_exceeded: 'RATE_LIMITED',
  rate_limit_error: 'RATE_LIMITED',
  slow_down: 'RATE_LIMITED',
  resource_exhausted: 'RATE_LIMITED', // Google, which words it as OpenAI words an empty account
  capacity_exhausted: 'OVERLOADED',
  overloaded_error: 'OVERLOADED',
  provider_overloaded: 'OVERLOADED',
  provider_unavailable: 'OVERLOADED',
  temporarily_unavailable: 'OVERLOADED',
  not_supported_error: 'NOT_SUPPORTED', // llama.cpp
};

/** Labels that hold only where neither words nor a status say more, as for an error inside a stream. */
const byVagueLabel: Readonly<Record<string, KnownErrorCode>> = {
  invalid_request_error: 'REQUEST_INVALID',
  not_found_error: 'MODEL_NOT_FOUND',
  unavailable_error: 'OVERLOADED', // llama.cpp, also while it loads
  server_error: 'BACKEND_ERROR',
  server: 'BACKEND_ERROR',
  api_error: 'BACKEND_ERROR',
  internal_error: 'BACKEND_ERROR',
  internal_server_error: 'BACKEND_ERROR',
  timeout: 'BACKEND_ERROR',
  timeout_error: 'BACKEND_ERROR', // Anthropic
};

const byStatus: Readonly<Record<number, KnownErrorCode>> = {
  401: 'AUTH_FAILED',
  402: 'INSUFFICIENT_FUNDS',
  403: 'PERMISSION_DENIED',
  408: 'BACKEND_ERROR',
  409: 'BACKEND_ERROR',
  410: 'MODEL_NOT_FOUND',
  425: 'BACKEND_ERROR',
  429: 'RATE_LIMITED',
  498: 'OVERLOADED', // Groq: flex capacity exceeded
  501: 'NOT_SUPPORTED',
  503: 'OVERLOADED',
  529: 'OVERLOADED',
};

const unknownPath: ErrorKind = { code: 'BACKEND_ERROR', retryable: false, unknownPath: true };

/**
 * Sorts an answer into a kind: by the backend's label, else by its words, else by the status. Without a status (an error
 * inside a stream) the body's own counts.
 */
export function errorKind(answered: number | undefined, body: ErrorBody): ErrorKind {
  const status = answered !== undefined && answered >= 300 ? answered : body.status;
  // LM Studio answers unknown paths with 200 and these words.
  if (/unexpected endpoint or method/i.test(body.message)) return unknownPath;
  const said = codeOfLabel(byLabel, body) ?? codeOfWords(status, body.message);
  if (said !== undefined) return { code: said };
  if (status === undefined) {
    // Only what is known to pass is worth another try.
    const vague = codeOfLabel(byVagueLabel, body);
    return vague === undefined ? { code: 'BACKEND_ERROR', retryable: false } : { code: vague };
  }
  // A 404 is about the model if it says so.
  if (status === 404 && /\bmodel\b/i.test(body.message)) return { code: 'MODEL_NOT_FOUND' };
  if (status === 404 || status === 405) return unknownPath;
  if (status <= 399) return { code: 'BACKEND_ERROR', retryable: false };
  return { code: byStatus[status] ?? (status >= 500 ? 'BACKEND_ERROR' : 'REQUEST_INVALID') };
}

/** A label is the server's word: `constructor` must not find what every object inherits. */
function codeOfLabel(
  table: Readonly<Record<string, KnownErrorCode>>,
  { labels }: ErrorBody,
): KnownErrorCode | undefined {
  const known = labels.find((label) => Object.hasOwn(table, label));
  return known === undefined ? undefined : table[known];
}
