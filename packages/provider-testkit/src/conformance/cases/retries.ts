import assert from 'node:assert/strict';
import type { ErrorCode } from '@modelport/core';
import * as faults from '../../faulty/faults.js';
import { reserveRefusedPort } from '../../network/refused-port.js';
import { textAnswer } from '../answer.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { retryAfterCases } from './retry-after.js';
import { chatsAsked, failureOf, readToEnd, rejectionOf, repetitionOf } from './support/failures.js';

/** So that a call which is made again does not take long. */
const soon = { 'retry-after-ms': '5' };

/** What is tried again, and what is not. */
export const retriesCases: readonly ConformanceCase[] = [
  ...retryAfterCases,
  {
    id: 'retries/passing-errors',
    title: 'a server that fails once, or has too much to do, is asked again',
    reason: 'Fault F3: such errors pass, and users should not hear of them.',
    faults: ['F3'],
    requires: ['failure:BACKEND_ERROR'],
    async run(t) {
      for (const code of sayable(t, ['BACKEND_ERROR', 'OVERLOADED'])) {
        t.backend.reply('chat', { failure: code, headers: soon }, textAnswer('Well again.'));
        const { text, error } = await readToEnd(t.provider({ maxRetries: 2 }).stream('Hi'));
        assert.equal(text, 'Well again.', `After ${code} it was not asked again: ${error?.message}`);
      }
    },
  },
  {
    id: 'retries/plain-call',
    title: 'a plain call is made again as a stream is',
    reason: 'Fault F3: who asks in one or the other way gets the same answers.',
    faults: ['F3'],
    requires: ['failure:BACKEND_ERROR'],
    async run(t) {
      t.backend.reply('chat', { failure: 'BACKEND_ERROR', headers: soon }, textAnswer('Well again.'));
      const { text } = await t.provider({ maxRetries: 2 }).chat('Hi');
      assert.equal(text, 'Well again.');
    },
  },
  {
    id: 'retries/given-up',
    title: 'a call is given up after its retries, with every attempt listed',
    reason: 'Contract, `ProviderError.attempts`: it tells how long and how often was tried.',
    faults: ['F2', 'F3'],
    requires: ['failure:RATE_LIMITED'],
    async run(t) {
      t.backend.reply('chat', { failure: 'RATE_LIMITED', headers: soon });
      const { attempts, code } = await failureOf(t.provider({ maxRetries: 2 }).stream('Hi'));
      const told = attempts?.map((attempt) => attempt.code);
      assert.deepEqual(told, [code, code, code], 'Core lists the attempts: leave them out of the error.');
    },
  },
  {
    id: 'retries/one-exchange',
    title: 'a call without retries is one request, whatever goes wrong',
    reason:
      'Contract, `ProviderDriver`: one exchange per call and no more. Retries of an SDK multiply those of core.',
    faults: ['F3'],
    requires: ['failure:BACKEND_ERROR'],
    async run(t) {
      const provider = t.provider({ maxRetries: 0 });
      const refusals = sayable(t, ['BACKEND_ERROR', 'RATE_LIMITED', 'OVERLOADED']);
      const endings = [
        // First, while no connection is kept: a request on one that has just been closed may be sent once more.
        ...faults.closeBeforeHeaders(),
        ...faults.resetBeforeHeaders(),
        ...refusals.map((failure) => ({ failure, headers: soon })),
      ];
      for (const [index, ending] of endings.entries()) {
        t.backend.reply('chat', ending);
        await failureOf(provider.stream('Hi'));
        await rejectionOf(provider.chat('Hi'));
        assert.equal(chatsAsked(t), 2 * (index + 1), `It repeats what fails so: ${JSON.stringify(ending)}`);
      }
    },
  },
  {
    id: 'retries/refusals',
    title: 'a refusal that no repetition helps is not asked for again',
    reason: 'Fault F11: it costs time, and accounts are locked for it.',
    faults: ['F9', 'F10', 'F11'],
    requires: ['wire'],
    async run(t) {
      const provider = t.provider({ maxRetries: 2 });
      const refusals = sayable(t, [
        'REQUEST_INVALID',
        'AUTH_FAILED',
        'PERMISSION_DENIED',
        'MODEL_NOT_FOUND',
        'CONTEXT_LENGTH_EXCEEDED',
        'CONTENT_FILTERED',
      ]);
      assert.ok(refusals.length > 0, "Every backend refuses something: give the wire's `failure` its words.");
      for (const [index, failure] of refusals.entries()) {
        t.backend.reply('chat', { failure, headers: soon });
        await failureOf(provider.stream('Hi'));
        assert.equal(chatsAsked(t), index + 1, `${failure} was asked for again.`);
      }
    },
  },
  {
    id: 'retries/no-credit',
    title: 'an account without credit is not asked for again',
    reason: 'Fault F2: it comes with the status of a rate limit, and no waiting helps.',
    faults: ['F2'],
    requires: ['failure:INSUFFICIENT_FUNDS'],
    async run(t) {
      t.backend.reply('chat', { failure: 'INSUFFICIENT_FUNDS', headers: soon });
      await failureOf(t.provider({ maxRetries: 2 }).stream('Hi'));
      assert.equal(
        chatsAsked(t),
        1,
        'It was asked for again: the error must be INSUFFICIENT_FUNDS, not RATE_LIMITED.',
      );
    },
  },
  {
    id: 'retries/no-answer',
    title: 'a connection that is closed or reset before the headers is BACKEND_UNREACHABLE, and tried again',
    reason: 'Fault F4: servers that restart, and sockets that were kept too long, do so.',
    faults: ['F4'],
    requires: ['wire'],
    async run(t) {
      for (const fault of [faults.closeBeforeHeaders(), faults.resetBeforeHeaders()]) {
        t.backend.reply('chat', ...fault);
        const { error } = await repetitionOf(t.provider());
        assert.equal(error.code, 'BACKEND_UNREACHABLE', error.message);
      }
    },
  },
  {
    id: 'retries/refused-connection',
    title: 'a connection that is refused is BACKEND_UNREACHABLE, and the message names host and port',
    reason: 'Fault F4: "fetch failed" tells nobody that the local server is not running.',
    faults: ['F4'],
    requires: ['wire'],
    async run(t) {
      await using nobody = await reserveRefusedPort();
      const provider = t.provider(t.connectionTo(nobody.baseUrl));
      const { code, message } = await failureOf(provider.stream('Hi'));
      assert.equal(code, 'BACKEND_UNREACHABLE', message);
      assert.ok(message.includes(`127.0.0.1:${nobody.port}`), `The message does not say where: ${message}`);
    },
  },
  {
    id: 'retries/first-event-error',
    title: 'an error of the server as the first event of a stream is tried again',
    reason: 'Fault F8: it is like its HTTP twin, and nothing was shown yet.',
    faults: ['F8'],
    requires: ['in-stream:BACKEND_ERROR'],
    async run(t) {
      t.backend.reply('chat', ...faults.errorFirst({ wire: t.wire }));
      await repetitionOf(t.provider());
    },
  },
  {
    id: 'retries/cut-before-content',
    title: 'a stream that breaks off before its first content is tried again',
    reason: 'Architecture, 5: until then nothing was shown, so nobody notices.',
    faults: ['F20'],
    requires: ['wire'],
    async run(t) {
      const { opening: frames } = t.wire.frames(textAnswer('Lost.'));
      t.backend.reply('chat', ...faults.cutMidStream({ wire: t.wire, frames }));
      await repetitionOf(t.provider());
    },
  },
  {
    id: 'retries/loading',
    title: 'a model that is being loaded is waited for, which is no retry',
    reason: 'Architecture, 5: loading takes longer than retries last. It shows in the hooks as `loading`.',
    faults: ['F12'],
    requires: ['failure:MODEL_LOADING'],
    async run(t) {
      t.backend.reply('chat', { failure: 'MODEL_LOADING' });
      const { type, error } = await repetitionOf(t.provider(), { maxRetries: 0 });
      assert.deepEqual({ type, code: error.code }, { type: 'loading', code: 'MODEL_LOADING' });
    },
  },
];

/** Those of the codes that the backend has words for. */
function sayable({ wire }: CaseContext, codes: readonly ErrorCode[]): readonly ErrorCode[] {
  return codes.filter((code) => wire.failure({ code }) !== undefined);
}
