import { describe, expect, it } from 'vitest';
import { mapOpenRouterError } from '../src/errors.js';
import { errorOf, setUp, testProvider } from './support/provider.js';
import { serveFixture } from './support/serve-bytes.js';

interface Case {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Record<string, string>;
  /** Fields of the error object. */
  readonly details?: Record<string, unknown> | undefined;
}

async function failWith({ status, message = 'It failed', headers, details }: Case) {
  await using setup = await setUp({ reply: { error: { status, message, details }, headers } });
  return await errorOf(setup.provider.chat('Hi'));
}

const byType = (error_type: string) => ({ metadata: { error_type } });
const byAvailability = (code: string, more = {}) => ({ availability: { code, ...more } });

describe('an error of OpenRouter', () => {
  it.each<[string, Case, object]>([
    ['a bad parameter', { status: 400 }, { code: 'REQUEST_INVALID', retryable: false }],
    ['a bad key', { status: 401 }, { code: 'AUTH_FAILED', retryable: false }],
    ['no credits', { status: 402 }, { code: 'INSUFFICIENT_FUNDS', retryable: false }],
    [
      'a budget in flight',
      {
        status: 402,
        details: { metadata: { limit_source: 'openrouter_in_flight_budget' } },
        headers: { 'retry-after': '3' },
      },
      { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 3_000, status: 402 },
    ],
    [
      'a 402 that says when',
      { status: 402, headers: { 'retry-after': '1' } },
      { code: 'RATE_LIMITED', retryable: true },
    ],
    [
      'a spent key that says when',
      { status: 402, details: { metadata: { limit_source: 'key_limit' } }, headers: { 'retry-after': '1' } },
      { code: 'INSUFFICIENT_FUNDS', retryable: false },
    ],
    [
      'a spent budget',
      { status: 403, details: { metadata: { limit_source: 'guardrail', resets_at: '2026-12-01' } } },
      { code: 'INSUFFICIENT_FUNDS', retryable: false },
    ],
    ['no permission', { status: 403 }, { code: 'PERMISSION_DENIED', retryable: false }],
    [
      'no such model',
      { status: 404, message: 'No endpoints found for x/y.' },
      { code: 'MODEL_NOT_FOUND', retryable: false },
    ],
    [
      'no provider with tools',
      { status: 404, message: 'No endpoints found that support tool use.' },
      { code: 'NOT_SUPPORTED', retryable: false },
    ],
    ['a timeout', { status: 408 }, { retryable: true }],
    ['a timeout of the gateway', { status: 504, details: byType('timeout') }, { retryable: true }],
    ['a timeout of the edge', { status: 524 }, { retryable: true }],
    [
      'a payload too large',
      { status: 413, details: byType('payload_too_large') },
      { code: 'REQUEST_INVALID', retryable: false },
    ],
    ['something unprocessable', { status: 422 }, { code: 'REQUEST_INVALID', retryable: false }],
    [
      'a rate limit',
      { status: 429, headers: { 'retry-after': '7' } },
      { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 7_000 },
    ],
    [
      'a masked failure',
      { status: 500, details: byType('server') },
      { code: 'BACKEND_ERROR', retryable: true },
    ],
    [
      'a bad upstream',
      { status: 502, details: byType('provider_unavailable') },
      { code: 'OVERLOADED', retryable: true },
    ],
    ['no provider', { status: 503 }, { code: 'OVERLOADED', retryable: true }],
    ['overload', { status: 529 }, { code: 'OVERLOADED', retryable: true }],
    [
      'a long prompt',
      { status: 400, details: byType('context_length_exceeded') },
      { code: 'CONTEXT_LENGTH_EXCEEDED', retryable: false },
    ],
    [
      'a token budget',
      { status: 400, details: byType('token_limit_exceeded') },
      { code: 'CONTEXT_LENGTH_EXCEEDED' },
    ],
    [
      'a refusal',
      { status: 400, details: byType('refusal') },
      { code: 'CONTENT_FILTERED', retryable: false },
    ],
    ['a policy', { status: 400, details: byType('content_policy_violation') }, { code: 'CONTENT_FILTERED' }],
    [
      'a missing image',
      { status: 404, details: byType('image_not_found') },
      { code: 'REQUEST_INVALID', status: 404 },
    ],
    ['a bad image', { status: 400, details: byType('invalid_image') }, { code: 'REQUEST_INVALID' }],
    [
      'an unknown model',
      { status: 400, message: 'x/y is not a valid model ID' },
      { code: 'MODEL_NOT_FOUND' },
    ],
    [
      'a region',
      { status: 403, details: byAvailability('region_restricted', { retryable: false }) },
      { code: 'PERMISSION_DENIED', retryable: false },
    ],
    [
      'preferences that leave nobody',
      { status: 404, details: byAvailability('constraint_filtered', { retryable: false }) },
      { code: 'NOT_SUPPORTED', retryable: false },
    ],
    [
      'a deprecated model',
      { status: 404, details: byAvailability('model_deprecated', { retryable: false }) },
      { code: 'MODEL_NOT_FOUND', retryable: false },
    ],
    [
      'the end of a free variant',
      { status: 404, details: byAvailability('free_variant_ended') },
      { code: 'MODEL_NOT_FOUND', retryable: false },
    ],
    [
      'capacity that comes back',
      { status: 429, details: byAvailability('capacity_exhausted', { retryable: true, retry_after: 4 }) },
      { code: 'OVERLOADED', retryable: true, retryAfterMs: 4_000 },
    ],
    [
      'capacity, whatever else it is called',
      { status: 429, details: { ...byType('rate_limit_exceeded'), ...byAvailability('capacity_exhausted') } },
      { code: 'OVERLOADED', retryable: true },
    ],
    [
      'words that stand in the error itself',
      { status: 400, details: { error_type: 'refusal', http_status: 400 } },
      { code: 'CONTENT_FILTERED', retryable: false },
    ],
    [
      'a 503 that will not pass',
      { status: 503, details: byAvailability('temporarily_unavailable', { retryable: false }) },
      { code: 'OVERLOADED', retryable: false },
    ],
  ])('for %s is sorted', async (_, given, expected) => {
    const error = await failWith(given);
    expect(error).toMatchObject(expected);
    expect(error.requestId).toMatch(/^gen-fake-/);
  });

  it('never blames the base URL for what OpenRouter itself answers', async () => {
    for (const details of [undefined, byType('not_found'), byType('image_not_found')]) {
      const error = await failWith({ status: 404, message: 'No endpoints found for x/y.', details });
      expect(error.message).not.toContain('baseUrl');
    }
  });

  it('is told from the page that answers beside the API', async () => {
    await using setup = await setUp();
    const error = await errorOf(testProvider({ baseUrl: `${setup.fake.origin}/v1` }).chat('Hi'));
    expect(error).toMatchObject({ code: 'BACKEND_ERROR', status: 404, retryable: false });
    expect(error.message).toContain('Check baseUrl');
  });

  it('shows who failed, what it said and what else would do', async () => {
    const upstream = await failWith({
      status: 429,
      message: 'Provider returned error',
      details: {
        metadata: {
          provider_name: 'Anthropic',
          error_type: 'rate_limit_exceeded',
          provider_code: 'rate_limited',
          raw: '{"error":{"message":"Too many tokens per minute"}}',
        },
      },
    });
    expect(upstream.message).toBe(
      'OpenRouter answered HTTP 429: Provider returned error (provider: Anthropic; error_type: rate_limit_exceeded; provider_code: rate_limited): Too many tokens per minute.',
    );
    const gone = await failWith({
      status: 404,
      details: byAvailability('no_endpoints', {
        excluded_by: ['zdr'],
        fallback_models: ['a/b', 'c/d'],
        constraint: { field: 'provider.zdr', detail: 'no endpoint keeps nothing' },
        docs_url: 'https://openrouter.ai/docs/x',
      }),
    });
    for (const part of ['no_endpoints', 'zdr', 'a/b, c/d', 'no endpoint keeps nothing', 'docs/x'])
      expect(gone.message).toContain(part);
  });

  it('has the limits that a platform 429 tells, their end as a point in time', async () => {
    const reset = String(Date.now() + 3_600_000);
    const headers = { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    const { rateLimit } = await failWith({ status: 429, headers });
    expect(rateLimit?.requests).toMatchObject({ limit: 20, remaining: 0 });
    expect(rateLimit?.requests?.resetMs).toBeGreaterThan(3_000_000);
    expect(rateLimit?.requests?.resetMs).toBeLessThanOrEqual(3_600_000);
  });

  it('takes raw words that were parsed already', async () => {
    const raw = { error: { message: 'Overloaded' } };
    const error = await failWith({ status: 502, details: { metadata: { raw } } });
    expect(error.message).toContain('It failed: Overloaded');
  });

  it('does not show the key, even where the provider repeats it', async () => {
    const error = await failWith({ status: 401, message: 'No such key: sk-or-v1-fake' });
    expect(JSON.stringify(error)).not.toContain('sk-or-v1-fake');
  });
});

describe('a documented refusal', () => {
  it.each(['error-403-guardrail.json', 'error-403-moderation.json'])('%s is a filter', async (name) => {
    await using server = await serveFixture(name);
    const error = await errorOf(testProvider({ baseUrl: server.baseUrl }).chat('Hi'));
    expect(error).toMatchObject({
      code: 'CONTENT_FILTERED',
      retryable: false,
      status: 403,
      requestId: 'gen-abc123',
    });
    // Pieces of the prompt stay out of messages.
    expect(error.message).not.toMatch(/how do I hurt|ignore all/);
  });

  it('tells the reasons of the moderation', async () => {
    await using server = await serveFixture('error-403-moderation.json');
    const error = await errorOf(testProvider({ baseUrl: server.baseUrl }).chat('Hi'));
    expect(error.message).toContain('provider: OpenAI; model: openai/gpt-4o; reasons: violence');
  });

  it('of a model comes before any stream', async () => {
    await using server = await serveFixture('error-400-model.json');
    const error = await errorOf(testProvider({ baseUrl: server.baseUrl }).stream('Hi').response);
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', status: 400, retryable: false });
  });
});

describe('an error in the middle of an answer', () => {
  const lateError = {
    status: 502,
    message: 'Provider disconnected',
    details: byType('provider_unavailable'),
  };

  it('keeps what had come of a stream', async () => {
    await using setup = await setUp({ reply: { text: 'Once upon a time', lateError } });
    const error = await errorOf(setup.provider.stream('Hi').response);
    expect(error).toMatchObject({ code: 'OVERLOADED', status: 502, retryable: true });
    expect(error.partial?.text).toBe('Once upon a time');
  });

  it('of a plain one keeps what had come as well, and what it cost', async () => {
    await using setup = await setUp({
      reply: { text: 'Once upon', reasoning: 'A tale', choiceError: lateError },
    });
    const error = await errorOf(setup.provider.chat('Hi'));
    expect(error).toMatchObject({ code: 'OVERLOADED', status: 502, retryable: true });
    const { partial } = error;
    expect(partial).toMatchObject({
      text: 'Once upon',
      reasoning: 'A tale',
      id: 'gen-fake-1',
      model: 'openai/gpt-fake',
      provider: 'openrouter',
    });
    expect(partial?.message.content.map(({ type }) => type)).toEqual(['reasoning', 'text']);
    expect(partial?.usage.cost?.total).toBeGreaterThan(0);
    setup.fake.setReply({ lateError });
    expect(await errorOf(setup.provider.chat('Hi'))).not.toHaveProperty('partial');
  });

  it.each(['lateError', 'choiceError'] as const)('of a plain one is retried: %s', async (kind) => {
    await using setup = await setUp(
      { reply: [{ text: 'Once', [kind]: lateError }, { text: 'Better' }] },
      { maxRetries: 1 },
    );
    const response = await setup.provider.chat('Hi');
    expect(response.text).toBe('Better');
    expect(response.attempts.map(({ code }) => code)).toEqual(['OVERLOADED', undefined]);
  });
});

describe('mapping', () => {
  it('leaves alone what OpenRouter did not say', async () => {
    const error = await errorOf(
      testProvider({ baseUrl: 'http://127.0.0.1:1/api/v1', maxRetries: 0 }).chat('Hi'),
    );
    expect(error.code).toBe('BACKEND_UNREACHABLE');
    expect(mapOpenRouterError(error, undefined)).toBeUndefined();
    expect(mapOpenRouterError(error, 'a page')).toBeUndefined();
  });
});
