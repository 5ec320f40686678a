import { describe, expect, it } from 'vitest';
import { httpError } from '../../src/http/http-error.js';

const said = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe('what servers say of a full context', () => {
  it.each([
    [
      400,
      said(
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
      ),
    ],
    [
      400,
      said('Please reduce the length of the messages or completion.', { code: 'context_length_exceeded' }),
    ],
    [
      400,
      said(
        "'max_tokens' is too large: 5000. This model's maximum context length is 4096 tokens and your request has 10 input tokens",
      ),
    ],
    [400, said('The decoder prompt (length 5000) is longer than the maximum model length of 4096.')],
    [400, said('The prompt (total length 5000) is too long to fit into the model (context length 4096).')],
    [
      400,
      said('request (2019 tokens) exceeds the available context size (256 tokens), try increasing it', {
        type: 'exceed_context_size_error',
        code: 400,
      }),
    ],
    [
      400,
      said(
        'the request exceeds the available context size. try increasing the context size or enable context shift',
      ),
    ],
    [500, said('input (700 tokens) is too large to process. increase the physical batch size')],
    [
      400,
      {
        error:
          'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
      },
    ],
    [
      422,
      {
        error:
          '`inputs` tokens + `max_new_tokens` must be <= 4097. Given: 4000 `inputs` tokens and 500 `max_new_tokens`',
        error_type: 'validation',
      },
    ],
    [
      400,
      said(
        'Prompt contains 33000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      ),
    ],
    [400, said('The prompt is too long: 140000, model maximum context length: 131071')],
    [
      400,
      [
        said('The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).', {
          status: 'INVALID_ARGUMENT',
        }),
      ],
    ],
    [400, said("This model's maximum prompt length is 131072 but the request contains 537812 tokens.")],
    [400, said("The input (5000 tokens) is longer than the model's context length (4096 tokens).")],
    [400, said('Prompt length 5000 is greater than max_seq_len 4096')],
    [400, said('context window exceeds limit')],
    [
      undefined,
      said(
        "This endpoint's maximum context length is 200000 tokens. However, you requested about 500000 tokens",
      ),
    ],
  ])('%s %j', (status, body) => {
    expect(httpError({ status, body })).toMatchObject({ code: 'CONTEXT_LENGTH_EXCEEDED', retryable: false });
  });

  it('keeps the numbers in the message', () => {
    const message = 'request (2019 tokens) exceeds the available context size (256 tokens)';
    expect(httpError({ status: 400, body: said(message) }).message).toContain(message);
    const body = said('too long', { type: 'exceed_context_size_error', n_prompt_tokens: 2019, n_ctx: 256 });
    const { message: added } = httpError({ status: 400, body });
    expect(added).toContain('2019');
    expect(added).toContain('256');
    const both = said(message, { n_prompt_tokens: 2019, n_ctx: 256 });
    expect(httpError({ status: 400, body: both }).message.match(/2019/g)).toHaveLength(1);
  });

  it('is not mistaken for a limit of tokens per minute', () => {
    const message =
      'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size and try again.';
    const body = said(message, { type: 'tokens', code: 'rate_limit_exceeded' });
    expect(httpError({ status: 413, body }).code).toBe('RATE_LIMITED');
  });
});

describe('what servers say of an empty account', () => {
  it.each([
    [
      429,
      said('You exceeded your current quota, please check your plan.', {
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
    ],
    [429, said('Limit reached.', { code: 'organization_spend_limit_exceeded' })],
    [402, said('Insufficient Balance')],
    [403, said('Your team has used all available credits.')],
    [400, said('Billing hard limit has been reached', { code: 'billing_hard_limit_reached' })],
    [undefined, said('Insufficient credits', { code: 402 })],
  ])('%s %j', (status, body) => {
    expect(httpError({ status, body })).toMatchObject({ code: 'INSUFFICIENT_FUNDS', retryable: false });
  });
});

describe('what servers say of filtered content', () => {
  it.each([
    [
      400,
      said('The response was filtered.', {
        code: 'content_filter',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      }),
    ],
    [400, said('Content Exists Risk')],
    [400, said('Input data may contain inappropriate content.', { code: 'data_inspection_failed' })],
    [
      400,
      said('Invalid prompt: your prompt was flagged as potentially violating our usage policy.', {
        code: 'invalid_prompt',
      }),
    ],
    [403, said('This model requires moderation on OpenRouter. Your input was flagged.')],
  ])('%s %j', (status, body) => {
    expect(httpError({ status, body })).toMatchObject({ code: 'CONTENT_FILTERED', retryable: false });
  });
});

describe('other errors', () => {
  it.each([
    [404, said('The model `x` does not exist.', { code: 'model_not_found' }), 'MODEL_NOT_FOUND', false],
    [400, said("model 'x/y' not found", { type: 'invalid_request_error' }), 'MODEL_NOT_FOUND', false],
    [400, said('invalid model ID'), 'MODEL_NOT_FOUND', false],
    [401, said('Incorrect API key provided.'), 'AUTH_FAILED', false],
    [403, said('Country not supported.'), 'PERMISSION_DENIED', false],
    [429, said('Slow down.', { code: 'slow_down' }), 'RATE_LIMITED', true],
    [
      429,
      [said('You exceeded your current quota.', { code: 429, status: 'RESOURCE_EXHAUSTED' })],
      'RATE_LIMITED',
      true,
    ],
    [503, said('Loading model', { type: 'unavailable_error', code: 503 }), 'MODEL_LOADING', true],
    [503, said('no slot available', { type: 'unavailable_error', code: 503 }), 'OVERLOADED', true],
    [500, said('error loading model: out of memory'), 'BACKEND_ERROR', true],
    [500, said('image input is not supported - hint: you need the mmproj'), 'NOT_SUPPORTED', false],
    [500, { detail: 'Internal Server Error' }, 'BACKEND_ERROR', true],
    [422, { detail: [{ loc: ['body', 'messages'], msg: 'Field required' }] }, 'REQUEST_INVALID', false],
    [400, { object: 'error', message: 'bad', type: 'BadRequestError', code: 400 }, 'REQUEST_INVALID', false],
    [404, '<html><title>404</title></html>', 'BACKEND_ERROR', false],
    [200, { error: 'Unexpected endpoint or method. (POST /chat/completions)' }, 'BACKEND_ERROR', false],
  ])('%s %j is %s', (status, body, code, retryable) => {
    expect(httpError({ status, body })).toMatchObject({ code, retryable });
  });
});
