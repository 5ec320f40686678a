import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as faults from '../../faulty/faults.js';
import { encodeChunk, encodeHead, LAST_CHUNK } from '../../network/http-bytes.js';
import { textAnswer } from '../answer.js';
import { streamSteps } from '../backend.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failureOf, readToEnd } from './support/failures.js';

/** When a call gives up. Core has the timers; a driver must not get in their way. */
export const timersCases: readonly ConformanceCase[] = [
  {
    id: 'timers/first-event',
    title: 'silence before the first event ends a stream by its first-event timer, with or without headers',
    reason: 'Fault F5: headers alone are no sign of life, so they must not be told as an event.',
    faults: ['F5', 'F6'],
    requires: ['wire'],
    async run(t) {
      const provider = t.provider({ firstEventTimeout: 1_000 });
      for (const fault of [faults.silenceBeforeHeaders(), faults.headersThenSilence({ wire: t.wire })]) {
        t.backend.reply('chat', ...fault);
        const { code, timer, message } = await failureOf(provider.stream('Hi', { idleTimeout: 3_000 }));
        assert.deepEqual({ code, timer }, { code: 'TIMEOUT', timer: 'first-event' }, message);
      }
    },
  },
  {
    id: 'timers/idle',
    title: 'a stall in the middle of a stream ends it by its idle timer, with what had come',
    reason: 'Fault F21: an empty batch says that something was read; without a read there must be none.',
    faults: ['F21'],
    requires: ['wire'],
    async run(t) {
      const { opening, content } = t.wire.frames(textAnswer(['Hel', 'lo']));
      // In one write: nothing is to be waited for but what never comes.
      const frames = [[...opening, ...content].join('')];
      t.backend.reply('chat', ...faults.stallMidStream({ wire: t.wire, frames }));
      const { code, timer, partial } = await failureOf(t.provider({ idleTimeout: 1_000 }).stream('Hi'));
      assert.deepEqual({ code, timer }, { code: 'TIMEOUT', timer: 'idle' });
      assert.ok(partial, 'What had come must be in `partial`.');
    },
  },
  {
    id: 'timers/slow-headers',
    title: 'slow headers are no fault',
    reason: 'Fault F5: a local server sends none while it loads a model or queues, which takes minutes.',
    faults: ['F5'],
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(textAnswer('Ready now.'));
      const head = encodeHead(200, { 'content-type': t.wire.streamType, 'transfer-encoding': 'chunked' });
      // In one write: nothing is to be waited for but the headers.
      const body = encodeChunk([...opening, ...content, ...finish, ...end].join(''));
      const bytes = Buffer.concat([Buffer.from(head), body, Buffer.from(LAST_CHUNK)]);
      t.backend.reply('chat', [
        { do: 'wait', ms: 2_500 },
        { do: 'send', bytes },
      ]);
      const timers = { connectTimeout: 1_500, idleTimeout: 1_500 };
      const { text, error } = await readToEnd(t.provider(timers).stream('Hi'));
      assert.equal(text, 'Ready now.', error?.message);
    },
  },
  {
    id: 'timers/slow-consumer',
    title: 'a slow consumer loses nothing and runs into no timer',
    reason:
      'Architecture, 5: only waiting for bytes counts. People read slowly, and programs write to disks.',
    faults: ['F21'],
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(textAnswer(['One ', 'two ', 'three.']));
      t.backend.reply('chat', streamSteps(t.wire, [...opening, ...content, ...finish, ...end]));
      let text = '';
      for await (const piece of t.provider({ idleTimeout: 1_500 }).stream('Count.').text) {
        if (text === '') await sleep(2_500);
        text += piece;
      }
      assert.equal(text, 'One two three.');
    },
  },
];
