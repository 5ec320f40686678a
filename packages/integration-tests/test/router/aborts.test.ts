import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { faults, startFaultyServer } from '@modelport/provider-testkit';
import { createRouter } from '@modelport/router';
import { describe, expect, it } from 'vitest';
import { failureOf, readStream, rejectionOf } from '../faults/support/read-stream.js';
import { busy, expectUntouched, opening, setUp } from './support/wall-setting.js';
import { providerAt } from './support/wall-targets.js';

// What is never handled here fails the run: vitest reports every unhandled rejection.

const reason = new Error('The user has gone home.');
const aborted = { code: 'ABORTED', name: 'AbortError', retryable: false, cause: reason };

describe('F40: an abort of a call that a router makes', { concurrent: true }, () => {
  it('before the call sends nothing', async () => {
    await using setting = await setUp(faults.none());
    const { router, first, second } = setting;
    const signal = AbortSignal.abort(reason);
    expect(await failureOf(router.stream('Hi', { signal }))).toMatchObject(aborted);
    expect(await rejectionOf(router.chat('Hi', { signal }))).toMatchObject(aborted);
    expect(await rejectionOf(router.embed('Hi', { signal }))).toMatchObject(aborted);
    expect([first.connections.length, second.connections.length]).toEqual([0, 0]);
    expectUntouched(router, signal);
  });

  it.each([
    ['before the headers', faults.silenceBeforeHeaders(), ''],
    ['after the headers', faults.headersThenSilence(), ''],
    ['while a beginning without content is held back', opening, ''],
    [
      'in the middle of an error',
      [[{ do: 'send', bytes: 'HTTP/1.1 500 No\r\n\r\nBe' }, { do: 'stay-silent' }]],
      '',
    ],
    ['in the middle of a stream', faults.stallMidStream(), 'Hello there!'],
    ['in the middle of a stream that never pauses', faults.endlessStream(), 'Hello there!'],
  ] as const)('%s closes the socket at once, and no other target is asked', async (_, fault, said) => {
    await using setting = await setUp(fault);
    const { router, first, second } = setting;
    const aborting = new AbortController();
    const { signal } = aborting;
    const reading = readStream(router.stream('Hi', { signal }), (text) => {
      if (text.length >= Math.max(said.length, 1)) aborting.abort(reason);
    });
    const connection = await first.waitForRequest(1);
    if (said === '') setTimeout(() => aborting.abort(reason), 30);
    const { error, text } = await reading;
    expect(error).toMatchObject({ ...aborted, attempts: [{ provider: 'first', code: 'ABORTED' }] });
    expect(text).toBe(said);
    expect(error?.partial?.text ?? '').toBe(said);
    expect((await connection.closed).by).toBe('client');
    expect(second.connections).toHaveLength(0);
    expectUntouched(router, signal);
  });

  it('on a plain call closes the socket at once, and no other target is asked', async () => {
    await using setting = await setUp(faults.silenceBeforeHeaders());
    const { router, first, second } = setting;
    const aborting = new AbortController();
    const calling = rejectionOf(router.chat('Hi', { signal: aborting.signal }));
    const connection = await first.waitForRequest(1);
    aborting.abort(reason);
    expect(await calling).toMatchObject(aborted);
    expect((await connection.closed).by).toBe('client');
    expect(second.connections).toHaveLength(0);
    expectUntouched(router, aborting.signal);
  });

  it('at the second target lists the first, and goes back to nobody', async () => {
    await using setting = await setUp(faults.httpError({ times: Infinity }));
    await using silent = await startFaultyServer('silenceBeforeHeaders');
    const { first, second } = setting;
    const servers = [first, silent, second];
    const router = createRouter({
      targets: servers.map(({ baseUrl }, at) => providerAt(`number-${at}`, baseUrl)),
    });
    const aborting = new AbortController();
    const { signal } = aborting;
    const reading = failureOf(router.stream('Hi', { signal }));
    const connection = await silent.waitForRequest(1);
    aborting.abort(reason);
    const attempts = [
      { provider: 'number-0', code: 'BACKEND_ERROR' },
      { provider: 'number-1', code: 'ABORTED' },
    ];
    expect(await reading).toMatchObject({ ...aborted, attempts });
    expect((await connection.closed).by).toBe('client');
    expect(servers.map(({ requests }) => requests.length)).toEqual([1, 1, 0]);
    expect(router.status().targets.map(({ calls }) => calls.failed)).toEqual([1, 0, 0]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each(['stream', 'chat'] as const)(
    'while a %s waits for a place leaves the queue at once',
    async (operation) => {
      await using first = await startFaultyServer('stallMidStream');
      const limits = { concurrent: 1, queue: 5 };
      const router = createRouter({ targets: [{ provider: providerAt('first', first.baseUrl), limits }] });
      const busyWith = router.stream('Hi')[Symbol.asyncIterator]();
      await busyWith.next();
      const aborting = new AbortController();
      const { signal } = aborting;
      const waiting =
        operation === 'stream'
          ? failureOf(router.stream('Hi', { signal }))
          : rejectionOf(router.chat('Hi', { signal }));
      while (router.status().targets[0]?.queued !== 1) await sleep(1);
      aborting.abort(reason);
      const error = await waiting;
      expect(error).toMatchObject(aborted);
      expect(error.attempts ?? []).toEqual([]);
      expect(router.status().targets[0]).toMatchObject({ queued: 0, inFlight: 1 });
      expect(first.requests).toHaveLength(1);
      await busyWith.return?.();
      expectUntouched(router, signal);
    },
  );

  it.each(['stream', 'chat'] as const)(
    'while a %s waits for the next round makes no further request',
    async (operation) => {
      await using first = await startFaultyServer(busy);
      const router = createRouter({ targets: [providerAt('first', first.baseUrl)] });
      const aborting = new AbortController();
      const { signal } = aborting;
      const observe = ({ type }: { readonly type: string }) => type === 'retry' && aborting.abort(reason);
      const error = await (operation === 'stream'
        ? failureOf(router.stream('Hi', { signal, observe }))
        : rejectionOf(router.chat('Hi', { signal, observe })));
      expect(error).toMatchObject({ ...aborted, attempts: [{ code: 'RATE_LIMITED' }] });
      expect(first.requests).toHaveLength(1);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );

  it('stops both of two targets that are asked side by side', async () => {
    await using first = await startFaultyServer('silenceBeforeHeaders');
    await using second = await startFaultyServer('silenceBeforeHeaders');
    const servers = [first, second];
    const targets = servers.map(({ baseUrl }, at) => providerAt(`number-${at}`, baseUrl));
    const router = createRouter({ targets, hedgeAfter: 20 });
    const aborting = new AbortController();
    const { signal } = aborting;
    const reading = failureOf(router.stream('Hi', { signal }));
    const connections = await Promise.all(servers.map((server) => server.waitForRequest(1)));
    aborting.abort(reason);
    expect(await reading).toMatchObject(aborted);
    for (const { closed } of connections) expect((await closed).by).toBe('client');
    expect(servers.map(({ requests }) => requests.length)).toEqual([1, 1]);
    expectUntouched(router, signal);
  });

  it('after the end changes nothing, and leaves no listener behind', async () => {
    await using setting = await setUp(faults.httpError());
    const { router } = setting;
    const aborting = new AbortController();
    const { signal } = aborting;
    const stream = router.stream('Hi', { signal });
    await readStream(stream);
    await router.chat('Hi', { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    aborting.abort(reason);
    expect((await stream.response).text).toBe('Hello there!');
  });

  it('keeps the reason of a signal that ran out of time', async () => {
    await using setting = await setUp(faults.silenceBeforeHeaders());
    const error = await failureOf(setting.router.stream('Hi', { signal: AbortSignal.timeout(50) }));
    expect(error).toMatchObject({ code: 'ABORTED', cause: { name: 'TimeoutError' } });
    expect(setting.second.connections).toHaveLength(0);
  });
});
