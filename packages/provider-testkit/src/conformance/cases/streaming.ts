import assert from 'node:assert/strict';
import { LAST_CHUNK } from '../../network/http-bytes.js';
import { type Answer, textAnswer } from '../answer.js';
import { streamSteps } from '../backend.js';
import type { ConformanceCase } from '../conformance-case.js';
import { only } from '../events-of.js';
import { holdAnswer } from '../held-answer.js';
import { closedByClient, within } from '../within.js';
import { eventOrderCases } from './event-order.js';
import { tolerationCases } from './toleration.js';

const pieces: Answer = textAnswer(['One ', 'two ', 'three ', 'four ', 'five.']);

/** How an answer is streamed. */
export const streamingCases: readonly ConformanceCase[] = [
  {
    id: 'stream/text-deltas',
    title: 'text arrives in its order, and nothing of it is lost or added',
    reason: 'Contract, `TextDeltaEvent`: users put the pieces together as they come.',
    async run(t) {
      t.answer(textAnswer(['\nOne ', 'two', ' ', '\n', ' three.\n']));
      const texts: string[] = [];
      for await (const text of t.provider().stream('Count.').text) texts.push(text);
      assert.equal(texts.join(''), '\nOne two \n three.\n');
    },
  },
  {
    id: 'stream/no-buffering',
    title: 'each piece is handed on as soon as it is there, while the rest has not been sent',
    reason:
      'Contract, `ProviderDriver.stream`: a batch is what one read gave. A stream is for showing text as it comes.',
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(pieces);
      const answer = holdAnswer(t);
      const texts = t.provider().stream('Count.').text[Symbol.asyncIterator]();
      const next = (what: string) => {
        const read = within(texts.next(), `The arrival of ${what}`);
        // It is awaited below, but what is to be read must be sent first.
        read.catch(() => undefined);
        return read;
      };
      const first = next('the first piece');
      await answer.send(opening.join(''));
      for (const [index, frame] of content.entries()) {
        const read =
          index === 0 ? first : next(`piece ${index + 1}, sent alone while the rest was held back,`);
        await answer.send(frame);
        assert.equal((await read).done, false);
      }
      const last = next('the end');
      await answer.send([...finish, ...end].join(''));
      await answer.end();
      assert.equal((await last).done, true);
    },
  },
  {
    id: 'stream/batches',
    title: 'the events of one read of the network come in one batch',
    reason:
      'Contract, `ChatStream.batches`: one promise for each read, not for each event, keeps fast streams cheap.',
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(pieces);
      const packet = [...opening, ...content, ...finish, ...end].join('');
      t.backend.reply('chat', streamSteps(t.wire, [packet]));
      const sizes: number[] = [];
      for await (const batch of t.provider().stream('Count.').batches()) {
        sizes.push(only(batch, 'text-delta').length);
      }
      assert.equal(Math.max(...sizes), 5, `One read brought 5 deltas; the batches had ${sizes.join(', ')}.`);
    },
  },
  ...eventOrderCases,
  {
    id: 'stream/backpressure',
    title: 'an answer is not read ahead of a consumer who is slow',
    reason:
      'Contract, `ChatStream`: what nobody takes must wait in the backend, not pile up in memory (fault F26).',
    faults: ['F26'],
    requires: ['wire'],
    isolated: true,
    async run(t) {
      const [frame = ''] = t.wire.frames(textAnswer('x'.repeat(60_000))).content;
      const { opening } = t.wire.frames(pieces);
      const flood = Buffer.from(`10000\r\n${pad(frame, 0x10000)}\r\n`);
      const steps = streamSteps(t.wire, opening, { open: true });
      t.backend.reply('chat', [...steps, { do: 'repeat', bytes: flood }]);
      const events = t.provider().stream('Hi')[Symbol.asyncIterator]();
      await events.next();
      const [connection] = t.backend.connections;
      const limit = 64 * 1024 * 1024;
      let sent = 0;
      // Until the buffers of both sockets are full: a busy machine may rest between two looks.
      for (let unchanged = 0; unchanged < 5 && sent < limit; ) {
        const before = sent;
        await new Promise((resolve) => setTimeout(resolve, 25));
        sent = connection?.bytesSent ?? 0;
        unchanged = sent === before ? unchanged + 1 : 0;
      }
      await events.return?.();
      assert.ok(sent < limit, `${sent} bytes were read although only one event was taken.`);
    },
  },
  ...tolerationCases,
  {
    id: 'stream/connection-again',
    title: 'the connection of an answer that came whole is used again',
    reason:
      'Contract, `ChatEvent`: the stream runs to its end behind `finish`, so that the next call need not connect.',
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(pieces);
      const steps = streamSteps(t.wire, [...opening, ...content, ...finish, ...end], { open: true });
      // Behind the answer, the body's own end takes its time.
      t.backend.reply('chat', [...steps, { do: 'wait', ms: 10 }, { do: 'send', bytes: LAST_CHUNK }]);
      const provider = t.provider();
      const calls = 3;
      for (let call = 0; call < calls; call++) {
        await provider.stream('Hi').response;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      const { length } = t.backend.connections;
      assert.ok(length < calls, `${calls} calls, one after the other, opened ${length} connections.`);
    },
  },
  {
    id: 'stream/abort-mid-chunk',
    title: 'an abort in the middle of an answer closes the connection at once',
    reason: 'Contract, `CallContext.signal`: a server that is not told goes on generating.',
    faults: ['F40'],
    requires: ['wire'],
    async run(t) {
      const { opening, content } = t.wire.frames(textAnswer(['Hel', 'lo']));
      const steps = streamSteps(t.wire, [...opening, ...content], { open: true });
      t.backend.reply('chat', [...steps, { do: 'stay-silent' }]);
      const stop = new AbortController();
      const stream = t.provider().stream('Hi', { signal: stop.signal });
      await assert.rejects(
        async () => {
          for await (const event of stream) if (event.type === 'text-delta') stop.abort();
        },
        { code: 'ABORTED' },
      );
      await closedByClient(t.backend.connections[0]);
    },
  },
];

/** Makes an event as long as that, by line ends behind it, which mean nothing in any framing. */
function pad(frame: string, length: number): string {
  return frame + '\n'.repeat(length - Buffer.byteLength(frame));
}
