import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { faults, startFaultyServer, unfinishedFrames, wholeStream } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { failureOf, readStream, rejectionOf, thrownBy } from './support/read-stream.js';
import { onBothTransports } from './support/transports.js';

// What is never handled here fails the run: vitest reports every unhandled rejection.

const reason = new Error('The user has gone home.');

onBothTransports({ concurrent: true }, (connect) => {
  describe('F40: an abort', () => {
    it('before the call sends nothing', async () => {
      await using server = await startFaultyServer('none');
      const signal = AbortSignal.abort(reason);
      const provider = connect(server);
      for (const error of [
        await failureOf(provider.stream('Hi', { signal })),
        await rejectionOf(provider.chat('Hi', { signal })),
        await rejectionOf(provider.models({ signal })),
      ]) {
        expect(error).toMatchObject({ code: 'ABORTED', name: 'AbortError', retryable: false, cause: reason });
      }
      expect(server.connections).toHaveLength(0);
    });

    it.each([
      ['before the headers', faults.silenceBeforeHeaders(), ''],
      [
        'in the middle of the headers',
        [[{ do: 'send', bytes: 'HTTP/1.1 200 OK\r\ncont' }, { do: 'stay-silent' }]],
        '',
      ],
      ['after the headers', faults.headersThenSilence(), ''],
      [
        'in the middle of the body of an error',
        [[{ do: 'send', bytes: 'HTTP/1.1 400 No\r\n\r\nBecause' }, { do: 'stay-silent' }]],
        '',
      ],
      ['in the middle of a stream', faults.stallMidStream(), 'Hello there!'],
      ['in the middle of a stream that never pauses', faults.endlessStream(), 'Hello there!'],
    ] as const)('%s closes the socket at once and gives one error', async (_, fault, said) => {
      await using server = await startFaultyServer(fault);
      const aborting = new AbortController();
      const stream = connect(server).stream('Hi', { signal: aborting.signal });
      const reading = readStream(stream, (text) => {
        if (text.length >= Math.max(said.length, 1)) aborting.abort(reason);
      });
      const connection = await server.waitForRequest(1);
      if (said === '') setTimeout(() => aborting.abort(reason), 30);
      const { error, text } = await reading;
      expect(error).toMatchObject({ code: 'ABORTED', name: 'AbortError', cause: reason });
      expect(error?.attempts).toHaveLength(1);
      expect(text).toBe(said);
      expect(error?.partial?.text ?? '').toBe(said);
      expect((await connection.closed).by).toBe('client');
      expect(server.requests).toHaveLength(1);
    });

    it('on a plain call closes the socket at once', async () => {
      await using server = await startFaultyServer('silenceBeforeHeaders');
      const aborting = new AbortController();
      const calling = rejectionOf(connect(server).chat('Hi', { signal: aborting.signal }));
      const connection = await server.waitForRequest(1);
      aborting.abort(reason);
      expect(await calling).toMatchObject({ code: 'ABORTED', cause: reason });
      expect((await connection.closed).by).toBe('client');
    });

    it('while it waits for the next attempt ends the call, and no further request is made', async () => {
      await using server = await startFaultyServer(faults.rateLimited({ retryAfter: 50, times: Infinity }));
      const aborting = new AbortController();
      const reading = failureOf(
        connect(server).stream('Hi', {
          signal: aborting.signal,
          observe: ({ type }) => type === 'retry' && aborting.abort(reason),
        }),
      );
      const error = await reading;
      expect(error).toMatchObject({ code: 'ABORTED', cause: reason });
      expect(error.attempts).toMatchObject([{ code: 'RATE_LIMITED' }]);
      expect(server.requests).toHaveLength(1);
    });

    it('is served before what lies ready, so that a long queue cannot hide it', async () => {
      const packet = unfinishedFrames(Array.from({ length: 100 }, () => 'x')).join('');
      await using server = await startFaultyServer([
        [...wholeStream([packet]).slice(0, 2), { do: 'stay-silent' }],
      ]);
      const aborting = new AbortController();
      const iterator = connect(server).stream('Hi', { signal: aborting.signal })[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.next();
      aborting.abort();
      await expect(iterator.next()).rejects.toMatchObject({ code: 'ABORTED' });
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    });

    it('after the end changes nothing, and leaves no listener behind', async () => {
      await using server = await startFaultyServer('none');
      const aborting = new AbortController();
      const { signal } = aborting;
      const stream = connect(server).stream('Hi', { signal });
      await readStream(stream);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      aborting.abort(reason);
      expect((await stream.response).text).toBe('Hello there!');
    });

    it('keeps the reason of a signal that ran out of time', async () => {
      await using server = await startFaultyServer('silenceBeforeHeaders');
      const error = await failureOf(connect(server).stream('Hi', { signal: AbortSignal.timeout(50) }));
      expect(error).toMatchObject({ code: 'ABORTED', cause: { name: 'TimeoutError' } });
    });
  });

  describe('F40: leaving', () => {
    it.each(['stallMidStream', 'endlessStream'] as const)(
      'by break closes the socket at once, with %s',
      async (fault) => {
        await using server = await startFaultyServer(fault);
        const stream = connect(server).stream('Hi');
        for await (const piece of stream.text) {
          expect(piece).toBe('Hel');
          break;
        }
        expect((await server.connections[0]?.closed)?.by).toBe('client');
        await expect(stream.response).rejects.toMatchObject({
          code: 'ABORTED',
          partial: { text: expect.stringMatching(/^Hel/) },
        });
      },
    );

    it('by a throw in the loop closes the socket, and the throw comes through', async () => {
      await using server = await startFaultyServer('stallMidStream');
      const looping = (async () => {
        for await (const batch of connect(server).stream('Hi').batches()) if (batch.length > 0) throw reason;
      })();
      await expect(looping).rejects.toBe(reason);
      expect((await server.connections[0]?.closed)?.by).toBe('client');
    });

    it('by dispose closes the socket, also while a read is under way', async () => {
      await using server = await startFaultyServer('stallMidStream');
      const reads: Promise<unknown>[] = [];
      {
        await using stream = connect(server).stream('Hi');
        const iterator = stream[Symbol.asyncIterator]();
        for (let read = 0; read < 5; read++) await iterator.next();
        reads.push(iterator.next());
      }
      const [outcome] = await Promise.allSettled(reads);
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ABORTED' } });
      expect((await server.connections[0]?.closed)?.by).toBe('client');
    });

    it('without a read, or by dispose before it, sends nothing', async () => {
      await using server = await startFaultyServer('none');
      const provider = connect(server);
      provider.stream('Hi');
      provider.stream('Hi')[Symbol.asyncIterator]();
      void provider.stream('Hi').text;
      const disposed = provider.stream('Hi');
      await disposed[Symbol.asyncDispose]();
      expect(await failureOf(disposed)).toMatchObject({ code: 'ABORTED' });
      await sleep(50);
      expect(server.connections).toHaveLength(0);
    });

    it('a view that a second one wants to join is refused without another request', async () => {
      await using server = await startFaultyServer('none');
      const stream = connect(server).stream('Hi');
      await readStream(stream);
      expect(thrownBy(() => stream.batches())).toMatchObject({ code: 'REQUEST_INVALID', setting: 'stream' });
      expect(server.requests).toHaveLength(1);
    });

    it('keeps the connection where the answer was whole', async () => {
      await using server = await startFaultyServer('none');
      const provider = connect(server);
      const reused = () => server.connections.some(({ requests }) => requests.length > 1);
      for (let call = 1; call <= 10 && !reused(); call++) {
        await readStream(provider.stream('Hi'));
        // What follows the finish is read in the background.
        await sleep(20 * call);
      }
      expect(reused()).toBe(true);
    });
  });
});
