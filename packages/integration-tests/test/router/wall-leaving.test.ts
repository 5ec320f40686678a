import { setTimeout as sleep } from 'node:timers/promises';
import { faults, startFaultyServer } from '@modelport/provider-testkit';
import { createRouter } from '@modelport/router';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../faults/support/read-stream.js';
import { busy, expectUntouched, opening, setUp } from './support/wall-setting.js';
import { providerAt } from './support/wall-targets.js';

// What is never handled here fails the run: vitest reports every unhandled rejection.

describe('F40: leaving the stream of a router', { concurrent: true }, () => {
  it.each(['stallMidStream', 'endlessStream'] as const)(
    'by break closes the socket at once, with %s',
    async (fault) => {
      await using setting = await setUp(faults[fault]());
      const { router, first, second } = setting;
      const stream = router.stream('Hi');
      for await (const piece of stream.text) {
        expect(piece).toBe('Hel');
        break;
      }
      expect((await first.connections[0]?.closed)?.by).toBe('client');
      await expect(stream.response).rejects.toMatchObject({
        code: 'ABORTED',
        partial: { text: expect.stringMatching(/^Hel/) },
      });
      expect(second.connections).toHaveLength(0);
      expectUntouched(router);
    },
  );

  it.each([
    ['before the headers', faults.silenceBeforeHeaders()],
    ['while a beginning without content is held back', opening],
    ['in the middle of a stream', faults.stallMidStream()],
  ])('by dispose %s closes the socket, also while a read is under way', async (_, fault) => {
    await using setting = await setUp(fault);
    const { router, first, second } = setting;
    const reads: Promise<unknown>[] = [];
    {
      await using stream = router.stream('Hi');
      reads.push(readToEnd(stream));
      await first.waitForRequest(1);
      await sleep(30);
    }
    const [outcome] = await Promise.allSettled(reads);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ABORTED' } });
    expect((await first.connections[0]?.closed)?.by).toBe('client');
    expect(second.connections).toHaveLength(0);
    expectUntouched(router);
  });

  it.each(['in a queue', 'between two rounds'])(
    'by dispose %s ends the call without another request',
    async (where) => {
      await using first = await startFaultyServer(where === 'in a queue' ? faults.stallMidStream() : busy);
      const limits = { concurrent: 1, queue: 1 };
      const router = createRouter({ targets: [{ provider: providerAt('first', first.baseUrl), limits }] });
      const busyWith = router.stream('Hi');
      if (where === 'in a queue') await busyWith[Symbol.asyncIterator]().next();
      const stream = router.stream('Hi');
      const reading = readToEnd(stream).catch((error: unknown) => error);
      await first.waitForRequest(1);
      await sleep(50);
      await stream[Symbol.asyncDispose]();
      expect(await reading).toMatchObject({ code: 'ABORTED' });
      await expect(stream.response).rejects.toMatchObject({ code: 'ABORTED' });
      await busyWith[Symbol.asyncDispose]();
      await sleep(50);
      expect(first.requests).toHaveLength(1);
      expect(router.status().targets[0]).toMatchObject({ inFlight: 0, queued: 0 });
    },
  );

  it('without a read, or by dispose before it, sends nothing', async () => {
    await using setting = await setUp(faults.none());
    const { router, first, second } = setting;
    router.stream('Hi');
    router.stream('Hi')[Symbol.asyncIterator]();
    void router.stream('Hi').text;
    const disposed = router.stream('Hi');
    await disposed[Symbol.asyncDispose]();
    expect(await failureOf(disposed)).toMatchObject({ code: 'ABORTED' });
    await sleep(50);
    expect([first.connections.length, second.connections.length]).toEqual([0, 0]);
    expectUntouched(router);
  });
});

async function readToEnd(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
