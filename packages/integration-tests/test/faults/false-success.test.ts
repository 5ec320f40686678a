import { faults, startFaultyServer, wholeJson } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { said, streaming } from './support/frames.js';
import { failureOf, readStream, rejectionOf } from './support/read-stream.js';
import { shortRetryDelays } from './support/short-retry-delays.js';
import { onBothTransports } from './support/transports.js';

shortRetryDelays();

onBothTransports({ concurrent: true }, (connect) => {
  describe('F7: a 200 that is no answer', () => {
    it.each([
      ['an empty body', faults.emptyBody(), 'empty'],
      ['a page of HTML', faults.htmlPage(), 'Welcome'],
      ['broken JSON', faults.brokenJson(), 'JSON'],
      ['JSON of another kind', [wholeJson(200, { status: 'ok' })], 'status'],
      ['a list', [wholeJson(200, [])], 'no answer'],
      ['an end marker alone', streaming(), 'end marker'],
    ] as const)('is an error that no repetition helps: %s', async (_, fault, word) => {
      await using server = await startFaultyServer(fault);
      for (const error of [
        await failureOf(connect(server).stream('Hi')),
        await rejectionOf(connect(server).chat('Hi')),
      ]) {
        expect(error).toMatchObject({ code: 'RESPONSE_INVALID', retryable: false });
        expect(error.message).toContain(word);
        expect(error.attempts).toHaveLength(1);
      }
      expect(server.requests).toHaveLength(2);
    });

    it.each([
      ['an error of the server', said('Oops', { type: 'server_error' }), 'BACKEND_ERROR', 3],
      ['a rate limit', said('Slow down', { code: 'rate_limit_exceeded' }), 'RATE_LIMITED', 3],
      ['a status of its own', said('Upstream died', { code: 502 }), 'BACKEND_ERROR', 3],
      ['a wrong key', said('Wrong key', { code: 'invalid_api_key' }), 'AUTH_FAILED', 1],
      [
        'a context that is too long',
        said('prompt is too long: 9 tokens > 8 maximum'),
        'CONTEXT_LENGTH_EXCEEDED',
        1,
      ],
      ['words that say nothing', { error: 'Nope' }, 'BACKEND_ERROR', 1],
      ["LM Studio's unknown path", { error: 'Unexpected endpoint or method. (POST /x)' }, 'BACKEND_ERROR', 1],
    ])('is retried only where its body says so: %s', async (_, body, code, requests) => {
      const headers = { 'retry-after-ms': '5' };
      await using server = await startFaultyServer([wholeJson(200, body, headers)]);
      expect(await failureOf(connect(server).stream('Hi'))).toMatchObject({ code });
      expect(server.requests).toHaveLength(requests);
      expect(await rejectionOf(connect(server).chat('Hi', { maxRetries: 0 }))).toMatchObject({ code });
    });

    it.each(['wrongContentType', 'plainAnswerToStream'] as const)(
      'is read all the same with %s',
      async (fault) => {
        await using server = await startFaultyServer(fault);
        const { response } = await readStream(connect(server).stream('Hi'));
        expect(response).toMatchObject({
          text: 'Hello there!',
          finishReason: 'stop',
          usage: { outputTokens: 4 },
        });
      },
    );

    it.each([
      ['a page of HTML', `<html><title>${'Welcome '.repeat(100_000)}</title></html>`],
      ['JSON', JSON.stringify({ ['status '.repeat(100_000)]: 1 })],
      ['a text', 'Welcome '.repeat(100_000)],
    ])('is told in few words, however long it is: %s', async (_, text) => {
      await using server = await startFaultyServer(
        faults.httpError({ status: 200, body: text, times: Infinity }),
      );
      expect((await rejectionOf(connect(server).chat('Hi'))).message.length).toBeLessThan(1_000);
      expect((await failureOf(connect(server).stream('Hi'))).message.length).toBeLessThan(1_000);
      expect((await connect(server).health()).error?.message.length).toBeLessThan(1_000);
    });

    it('is tried again where it breaks off before anything was said', async () => {
      await using server = await startFaultyServer([...faults.bodyCut(), ...faults.none()]);
      expect((await connect(server).chat('Hi')).attempts).toMatchObject([{ code: 'STREAM_INTERRUPTED' }, {}]);
    });

    it('is bounded: an endless plain answer is given up', async () => {
      const head =
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"choices":[{"message":{"content":"';
      await using server = await startFaultyServer([
        [
          { do: 'send', bytes: head },
          { do: 'repeat', bytes: 'x'.repeat(65_536) },
        ],
      ]);
      const [connection] = [
        await rejectionOf(connect(server).chat('Hi')),
        await failureOf(connect(server).stream('Hi')),
      ];
      expect(connection).toMatchObject({ code: 'RESPONSE_INVALID' });
      for (const { closed, bytesSent } of server.connections) {
        expect((await closed).by).toBe('client');
        expect(bytesSent).toBeLessThan(64 * 1024 * 1024);
      }
    });
  });

  describe('F8: an error as the first event of a stream', () => {
    it.each([
      [500, said('The server had an error.', { type: 'server_error', param: null, code: null })],
      [502, said('Provider disconnected.', { code: 502 })],
      [429, said('Rate limit reached.', { type: 'requests', code: 'rate_limit_exceeded' })],
      [429, said('Rate limited.', { code: 429 })],
      [
        429,
        said('You exceeded your current quota.', { type: 'insufficient_quota', code: 'insufficient_quota' }),
      ],
      [401, said('Wrong key.', { code: 401 })],
      [404, said("The model 'x' does not exist", { code: 'model_not_found' })],
      [
        400,
        said('request (9 tokens) exceeds the available context size (8 tokens)', {
          type: 'exceed_context_size_error',
          code: 400,
        }),
      ],
      [503, said('Loading model', { type: 'unavailable_error', code: 503 })],
    ] as const)('is like its HTTP twin: %i %j', async (status, body) => {
      await using asStatus = await startFaultyServer(faults.httpError({ status, body, times: Infinity }));
      await using inStream = await startFaultyServer(streaming(body));
      // "Loading" is polled for no longer than this.
      const options = { maxRetries: 0, ...(status === 503 && { firstEventTimeout: 2_000 }) };
      const twin = await failureOf(connect(asStatus).stream('Hi', options));
      const error = await failureOf(connect(inStream).stream('Hi', options));
      expect(error.code).toBe(twin.code);
      expect(error.retryable).toBe(twin.retryable);
      expect(error.partial).toBeUndefined();
    });

    it.each(['openai', 'llamacpp', 'vllm', 'openrouter'] as const)(
      'is retried, in the words of %s',
      async (dialect) => {
        await using server = await startFaultyServer([...faults.errorFirst({ dialect }), ...faults.none()]);
        const { response } = await readStream(connect(server).stream('Hi'));
        expect(response?.text).toBe('Hello there!');
        expect(response?.attempts).toMatchObject([{ code: 'BACKEND_ERROR' }, {}]);
      },
    );

    it('is found under an event name of its own, too', async () => {
      const bytes = `event: error\ndata: ${JSON.stringify({ message: 'Wrong key.', code: 401 })}\n\n`;
      await using server = await startFaultyServer([[...wholeOf(bytes)]]);
      expect(await failureOf(connect(server).stream('Hi'))).toMatchObject({ code: 'AUTH_FAILED' });
    });
  });
});

function wholeOf(bytes: string) {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';
  return [{ do: 'send', bytes: head + bytes }, { do: 'end' }] as const;
}
