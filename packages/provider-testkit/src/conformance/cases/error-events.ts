import assert from 'node:assert/strict';
import { errorCodes } from '@modelport/core';
import * as faults from '../../faulty/faults.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failureOf } from './support/failures.js';

/** Errors that come within a stream, behind a 200. */
export const errorEventCases: readonly ConformanceCase[] = [
  {
    id: 'errors/first-event',
    title: 'an error as the first event of a stream has the code of its HTTP twin',
    reason: 'Architecture, 8: errors inside a stream use the same codes as HTTP errors.',
    faults: ['F8'],
    requires: ['in-stream:BACKEND_ERROR'],
    async run(t) {
      const { wire } = t;
      const provider = t.provider();
      for (const code of errorCodes) {
        // A model that is being loaded is waited for.
        if (code === 'MODEL_LOADING' || wire.failureFrame?.({ code }) === undefined) continue;
        t.backend.reply('chat', ...faults.errorFirst({ wire, code }));
        const error = await failureOf(provider.stream('Hi'));
        assert.equal(error.code, code, `"${error.message}" got another code.`);
      }
    },
  },
  {
    id: 'errors/mid-stream',
    title: 'an error in the middle of a stream has its code, and what had come as `partial`',
    reason: 'Contract, `ProviderError.partial`: users have paid for what had come, and may show it.',
    faults: ['F23'],
    requires: ['in-stream:BACKEND_ERROR'],
    async run(t) {
      t.backend.reply('chat', ...faults.errorMidStream({ wire: t.wire }));
      const { code, partial } = await failureOf(t.provider().stream('Hi'));
      assert.deepEqual({ code, text: partial?.text }, { code: 'BACKEND_ERROR', text: 'Hello there!' });
    },
  },
  {
    id: 'errors/mid-stream-words',
    title: 'an error in the middle of a stream is told in the words of the backend',
    reason: 'Architecture, 8: a message says what happened, and only the backend knows.',
    faults: ['F23'],
    requires: ['in-stream:BACKEND_ERROR'],
    async run(t) {
      const { opening, content } = t.wire.frames({ parts: [{ text: 'Hel' }] });
      const event = t.wire.failureFrame?.({ code: 'BACKEND_ERROR', message: 'The pump is broken.' }) ?? '';
      t.backend.reply(
        'chat',
        ...faults.endWithoutFinish({ wire: t.wire, frames: [...opening, ...content, event] }),
      );
      const { message } = await failureOf(t.provider().stream('Hi'));
      assert.ok(message.includes('The pump is broken'), `The message tells nothing of it: ${message}`);
    },
  },
  {
    id: 'errors/mid-stream-and-end-marker',
    title: 'an error in the middle of a stream is one although the end marker follows',
    reason: 'Some servers end every stream so; half an answer must not pass for a whole one.',
    faults: ['F23'],
    requires: ['in-stream:BACKEND_ERROR'],
    async run(t) {
      t.backend.reply('chat', ...faults.errorMidStream({ wire: t.wire, ended: true }));
      await failureOf(t.provider().stream('Hi'));
    },
  },
];
