import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as faults from '../../faulty/faults.js';
import { encodeHead } from '../../network/http-bytes.js';
import type { Reply } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { closedByClient, within } from '../within.js';
import { providerError, rejectionOf } from './support/failures.js';

/** How calls end before their time. `stream/abort-mid-chunk` has the middle of an answer. */
export const abortCases: readonly ConformanceCase[] = [
  {
    id: 'abort/before-headers',
    title: 'an abort before the headers have come closes the connection at once',
    reason: 'Contract, `CallContext.signal`: a server that is not told goes on loading and generating.',
    faults: ['F40'],
    requires: ['wire'],
    run: (t) => abortAfterRequest(t, [{ do: 'stay-silent' }], 'stream'),
  },
  {
    id: 'abort/within-refusal',
    title: 'an abort in the middle of a refusal closes the connection at once',
    reason: 'Contract, `CallContext.signal`: the body of an error is read under it, too.',
    faults: ['F40'],
    requires: ['wire'],
    run: (t) =>
      abortAfterRequest(
        t,
        [
          { do: 'send', bytes: `${encodeHead(500, { 'content-length': '1000' })}Because` },
          { do: 'stay-silent' },
        ],
        'stream',
      ),
  },
  {
    id: 'abort/plain-call',
    title: 'an abort of a plain call closes the connection at once',
    reason: 'Contract, `CallContext.signal`: it goes into every request.',
    faults: ['F40'],
    requires: ['driver:chat'],
    run: (t) => abortAfterRequest(t, [{ do: 'stay-silent' }], 'chat'),
  },
  {
    id: 'abort/close',
    title: 'a provider is closed promptly while it streams, and may be closed twice',
    reason: 'Fault F45: programs close what they hold on their way out, and must get out.',
    faults: ['F45'],
    requires: ['wire'],
    async run(t) {
      t.backend.reply('chat', ...faults.stallMidStream({ wire: t.wire }));
      const stop = new AbortController();
      const provider = t.provider();
      const iterator = provider.stream('Hi', { signal: stop.signal })[Symbol.asyncIterator]();
      try {
        await within(iterator.next(), 'The first event');
        await within(provider.close(), 'The close of a provider with an open stream');
        await within(provider.close(), 'A second close');
        await rejectionOf(provider.chat('Hi'));
      } finally {
        stop.abort();
        await iterator.return?.();
      }
    },
  },
];

/** Aborts a call as soon as its request has come. */
async function abortAfterRequest(t: CaseContext, reply: Reply, way: 'stream' | 'chat'): Promise<void> {
  t.backend.reply('chat', reply);
  const reason = new Error('The user has gone home.');
  const stop = new AbortController();
  const provider = t.provider();
  const options = { signal: stop.signal };
  const call = way === 'chat' ? provider.chat('Hi', options) : provider.stream('Hi', options).response;
  const outcome = call.catch((error: unknown) => error);
  const connection = await within(chatRequest(t), 'A request to the backend');
  // What the backend says before it falls silent is on its way.
  await sleep(250);
  stop.abort(reason);
  const { code, name, cause } = providerError(await within(outcome, 'The end of the call after its abort'));
  assert.deepEqual({ code, name }, { code: 'ABORTED', name: 'AbortError' });
  assert.equal(cause, reason, 'The reason of the signal must be the cause of the error.');
  await closedByClient(connection);
}

/** The connection over which a chat was asked for, once it was. */
async function chatRequest({ backend, wire }: CaseContext) {
  for (let count = 1; ; count++) {
    const connection = await backend.waitForRequest(count);
    const request = backend.requests[count - 1];
    if (request && wire.operation(request) === 'chat') return connection;
  }
}
