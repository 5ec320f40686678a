import { type Fault, faults, startFakeOpenAIServer, startFaultyServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { finish, streaming } from './support/frames.js';
import { failureOf, readStream, rejectionOf } from './support/read-stream.js';
import { refusals } from './support/refusals.js';
import { shortRetryDelays } from './support/short-retry-delays.js';
import { onBothTransports } from './support/transports.js';

const always = (status: number, body: unknown): Fault =>
  faults.httpError({
    status,
    body,
    times: Infinity,
    headers: { 'x-request-id': 'req-7', 'retry-after-ms': '5' },
  });

shortRetryDelays();

onBothTransports({ concurrent: true }, (connect) => {
  describe('a refusal', () => {
    it.each(refusals)('%s (%i)', async (_, status, body, code, words) => {
      await using server = await startFaultyServer(always(status, body));
      const error = await failureOf(connect(server).stream('Hi'));
      expect(error).toMatchObject({
        code,
        status,
        retryable: false,
        provider: 'openai-compatible',
        type: 'openai-compatible',
        requestId: 'req-7',
        headers: { 'x-request-id': 'req-7' },
        attempts: [{ provider: 'openai-compatible', code, status }],
      });
      for (const word of words) expect(error.message).toContain(word);
      expect(error.partial).toBeUndefined();
      expect(server.requests).toHaveLength(1);
    });

    it('is the same on a plain call', async () => {
      for (const [, status, body, code] of refusals.slice(0, 3)) {
        await using server = await startFaultyServer(always(status, body));
        expect(await rejectionOf(connect(server).chat('Hi'))).toMatchObject({ code, status });
        expect(server.requests).toHaveLength(1);
      }
    });

    it('carries the headers, the rate limits and the request id of a strict server', async () => {
      await using server = await startFakeOpenAIServer({ reply: { error: { status: 400, message: 'No.' } } });
      const provider = connect(server, { model: 'gpt-fake', apiKey: server.apiKey });
      expect(await failureOf(provider.stream('Hi'))).toMatchObject({
        code: 'REQUEST_INVALID',
        requestId: 'req_fake_1',
        headers: { 'openai-version': '2020-10-01', 'content-type': 'application/json' },
        rateLimit: {
          requests: { limit: 10_000, remaining: 9_999, resetMs: 6 },
          tokens: { limit: 2_000_000, remaining: 1_999_990, resetMs: 360_000 },
        },
      });
      expect(await failureOf(provider.stream('Hi', { requestId: 'mine' }))).toMatchObject({
        requestId: 'mine',
      });
      expect(server.requests[1]?.headers['x-request-id']).toBe('mine');
    });

    it('F10: is none where the model itself stopped at a filter', async () => {
      await using server = await startFaultyServer(streaming(finish('content_filter')));
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response).toMatchObject({
        finishReason: 'content-filter',
        rawFinishReason: 'content_filter',
        text: '',
      });
    });
  });
});
