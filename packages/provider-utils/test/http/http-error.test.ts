import { describe, expect, it } from 'vitest';
import { httpError, readHttpError, requestIdOf } from '../../src/http/http-error.js';
import { createFetchTransport } from '../../src/transport/fetch-transport.js';
import { createNodeTransport } from '../../src/transport/node-transport.js';
import { headersOf } from '../support/headers.js';
import { startHttp, startRaw } from '../support/servers.js';
import { rejection } from '../support/transports.js';

describe('the code of an HTTP error', () => {
  it.each([
    [302, 'BACKEND_ERROR', false],
    [400, 'REQUEST_INVALID', false],
    [401, 'AUTH_FAILED', false],
    [402, 'INSUFFICIENT_FUNDS', false],
    [403, 'PERMISSION_DENIED', false],
    [404, 'BACKEND_ERROR', false],
    [405, 'BACKEND_ERROR', false],
    [408, 'BACKEND_ERROR', true],
    [409, 'BACKEND_ERROR', true],
    [413, 'REQUEST_INVALID', false],
    [418, 'REQUEST_INVALID', false],
    [422, 'REQUEST_INVALID', false],
    [429, 'RATE_LIMITED', true],
    [498, 'OVERLOADED', true],
    [500, 'BACKEND_ERROR', true],
    [501, 'NOT_SUPPORTED', false],
    [502, 'BACKEND_ERROR', true],
    [503, 'OVERLOADED', true],
    [504, 'BACKEND_ERROR', true],
    [524, 'BACKEND_ERROR', true],
    [529, 'OVERLOADED', true],
  ])('without a body comes from the status: %i is %s', (status, code, retryable) => {
    expect(httpError({ status })).toMatchObject({ status, code, retryable });
  });

  it.each([
    // llama.cpp
    [
      400,
      {
        error: {
          code: 400,
          message: 'request (2019 tokens) exceeds the available context size (256 tokens), try increasing it',
          type: 'exceed_context_size_error',
        },
      },
      'CONTEXT_LENGTH_EXCEEDED',
    ],
    [503, { error: { message: 'Loading model', type: 'unavailable_error', code: 503 } }, 'MODEL_LOADING'],
    [503, { error: { message: 'no slot available', type: 'unavailable_error', code: 503 } }, 'OVERLOADED'],
    [
      501,
      {
        error: {
          message: 'This server does not support embeddings.',
          type: 'not_supported_error',
          code: 501,
        },
      },
      'NOT_SUPPORTED',
    ],
    [404, { error: { message: 'File Not Found', type: 'not_found_error', code: 404 } }, 'BACKEND_ERROR'],
    // OpenAI
    [
      400,
      {
        error: {
          message: "This model's maximum context length is 8192 tokens.",
          type: 'invalid_request_error',
          code: 'context_length_exceeded',
        },
      },
      'CONTEXT_LENGTH_EXCEEDED',
    ],
    [
      429,
      {
        error: {
          message: 'You exceeded your current quota',
          type: 'insufficient_quota',
          code: 'insufficient_quota',
        },
      },
      'INSUFFICIENT_FUNDS',
    ],
    [429, { error: { message: 'Slow down', type: 'requests', code: 'slow_down' } }, 'RATE_LIMITED'],
    [
      404,
      {
        error: {
          message: 'The model `x` does not exist',
          type: 'invalid_request_error',
          code: 'model_not_found',
        },
      },
      'MODEL_NOT_FOUND',
    ],
    [
      400,
      {
        error: {
          message: 'Filtered',
          code: 'content_filter',
          innererror: { code: 'ResponsibleAIPolicyViolation' },
        },
      },
      'CONTENT_FILTERED',
    ],
    // vLLM, new and old
    [
      400,
      {
        error: {
          message: "This model's maximum context length is 16 tokens.",
          type: 'BadRequestError',
          code: 400,
        },
      },
      'CONTEXT_LENGTH_EXCEEDED',
    ],
    [
      404,
      { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 },
      'MODEL_NOT_FOUND',
    ],
    // Ollama
    [404, { error: "model 'm' not found" }, 'MODEL_NOT_FOUND'],
    [400, { error: 'the input length exceeds the context length' }, 'CONTEXT_LENGTH_EXCEEDED'],
    [503, { error: 'server busy, please try again.  maximum pending requests exceeded' }, 'OVERLOADED'],
    // OpenRouter
    [
      400,
      { error: { code: 400, message: 'No', metadata: { error_type: 'context_length_exceeded' } } },
      'CONTEXT_LENGTH_EXCEEDED',
    ],
    [
      403,
      { error: { code: 403, message: 'Flagged', metadata: { error_type: 'content_policy_violation' } } },
      'CONTENT_FILTERED',
    ],
    // Anthropic's dialect
    [529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'OVERLOADED'],
    // FastAPI
    [404, { detail: 'Not Found' }, 'BACKEND_ERROR'],
    // Express
    [404, 'Cannot GET /v1/models', 'BACKEND_ERROR'],
  ])('comes from what the backend says: %i %j', (status, body, code) => {
    expect(httpError({ status, body }).code).toBe(code);
  });

  it.each([
    [{ error: { message: 'boom', code: 500 } }, 500, 'BACKEND_ERROR', true],
    [
      { error: { message: 'slow', code: 429, metadata: { error_type: 'rate_limit_exceeded' } } },
      429,
      'RATE_LIMITED',
      true,
    ],
    [{ error: { message: 'boom', type: 'server_error', code: null } }, undefined, 'BACKEND_ERROR', true],
    [{ error: { message: 'boom', code: 'server_error' } }, undefined, 'BACKEND_ERROR', true],
    [{ type: 'error', error: { type: 'overloaded_error', message: 'x' } }, undefined, 'OVERLOADED', true],
    [{ error: { message: 'bad', type: 'invalid_request_error' } }, undefined, 'REQUEST_INVALID', false],
    [{ error: 'Unexpected endpoint or method. (GET /x)' }, undefined, 'BACKEND_ERROR', false],
    [{ error: 'unexpected EOF' }, undefined, 'BACKEND_ERROR', false],
  ])('inside a stream or a 200 comes from the body: %j', (body, status, code, retryable) => {
    for (const answered of [undefined, 200]) {
      expect(httpError({ status: answered, body })).toMatchObject({ code, retryable });
      expect(httpError({ status: answered, body }).status).toBe(status);
    }
  });

  it('is not misled by a label that every object inherits', () => {
    const body = JSON.stringify({ error: { message: 'no', type: 'constructor' } });
    expect(httpError({ status: 418, body }).code).toBe('REQUEST_INVALID');
  });

  it('may be retried or not as x-should-retry says, but an empty account never', () => {
    const error = (status: number, value: string, body?: unknown) =>
      httpError({ status, body, headers: headersOf({ 'x-should-retry': value }) });
    expect(error(400, 'true').retryable).toBe(true);
    expect(error(500, 'false').retryable).toBe(false);
    expect(error(429, 'true', { error: { code: 'insufficient_quota' } }).retryable).toBe(false);
  });
});

describe('the message of an HTTP error', () => {
  it.each([
    ['an OpenAI error', { error: { message: 'Bad thing', type: 't', code: null } }, 'Bad thing'],
    ['a string', { error: 'Bad thing' }, 'Bad thing'],
    ['FastAPI text', { detail: 'Bad thing' }, 'Bad thing'],
    ['FastAPI object', { detail: { message: 'Bad thing' } }, 'Bad thing'],
    [
      'FastAPI list',
      { detail: [{ loc: ['body', 'messages', 0], msg: 'Field required', input: 'my prompt' }] },
      'body.messages.0: Field required',
    ],
    ['a flat message', { message: 'Bad thing', code: 3 }, 'Bad thing'],
    ['a name and a message', { error: 'Unauthorized', message: 'Bad thing' }, 'Bad thing'],
    ['a list of errors', { errors: [{ message: 'Bad thing' }] }, 'Bad thing'],
    ['a bare list', [{ error: { message: 'Bad thing', code: 400 } }], 'Bad thing'],
    ['problem details', { title: 'Bad', detail: 'Bad thing' }, 'Bad thing'],
    ['only a title', { title: 'Bad thing', status: 400 }, 'Bad thing'],
    [
      'the words of a provider behind',
      {
        error: { message: 'Provider returned error', metadata: { raw: '{"error":{"message":"Bad thing"}}' } },
      },
      'Provider returned error: Bad thing',
    ],
    ['plain text', 'Bad\n thing\n', 'Bad thing'],
    [
      'an HTML page',
      '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>',
      'an HTML page, "502 Bad Gateway"',
    ],
    ['an HTML page without title', '<html></html>', 'an HTML page'],
    ['null', null, 'without a message'],
    ['an empty object', {}, 'without a message'],
    ['nothing', '', 'without a message'],
  ])('is found in %s', (_what, body, words) => {
    const { message } = httpError({ status: 400, body });
    expect(message).toContain('HTTP 400');
    expect(message).toContain(words);
    expect(message).not.toContain('my prompt');
  });

  it('is shortened', () => {
    expect(httpError({ status: 400, body: { error: 'x'.repeat(10_000) } }).message.length).toBeLessThan(600);
  });

  it('never shows a key that the server echoes, whether it was named as a secret or looks like one', () => {
    const body = {
      error: {
        message: 'Incorrect API key provided: my-own-key, or sk-proj-abcdefgh12345678; Bearer abcdefghijk',
      },
    };
    const { message } = httpError({ status: 401, body, secrets: ['my-own-key', undefined, ''] });
    expect(message).toContain('Incorrect API key provided: ***');
    expect(message).not.toMatch(/my-own-key|abcdefgh/);
  });

  it('never shows a part of a key: neither the end of one that looks usual, nor the start of one that is cut', () => {
    const key = 'sk-abcdefgh"tail-of-the-key';
    const { message } = httpError({ status: 401, body: { error: `Wrong: ${key}` }, secrets: [key] });
    expect(message).toContain('Wrong: ***.');
    const long = httpError({
      status: 401,
      body: `${'x'.repeat(490)} my-very-own-key`,
      secrets: ['my-very-own-key'],
    });
    expect(long.message).not.toContain('my-very');
  });

  it('shows no query of a redirect, and no key in its path', () => {
    const headers = headersOf({ location: 'https://user:pass@new.example/my-key/v1?token=abc#def' });
    const { message } = httpError({ status: 302, headers, secrets: ['my-key'] });
    expect(message).toContain('new.example/***/v1;');
    expect(message).not.toMatch(/pass|token|abc|def/);
  });

  it('never shows half of a key, wherever its cut falls, whether the key was named or not', () => {
    const key = 'my-own-key-0123456789';
    for (let before = 450; before < 510; before++) {
      const body = `${'word '.repeat(200).slice(0, before)} ${key} and more`;
      const told = (secrets: string[]) => httpError({ status: 401, body, secrets }).message;
      expect(told([])).toMatch(/^[^-]*$|my-own-key-0123456789/);
      expect(told([key])).not.toContain('my-own');
      const passphrase = body.replace(key, 'open sesame please');
      const { message } = httpError({ status: 401, body: passphrase, secrets: ['open sesame please'] });
      expect(message).not.toContain('sesame');
    }
  });

  it('calls the server by the name that it is given', () => {
    expect(httpError({ status: 401, serverName: 'Test' }).message).toMatch(/^Test answered HTTP 401/);
    expect(httpError({ status: 200, serverName: 'Test' }).message).toMatch(/^Test reported an error/);
  });

  it('says what to do', () => {
    expect(httpError({ status: 401 }).message).toContain('Check the API key.');
    expect(httpError({ status: 404, body: { detail: 'Not Found' } }).message).toContain('Check baseUrl');
    const wrongPath = { error: 'Unexpected endpoint or method. (GET /x)' };
    expect(httpError({ status: 200, body: wrongPath }).message).toContain('/v1');
    const headers = headersOf({ location: 'https://new.example/' });
    expect(httpError({ status: 301, headers }).message).toContain('https://new.example/');
  });
});

it('an HTTP error carries what the headers say', () => {
  const headers = headersOf({
    'retry-after': '2',
    'x-request-id': 'req_1',
    'x-ratelimit-remaining-requests': '0',
    'set-cookie': 'a=1',
  });
  expect(httpError({ status: 429, headers })).toMatchObject({
    retryAfterMs: 2_000,
    requestId: 'req_1',
    rateLimit: { requests: { remaining: 0 } },
    headers: { 'retry-after': '2', 'x-request-id': 'req_1', 'x-ratelimit-remaining-requests': '0' },
  });
  expect(httpError({ status: 429, headers }).headers).not.toHaveProperty('set-cookie');
});

it("the id of a request is the backend's own, not that of the network before it", () => {
  const idOf = (headers: Record<string, string>) => requestIdOf(headersOf(headers));
  expect(idOf({ 'cf-ray': 'edge', 'x-generation-id': 'gen-1' })).toBe('gen-1');
  expect(idOf({ 'cf-ray': 'edge', 'x-request-id': 'req_1' })).toBe('req_1');
  expect(idOf({ 'cf-ray': 'edge', 'x-request-id': '' })).toBe('edge');
  expect(idOf({})).toBeUndefined();
});

describe('what the author knows better', () => {
  it('wins over what label, words and status say', () => {
    const input = {
      status: 400,
      body: { error: { message: 'Invalid API key.', type: 'authentication_error' } },
    };
    expect(httpError(input)).toMatchObject({ code: 'AUTH_FAILED', retryable: false });
    const told = httpError({ ...input, code: 'OVERLOADED', retryable: false });
    expect(told).toMatchObject({ code: 'OVERLOADED', status: 400, retryable: false });
    expect(told.message).toContain('Invalid API key.');
    expect(told.message).not.toContain('Check the API key');
    expect(httpError({ ...input, retryable: true })).toMatchObject({ code: 'AUTH_FAILED', retryable: true });
  });

  it("takes limits from headers of the backend's own, with headers or without", () => {
    const rateLimit = { requests: { remaining: 3 } };
    const headers = new Headers({ 'x-ratelimit-remaining-requests': '9' });
    expect(httpError({ status: 429, rateLimit }).rateLimit).toEqual(rateLimit);
    const input = {
      status: 429,
      headers: { get: (name: string) => headers.get(name) ?? undefined, entries: () => headers.entries() },
    };
    expect(httpError(input).rateLimit).toEqual({ requests: { remaining: 9 } });
    expect(httpError({ ...input, rateLimit }).rateLimit).toEqual(rateLimit);
  });
});

describe('reading an error answer', () => {
  it('takes message and headers from it and frees the connection', async () => {
    const server = await startHttp((_request, response) =>
      response.writeHead(429, { 'retry-after-ms': '5' }).end('{"error":{"message":"Slow down"}}'),
    );
    const response = await createNodeTransport()({ url: server.url, method: 'GET', headers: {} });
    const error = await readHttpError(response);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryAfterMs: 5 });
    expect(error.message).toContain('Slow down');
  });

  it('keeps the status when the body breaks off or is endless', async () => {
    const broken = await startRaw((socket) =>
      socket.end('HTTP/1.1 503 No\r\ncontent-length: 99\r\n\r\nhalf'),
    );
    const endless = await startHttp((_request, response) => {
      response.writeHead(503);
      response.write('x'.repeat(1_000_000));
    });
    for (const { url } of [broken, endless]) {
      const response = await createNodeTransport()({ url, method: 'GET', headers: {} });
      expect(await readHttpError(response)).toMatchObject({ code: 'OVERLOADED', status: 503 });
    }
    await expect.poll(() => endless.sockets.size).toBe(0);
  });

  it('ends with the reason of the signal', async () => {
    const server = await startHttp((_request, response) => response.writeHead(500).write('{'));
    const controller = new AbortController();
    const request = { url: server.url, method: 'GET', headers: {}, signal: controller.signal };
    for (const transport of [createNodeTransport(), createFetchTransport(fetch)]) {
      const response = await transport(request).catch(() => undefined);
      if (response === undefined) continue;
      const reading = rejection(readHttpError(response));
      controller.abort('timer');
      expect(await reading).toBe('timer');
    }
  });
});
