import { once } from 'node:events';
import { createServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObserveEvent } from '@modelport/core';
import {
  faults,
  reserveRefusedPort,
  startFakeOpenAIServer,
  startFaultyServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { certificate, certificateKey } from './support/certificate.js';
import { failureOf, readStream, rejectionOf } from './support/read-stream.js';
import { shortRetryDelays } from './support/short-retry-delays.js';
import { onBothTransports } from './support/transports.js';

const forever = { times: Infinity };

function recorder(): {
  observe: (event: ObserveEvent) => void;
  delays: () => number[];
  types: () => string[];
} {
  const events: ObserveEvent[] = [];
  return {
    observe: (event) => void events.push(event),
    types: () => events.map(({ type }) => type),
    delays: () => events.flatMap((event) => (event.type === 'retry' ? [event.delayMs] : [])),
  };
}

shortRetryDelays();

onBothTransports({ concurrent: true }, (connect, name) => {
  describe('F1: a rate limit that says when to come back', () => {
    it.each([
      ['seconds', () => ({ retryAfter: 1 }), 1_000, 1_000],
      ['milliseconds', () => ({ retryAfterMs: 40 }), 40, 40],
      ['milliseconds rather than seconds', () => ({ retryAfterMs: 40, retryAfter: 30 }), 40, 40],
      // A date has whole seconds: some time between three and four seconds is left, less what it takes to arrive.
      ['a date', () => ({ retryAfter: new Date(Date.now() + 4_000) }), 100, 4_000],
      ['a date in the past', () => ({ retryAfter: new Date(0) }), 0, 0],
      ['a word that means nothing', () => ({ retryAfter: 'soon' }), 5, 5],
      ['a negative number', () => ({ retryAfter: -5 }), 5, 5],
    ] as const)('waits as told by %s, then succeeds', async (_, limit, atLeast, atMost) => {
      await using server = await startFaultyServer(faults.rateLimited(limit()));
      const { observe, delays } = recorder();
      const { response } = await readStream(connect(server).stream('Hi', { observe }));
      const [delay = Number.NaN] = delays();
      expect(delay).toBeGreaterThanOrEqual(atLeast);
      expect(delay).toBeLessThanOrEqual(atMost);
      const [first, second] = server.requests;
      // A timer may fire a millisecond early.
      expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThanOrEqual(delay - 2);
      expect(response?.attempts).toMatchObject([
        { code: 'RATE_LIMITED', status: 429 },
        { provider: 'openai-compatible' },
      ]);
      expect(server.requests).toHaveLength(2);
    });

    it.each([
      ['seconds', { retryAfter: 120 }, 120_000],
      ['milliseconds', { retryAfterMs: 90_000 }, 90_000],
    ] as const)(
      'fails at once where the wait in %s is above the cap, and says how long it is',
      async (_, limit, wait) => {
        await using server = await startFaultyServer(faults.rateLimited({ ...limit, ...forever }));
        const error = await failureOf(connect(server).stream('Hi'));
        expect(error).toMatchObject({
          code: 'RATE_LIMITED',
          status: 429,
          retryable: true,
          retryAfterMs: wait,
        });
        expect(error.message).toContain(`${wait / 1_000} s`);
        expect(server.requests).toHaveLength(1);
      },
    );
  });

  describe('F2: a rate limit for ever', () => {
    it('ends after the first try and two more, with what the last answer said', async () => {
      await using server = await startFaultyServer(faults.rateLimited({ retryAfterMs: 5, ...forever }));
      const error = await failureOf(connect(server).stream('Hi'));
      expect(error).toMatchObject({
        code: 'RATE_LIMITED',
        status: 429,
        retryAfterMs: 5,
        headers: { 'retry-after-ms': '5' },
        rateLimit: { requests: { remaining: 0 } },
      });
      expect(error.attempts).toHaveLength(3);
      expect(server.requests).toHaveLength(3);
    });

    it('never retries an account without credit', async () => {
      await using server = await startFaultyServer('quotaExceeded');
      const error = await failureOf(connect(server).stream('Hi'));
      expect(error).toMatchObject({ code: 'INSUFFICIENT_FUNDS', status: 429, retryable: false });
      expect(server.requests).toHaveLength(1);
    });
  });

  describe('F3: a server that fails', () => {
    it('is asked again after one 500', async () => {
      await using server = await startFaultyServer('httpError');
      const { response } = await readStream(connect(server).stream('Hi'));
      expect(response?.text).toBe('Hello there!');
      expect(response?.attempts).toMatchObject([{ code: 'BACKEND_ERROR', status: 500 }, {}]);
    });

    it.each([
      [500, 'BACKEND_ERROR'],
      [502, 'BACKEND_ERROR'],
      [503, 'OVERLOADED'],
      [504, 'BACKEND_ERROR'],
      [529, 'OVERLOADED'],
      [408, 'BACKEND_ERROR'],
    ])('is given up after three times %i, with every attempt listed', async (status, code) => {
      await using server = await startFaultyServer(faults.httpError({ status, ...forever }));
      const { observe, delays } = recorder();
      const error = await failureOf(connect(server).stream('Hi', { observe }));
      const attempt = { provider: 'openai-compatible', model: 'faulty', code, status };
      expect(error).toMatchObject({ code, status, retryable: true, attempts: [attempt, attempt, attempt] });
      expect(delays()).toEqual([5, 10]);
      expect(server.requests).toHaveLength(3);
    });

    it('is asked as often as the call says, for plain calls too', async () => {
      await using server = await startFaultyServer(faults.httpError({ status: 503, ...forever }));
      expect((await rejectionOf(connect(server).chat('Hi', { maxRetries: 1 }))).code).toBe('OVERLOADED');
      expect(server.requests).toHaveLength(2);
      await failureOf(connect(server, { maxRetries: 0 }).stream('Hi'));
      expect(server.requests).toHaveLength(3);
    });

    it('is not asked again where it forbids it by x-should-retry', async () => {
      const headers = { 'x-should-retry': 'false' };
      await using server = await startFaultyServer(faults.httpError({ status: 503, headers, ...forever }));
      expect((await failureOf(connect(server).stream('Hi'))).retryable).toBe(false);
      expect(server.requests).toHaveLength(1);
    });

    it('keeps its status although the body of the error breaks off, or never ends', async () => {
      const head = 'HTTP/1.1 500 Oh\r\ncontent-type: text/plain\r\n';
      for (const fault of [
        [
          [
            { do: 'send', bytes: `${head}content-length: 100\r\n\r\nOh` },
            { do: 'wait', ms: 10 },
            { do: 'end' },
          ],
        ],
        [
          [
            { do: 'send', bytes: `${head}\r\n` },
            { do: 'repeat', bytes: 'Oh no! '.repeat(1_000) },
          ],
        ],
      ] as const) {
        await using server = await startFaultyServer(fault);
        const error = await failureOf(connect(server).stream('Hi', { maxRetries: 0 }));
        expect(error).toMatchObject({ code: 'BACKEND_ERROR', status: 500 });
        await server.connections[0]?.closed;
        expect(error.message.length).toBeLessThan(1_000);
      }
    });
  });

  describe('F4: a connection that fails', () => {
    it('is tried three times where it is refused, and the error names host and cause', async () => {
      await using nobody = await reserveRefusedPort();
      const error = await failureOf(connect(nobody).stream('Hi'));
      expect(error).toMatchObject({ code: 'BACKEND_UNREACHABLE', retryable: true });
      expect(error.attempts).toHaveLength(3);
      expect(error.message).toContain(`127.0.0.1:${nobody.port}`);
      expect(error.message).toContain('ECONNREFUSED');
      expect(error.cause).toBeInstanceOf(Error);
      expect(error.partial).toBeUndefined();
    });

    it.each(['closeBeforeHeaders', 'resetBeforeHeaders', 'halfStatusLine'] as const)(
      'is tried three times with %s',
      async (fault) => {
        await using server = await startFaultyServer(fault);
        const error = await failureOf(connect(server).stream('Hi'));
        expect(error).toMatchObject({ code: 'BACKEND_UNREACHABLE', retryable: true });
        expect(error.message).toContain(`127.0.0.1:${server.port}`);
        expect(error.attempts).toHaveLength(3);
        expect(server.requests).toHaveLength(3);
      },
    );

    it.each(['notHttp', 'hugeHeaders'] as const)(
      'is no HTTP with %s, which no repetition helps',
      async (fault) => {
        await using server = await startFaultyServer(fault);
        const error = await failureOf(connect(server).stream('Hi'));
        expect(error).toMatchObject({ code: 'RESPONSE_INVALID', retryable: false });
        expect(error.message).toContain(`127.0.0.1:${server.port}`);
        expect(server.requests).toHaveLength(1);
      },
    );

    it('names a host that does not exist', async () => {
      const unknown = { baseUrl: 'http://no-such-host.invalid' };
      const error = await failureOf(connect(unknown).stream('Hi', { maxRetries: 1 }));
      expect(error).toMatchObject({ code: 'BACKEND_UNREACHABLE', retryable: true });
      expect(error.message).toMatch(/no-such-host\.invalid.*(ENOTFOUND|EAI_AGAIN)/);
      expect(error.attempts).toHaveLength(2);
    });

    it('says that a certificate is not trusted, or that there is no TLS at all', async () => {
      const secure = createServer({ cert: certificate, key: certificateKey }).listen(0, '127.0.0.1');
      await once(secure, 'listening');
      const { port } = secure.address() as { port: number };
      const call = { maxRetries: 0 };
      const untrusted = await failureOf(connect({ baseUrl: `https://localhost:${port}` }).stream('Hi', call));
      secure.close();
      expect(untrusted.code).toBe('BACKEND_UNREACHABLE');
      expect(untrusted.message).toMatch(/localhost:\d+.*certificate.*DEPTH_ZERO_SELF_SIGNED_CERT/);

      await using plain = await startFakeOpenAIServer();
      const baseUrl = plain.baseUrl.replace('http:', 'https:');
      const noTls = await failureOf(connect({ baseUrl }).stream('Hi', call));
      expect(noTls.code).toBe('BACKEND_UNREACHABLE');
      expect(noTls.message).toMatch(/127\.0\.0\.1:\d+.*TLS/);
    });

    it('is made again in silence where only a kept-alive socket was stale', async () => {
      await using server = await startFaultyServer('staleKeepAlive');
      const provider = connect(server);
      await provider.chat('Hi');
      // The socket goes back to its pool in a turn of its own.
      await sleep(50);
      const { attempts, text } = await provider.chat('Hi');
      expect(text).toBe('Hello there!');
      expect(server.connections.map(({ requests }) => requests.length)).toEqual([2, 1]);
      // The own transport sees that the request was not taken; with fetch it costs a retry.
      expect(attempts).toHaveLength(name.includes('own') ? 1 : 2);
    });
  });
});
