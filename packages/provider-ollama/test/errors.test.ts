import type { ProviderError } from '@modelport/core';
import { startFaultyServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/definition.js';
import { ask, testCall } from './support/call.js';
import { testProvider } from './support/provider.js';
import { type Answer, fixture, last, lines, piece, startServer } from './support/server.js';

type Way = 'chat' | 'stream';

async function failure(
  answer: Answer,
  options: Parameters<typeof testProvider>[1] = {},
  way: Way = 'chat',
): Promise<ProviderError> {
  await using server = await startServer({ '/api/chat': answer });
  try {
    const provider = testProvider(server, options);
    await (way === 'chat' ? provider.chat('Hi') : provider.stream('Hi').response);
  } catch (error) {
    return error as ProviderError;
  }
  throw new Error('It did not fail.');
}

const cases: [status: number, body: object, code: string, message: RegExp, retryable: boolean][] = [
  [404, { error: "model 'm' not found" }, 'MODEL_NOT_FOUND', /extras\.pull\("m"\)/, false],
  [404, { error: 'model "m" not found, try pulling it first' }, 'MODEL_NOT_FOUND', /ollama pull m/, false],
  [400, { error: '"m" does not support thinking' }, 'NOT_SUPPORTED', /Leave out "reasoning"/, false],
  [
    400,
    { error: 'registry.ollama.ai/library/m:latest does not support tools' },
    'NOT_SUPPORTED',
    /support tools/,
    false,
  ],
  [400, { error: '"m" does not support chat' }, 'NOT_SUPPORTED', /support chat/, false],
  [400, { error: 'model is required' }, 'REQUEST_INVALID', /model is required/, false],
  [500, { error: 'option "use_mmap" must be of type boolean' }, 'REQUEST_INVALID', /use_mmap/, false],
  [
    401,
    { error: 'unauthorized', signin_url: 'https://ollama.com/c?k=1' },
    'AUTH_FAILED',
    /open https:\/\/ollama\.com\/c\?k=1$/,
    false,
  ],
  [403, { error: 'remote inference is unavailable' }, 'PERMISSION_DENIED', /unavailable/, false],
  [429, { error: 'too many requests' }, 'RATE_LIMITED', /too many/, true],
  [
    503,
    { error: 'server busy, please try again.  maximum pending requests exceeded' },
    'OVERLOADED',
    /server busy/,
    true,
  ],
  [502, { error: 'cloud is not reachable' }, 'BACKEND_ERROR', /not reachable/, true],
  [
    500,
    { error: 'model requires more system memory (9 GiB) than is available (2 GiB)' },
    'BACKEND_ERROR',
    /smaller model/,
    false,
  ],
  [
    400,
    { error: 'the input length exceeds the context length' },
    'CONTEXT_LENGTH_EXCEEDED',
    /input length/,
    false,
  ],
];

describe('an error', () => {
  it.each(cases)('of HTTP %i with %j is %s', async (status, body, code, message, retryable) => {
    const error = await failure({ status, body });
    expect(error).toMatchObject({ code, status, retryable, message: expect.stringMatching(message) });
  });

  it('of the runner has its numbers and its code, though it comes as JSON in a text', async () => {
    const error = await failure(
      { status: 400, body: fixture('too-long.json') },
      { onContextOverflow: 'error' },
    );
    expect(error).toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      message: expect.stringMatching(
        /^Ollama answered HTTP 400: request \(\d+ tokens\) exceeds .* \(512 tokens\)/,
      ),
    });
  });

  it('without a word is about the Host header', async () => {
    expect(await failure({ status: 403 })).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringMatching(/Host or Origin header.*OLLAMA_ORIGINS/),
    });
  });

  // Of these the status says what they mean, and a line has none.
  const byStatus = /model is required|remote inference|too many requests/;
  it.each(cases.filter(([, body]) => !byStatus.test(JSON.stringify(body))))(
    'inside a stream is typed as that of HTTP %i with %j',
    async (_, body, code, _message, retryable) => {
      const error = await failure(lines(piece({ content: 'Hi' }), body), {}, 'stream');
      expect(error).toMatchObject({ code, retryable, partial: { text: 'Hi' } });
      expect(error).not.toHaveProperty('status');
      expect(await failure({ body })).toMatchObject({ code, retryable });
    },
  );

  it('does not tell the key that the server says back', async () => {
    const error = await failure(
      { status: 401, body: { error: 'bad key top-secret' } },
      { apiKey: 'top-secret' },
    );
    expect(error.code).toBe('AUTH_FAILED');
    expect(JSON.stringify(error) + error.message).not.toContain('top-secret');
  });

  it('of a connection says where Ollama usually is', async () => {
    const { baseUrl } = await startServer({}).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    await expect(testProvider({ baseUrl }).chat('Hi')).rejects.toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      message: expect.stringMatching(/127\.0\.0\.1:11434.*ollama serve/),
    });
  });
});

describe('an answer that is cut', () => {
  it.each([
    ['ends without its last line', lines(piece({ content: 'Hi' }))],
    ['ends inside a line', { body: `${JSON.stringify(piece({ content: 'Hi' }))}\n{"model":"m","mess` }],
    ['loses its connection', { ...lines(piece({ content: 'Hi' })), cut: true }],
  ])('is an error with what had come: it %s', async (_, answer) => {
    const interrupted = { code: 'STREAM_INTERRUPTED', retryable: true };
    expect(await failure(answer, {}, 'stream')).toMatchObject({ ...interrupted, partial: { text: 'Hi' } });
    expect(await failure(answer)).toMatchObject(interrupted);
  });

  it.each<Way>(['chat', 'stream'])('is no cut one where nothing had come: %s', async (way) => {
    expect(await failure({ body: '' }, {}, way)).toMatchObject({
      code: 'RESPONSE_INVALID',
      message: expect.stringContaining('empty body'),
    });
  });

  it('is whole where its connection breaks after the last line', async () => {
    await using server = await startServer({
      '/api/chat': { ...lines(piece({ content: 'Hi' }), last()), cut: true },
    });
    const driver = definition.create({ baseUrl: server.baseUrl }, { name: 'ollama', type: 'ollama' });
    const events: string[] = [];
    for await (const batch of driver.stream(ask('Hi'), testCall()))
      events.push(...batch.map(({ type }) => type));
    expect(events).toEqual(['start', 'start', 'text-delta', 'usage', 'finish']);
  });
});

describe('an answer of something else', () => {
  it.each([
    [{ body: '<!doctype html><title>Login</title>' }, 'RESPONSE_INVALID'],
    [{ body: { error: 'Unexpected endpoint or method. (POST /api/chat)' } }, 'BACKEND_ERROR'],
    [{ body: { choices: [{ message: { content: 'Hi' } }] } }, 'RESPONSE_INVALID'],
  ])('is an error: %j', async (answer, code) => {
    for (const way of ['chat', 'stream'] as const)
      expect(await failure(answer, {}, way)).toMatchObject({ code, retryable: false });
  });
});

describe('a caller who leaves', () => {
  it('has the connection closed, so that the server stops', async () => {
    await using server = await startFaultyServer('silenceBeforeHeaders');
    const provider = testProvider(server);
    const controller = new AbortController();
    const answer = provider.chat('Hi', { signal: controller.signal });
    answer.catch(() => undefined);
    const connection = await server.waitForRequest(1);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await connection.closed).by).toBe('client');
  });

  it('in the middle has it closed by the driver itself', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n';
    const bytes = new TextEncoder().encode(`${head}${JSON.stringify(piece({ content: 'Hi' }))}\n`);
    await using server = await startFaultyServer([[{ do: 'send', bytes }, { do: 'stay-silent' }]]);
    const driver = definition.create({ baseUrl: server.baseUrl }, { name: 'ollama', type: 'ollama' });
    for await (const batch of driver.stream(ask('Hi'), testCall())) if (batch.length > 0) break;
    const connection = await server.waitForRequest(1);
    expect((await connection.closed).by).toBe('client');
  });
});
