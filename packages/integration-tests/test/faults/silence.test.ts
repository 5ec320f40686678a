import type { ObserveEvent } from '@modelport/core';
import {
  type Fault,
  faults,
  startFaultyServer,
  unfinishedFrames,
  wholeStream,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { failureOf, readStream, rejectionOf } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

/** Long enough for a busy machine; a test that waits this long has failed. */
const patient = 20_000;
/** A timer that is to end: short enough to wait for, and long enough for a busy machine to have asked by then. */
const soon = 2_000;

/** Comments, as a proxy sends them so that nobody gives up; never anything else. */
const onlyComments: Fault = [
  [
    ...wholeStream([]).slice(0, 1),
    ...Array.from({ length: 2_000 }, () => [
      { do: 'send', bytes: '3\r\n: \n\r\n' } as const,
      { do: 'wait', ms: 10 } as const,
    ]).flat(),
  ],
];

onBothTransports({ concurrent: true }, (connect, name) => {
  describe('F5: silence after the request', () => {
    it.each(['silenceBeforeHeaders', 'headersThenSilence'] as const)(
      'is ended by the first-event timer with %s, and the socket closed',
      async (fault) => {
        await using server = await startFaultyServer(fault);
        const timers = { firstEventTimeout: soon, idleTimeout: patient, connectTimeout: patient };
        const error = await failureOf(connect(server, timers).stream('Hi'));
        expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'first-event', retryable: false });
        expect(error.message).toMatch(/firstEventTimeout.*2000 ms/);
        expect(error.partial).toBeUndefined();
        expect(error.attempts).toHaveLength(1);
        expect((await server.connections[0]?.closed)?.by).toBe('client');
        expect(server.requests).toHaveLength(1);
      },
    );

    it('is not broken by comments', async () => {
      await using server = await startFaultyServer(onlyComments);
      const error = await failureOf(connect(server).stream('Hi', { firstEventTimeout: soon }));
      expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'first-event' });
      expect((await server.connections[0]?.closed)?.by).toBe('client');
    });

    it('is no fault as long as only the headers are slow', async () => {
      await using server = await startFaultyServer(faults.delayBeforeHeaders({ ms: soon + 1_000 }));
      const timers = { firstEventTimeout: patient, idleTimeout: soon, connectTimeout: soon };
      expect((await readStream(connect(server, timers).stream('Hi'))).text).toBe('Hello there!');
    });

    it('is ended by the total timer on a plain call, which has no first event', async () => {
      await using server = await startFaultyServer('silenceBeforeHeaders');
      const timers = { timeout: soon, firstEventTimeout: 10 };
      const error = await rejectionOf(connect(server, timers).chat('Hi'));
      expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'total' });
      expect(error.attempts).toHaveLength(1);
      expect((await server.connections[0]?.closed)?.by).toBe('client');
    });

    it('is ended by the total timer of a stream that has one, retries included', async () => {
      await using server = await startFaultyServer(faults.rateLimited({ retryAfter: 30, times: Infinity }));
      const error = await failureOf(connect(server).stream('Hi', { timeout: soon }));
      expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'total' });
      expect(server.requests).toHaveLength(1);
    });

    it('tells a list of models and a health check from each other by their error, not by waiting', async () => {
      await using server = await startFaultyServer('silenceBeforeHeaders');
      const provider = connect(server, { models: [] });
      expect(await rejectionOf(provider.models({ timeout: soon }))).toMatchObject({ timer: 'total' });
      const health = await provider.health({ timeout: soon });
      expect(health).toMatchObject({ configured: true, reachable: false, error: { timer: 'total' } });
      expect(server.requests).toHaveLength(2);
    });

    it('shows in a connection that is never made', async () => {
      // It takes the connection and never answers the greeting of TLS.
      await using silent = await startFaultyServer('silenceBeforeHeaders');
      const server = { baseUrl: silent.baseUrl.replace('http:', 'https:') };
      const timers = { connectTimeout: soon, firstEventTimeout: 3 * soon, maxRetries: 0 };
      const error = await failureOf(connect(server, timers).stream('Hi'));
      // fetch does not tell when it is connected, and goes on connecting for a while after it was aborted.
      const isOwn = name.includes('own');
      expect(error).toMatchObject({
        code: 'TIMEOUT',
        timer: isOwn ? 'connect' : 'first-event',
        retryable: isOwn,
      });
      if (isOwn) expect((await silent.connections[0]?.closed)?.by).toBe('client');
    });
  });

  it('F6: a first event that comes too late is waited for no longer than the first-event timer says', async () => {
    await using server = await startFaultyServer(faults.delayBeforeFirstEvent({ ms: 10_000 }));
    const timers = { firstEventTimeout: soon, idleTimeout: patient };
    const error = await failureOf(connect(server, timers).stream('Hi'));
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'first-event' });
    expect((await server.connections[0]?.closed)?.by).toBe('client');
  });

  describe('F12: a server that is still loading', () => {
    it('is asked again, which shows in the hooks and is no retry', async () => {
      await using server = await startFaultyServer(faults.loading({ times: 1 }));
      const events: ObserveEvent[] = [];
      const options = { maxRetries: 0, observe: (event: ObserveEvent) => void events.push(event) };
      const { response } = await readStream(connect(server).stream('Hi', options));
      expect(response?.text).toBe('Hello there!');
      expect(response?.attempts).toMatchObject([{ code: 'MODEL_LOADING', status: 503 }, {}]);
      expect(events.filter(({ type }) => type === 'retry')).toEqual([]);
      expect(events.filter(({ type }) => type === 'loading')).toMatchObject([
        { delayMs: 1_000, error: { code: 'MODEL_LOADING' } },
      ]);
    });

    it('is waited for no longer than the first-event timer says', async () => {
      await using server = await startFaultyServer(faults.loading({ times: Infinity }));
      const error = await failureOf(connect(server, { firstEventTimeout: soon }).stream('Hi'));
      expect(error).toMatchObject({ code: 'MODEL_LOADING', status: 503, retryable: true });
      expect(error.attempts?.length).toBe(server.requests.length);
      expect(server.requests.length).toBeGreaterThanOrEqual(2);
    });

    it('is told at once by a health check', async () => {
      await using server = await startFaultyServer(faults.loading({ times: Infinity }));
      const health = await connect(server).health();
      expect(health).toMatchObject({ reachable: true, hasModel: false, error: { code: 'MODEL_LOADING' } });
      expect(server.requests).toHaveLength(1);
    });
  });

  describe('F21: a stall in the middle of a stream', () => {
    it.each([false, true])(
      'is ended by the idle timer, with what had come (half an event: %s)',
      async (halfFrame) => {
        await using server = await startFaultyServer(faults.stallMidStream({ halfFrame }));
        const timers = { idleTimeout: soon, firstEventTimeout: patient };
        const error = await failureOf(connect(server, timers).stream('Hi'));
        expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'idle', retryable: false });
        expect(error.message).toMatch(/idleTimeout.*2000 ms/);
        expect(error.partial?.text).toBe('Hello there!');
        expect((await server.connections[0]?.closed)?.by).toBe('client');
        expect(server.requests).toHaveLength(1);
      },
    );

    it('is none while comments come', async () => {
      const [head, ...rest] = faults.stallMidStream()[0] as Extract<Fault[number], readonly unknown[]>;
      const pause = 50;
      const beats = Array.from({ length: (2 * soon) / pause }, () => [
        { do: 'wait', ms: pause } as const,
        { do: 'send', bytes: '3\r\n: \n\r\n' } as const,
      ]).flat();
      const end = wholeStream(['data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n']).slice(1);
      await using server = await startFaultyServer([
        [head, ...rest.slice(0, -1), ...beats, ...end].filter((step) => step !== undefined),
      ]);
      const { response } = await readStream(connect(server).stream('Hi', { idleTimeout: soon }));
      expect(response?.text).toBe('Hello there!');
    });

    it('is none where the consumer is the slow one', async () => {
      await using server = await startFaultyServer(faults.inPieces({ size: 200, pause: 1 }));
      let text = '';
      for await (const piece of connect(server).stream('Hi', { idleTimeout: soon }).text) {
        if (text === '') await new Promise((resolve) => setTimeout(resolve, 2 * soon));
        text += piece;
      }
      expect(text).toBe('Hello there!');
    });
  });

  it('counts what the model said as partial, and nothing that it did not', async () => {
    const frames = unfinishedFrames().slice(0, 3);
    await using server = await startFaultyServer(faults.stallMidStream({ frames }));
    const error = await failureOf(connect(server).stream('Hi', { idleTimeout: soon }));
    expect(error.partial).toMatchObject({
      text: 'Hello',
      message: { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
      id: 'chatcmpl-1',
      model: 'faulty',
      provider: 'openai-compatible',
    });
    expect(error.partial?.usage).toEqual({ cost: null });
  });
});
