import { describe, expect, it } from 'vitest';
import { toProviderError } from '../src/errors.js';

const anthropic = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
});
const headersOf = (record: Readonly<Record<string, string>>) => ({
  get: (name: string) => record[name],
  entries: () => Object.entries(record),
});

describe('an error of Anthropic', () => {
  it.each([
    [400, 'invalid_request_error', 'max_tokens: Field required', 'REQUEST_INVALID', false],
    [
      400,
      'invalid_request_error',
      'prompt is too long: 250001 tokens > 200000 maximum',
      'CONTEXT_LENGTH_EXCEEDED',
      false,
    ],
    [
      400,
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API.',
      'INSUFFICIENT_FUNDS',
      false,
    ],
    [
      400,
      'invalid_request_error',
      'You have reached your specified API usage limits.',
      'INSUFFICIENT_FUNDS',
      false,
    ],
    [
      400,
      'invalid_request_error',
      'You have reached your specified workspace API usage limits.',
      'INSUFFICIENT_FUNDS',
      false,
    ],
    [400, 'invalid_request_error', 'Output blocked by content filtering policy', 'CONTENT_FILTERED', false],
    [401, 'authentication_error', 'invalid x-api-key', 'AUTH_FAILED', false],
    [402, 'billing_error', 'Check your payment details.', 'INSUFFICIENT_FUNDS', false],
    [403, 'permission_error', 'Your API key may not do this.', 'PERMISSION_DENIED', false],
    [404, 'not_found_error', 'model: claude-none', 'MODEL_NOT_FOUND', false],
    [404, 'not_found_error', 'Not found', 'BACKEND_ERROR', false],
    [413, 'request_too_large', 'Request exceeds the maximum size', 'REQUEST_INVALID', false],
    [413, 'request_too_large', 'prompt is too long', 'CONTEXT_LENGTH_EXCEEDED', false],
    [429, 'rate_limit_error', 'Rate limited', 'RATE_LIMITED', true],
    [
      429,
      'rate_limit_error',
      'You have reached the monthly spend limit of your tier.',
      'INSUFFICIENT_FUNDS',
      false,
    ],
    [500, 'api_error', 'Internal server error', 'BACKEND_ERROR', true],
    [504, 'timeout_error', 'The request timed out', 'BACKEND_ERROR', true],
    [529, 'overloaded_error', 'Overloaded', 'OVERLOADED', true],
  ])('%i %s "%s" is %s', (status, type, message, code, retryable) => {
    const error = toProviderError({ status, body: anthropic(type, message), serverName: 'Anthropic' });
    expect(error).toMatchObject({ code, retryable, status });
    expect(error.message).toMatch(/^Anthropic answered HTTP \d{3}: /);
    expect(error.message).toContain(message);
  });

  it.each([
    ['overloaded_error', 'OVERLOADED', true],
    ['api_error', 'BACKEND_ERROR', true],
    ['timeout_error', 'BACKEND_ERROR', true],
    ['rate_limit_error', 'RATE_LIMITED', true],
    ['invalid_request_error', 'REQUEST_INVALID', false],
    ['error_of_tomorrow', 'BACKEND_ERROR', false],
  ])('inside a stream has the same code: %s', (type, code, retryable) => {
    const error = toProviderError({ body: anthropic(type, 'Oh') });
    expect(error).toMatchObject({ code, retryable });
    expect(error.status).toBeUndefined();
  });

  it('tells the limits, the wait and the id of the headers', () => {
    const headers = headersOf({
      ...{ 'request-id': 'req_2', 'retry-after': '7' },
      ...{ 'anthropic-ratelimit-requests-limit': '50', 'anthropic-ratelimit-requests-remaining': '0' },
    });
    expect(
      toProviderError({ status: 429, headers, body: anthropic('rate_limit_error', 'Slow') }),
    ).toMatchObject({
      ...{ retryAfterMs: 7000, requestId: 'req_2', rateLimit: { requests: { limit: 50, remaining: 0 } } },
      headers: { 'retry-after': '7' },
    });
  });

  it('is told by its status where the body is none of the API', () => {
    expect(toProviderError({ status: 503, body: '<html>Bad</html>' })).toMatchObject({ code: 'OVERLOADED' });
    expect(toProviderError({ status: 500 })).toMatchObject({ code: 'BACKEND_ERROR', retryable: true });
  });
});
