import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { piecesOf } from '../../captures/split-bytes.js';
import type { Step } from '../../faulty/fault.js';
import { encodeAnswer, encodeChunk, LAST_CHUNK } from '../../network/http-bytes.js';
import { type Answer, textAnswer } from '../answer.js';
import { streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { within } from '../within.js';

const hello = textAnswer(['Hello ', 'there, ', 'world.']);

/** Whatever the network makes of the bytes, the events stay the same. */
export const deliveryCases: readonly ConformanceCase[] = [
  {
    id: 'delivery/split-events',
    title: 'events may be split over reads at any byte',
    reason: 'Fault F25: a network knows bytes, not events; where it cuts them is chance.',
    faults: ['F25'],
    requires: ['wire'],
    async run(t) {
      const bytes = bytesOf(t, hello);
      const small = bytes.toString('latin1').match(/[^\n]{1,7}|\n/g) ?? [];
      const ways = {
        'chunks of 1 byte': inChunks(t, piecesOf(bytes, 1)),
        'chunks of 2 bytes': inChunks(t, piecesOf(bytes, 2)),
        'reads of 7 bytes at most, a line feed in each of its own': inReads(
          t,
          small.map((piece) => Buffer.from(piece, 'latin1')),
        ),
      };
      for (const [way, steps] of Object.entries(ways)) {
        t.backend.reply('chat', steps);
        const { text } = await t.provider().stream('Hi').response;
        assert.equal(text, 'Hello there, world.', `The answer came in ${way}.`);
      }
    },
  },
  {
    id: 'delivery/split-characters',
    title: 'a character may be split over reads at any of its bytes',
    reason: 'Fault F25: decoding each read for itself makes � of the halves.',
    faults: ['F25'],
    requires: ['wire'],
    async run(t) {
      const said = ['Grüße, ', '世界 ', '👩‍👩‍👧 ', '∎'];
      const bytes = bytesOf(t, textAnswer(said));
      const cuts = [...bytes.keys()].filter((at) => (bytes[at] ?? 0) >= 0x80);
      const pieces = [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index]));
      t.backend.reply('chat', inReads(t, pieces));
      const { text } = await t.provider().stream('Hi').response;
      assert.equal(text, said.join(''), 'Decode with `{ stream: true }`, or use a parser of provider-utils.');
    },
  },
  {
    id: 'delivery/one-read',
    title: 'many events may come in one read',
    reason: 'Fault F25: behind a proxy, or for a busy client, a whole answer is one packet.',
    faults: ['F25'],
    requires: ['wire'],
    async run(t) {
      const words = Array.from({ length: 100 }, (_, index) => `${index} `);
      t.backend.reply('chat', streamSteps(t.wire, [bytesOf(t, textAnswer(words))]));
      const { text } = await t.provider().stream('Count.').response;
      assert.equal(text, words.join(''));
    },
  },
  {
    id: 'delivery/gzip',
    title: 'a compressed answer is read, streamed or plain',
    reason: 'Fault F25: proxies compress, asked or not.',
    faults: ['F25'],
    requires: ['wire'],
    async run(t) {
      const gzip = { 'content-encoding': 'gzip' };
      t.backend.reply('chat', (request): readonly Step[] => {
        if (t.wire.isStreamed(request) || !t.wire.whole) {
          return streamSteps(t.wire, [gzipSync(bytesOf(t, hello))], { headers: gzip });
        }
        const { body, headers } = t.wire.whole(hello, request);
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const head = { 'content-type': 'application/json', ...headers, ...gzip };
        return [{ do: 'send', bytes: encodeAnswer(200, head, gzipSync(text)) }];
      });
      const provider = t.provider();
      assert.equal(
        (await provider.stream('Hi').response).text,
        'Hello there, world.',
        'The streamed answer.',
      );
      assert.equal((await provider.chat('Hi')).text, 'Hello there, world.', 'The plain answer.');
    },
  },
  {
    id: 'delivery/malformed-event',
    title: 'a malformed event is skipped, with a warning',
    reason: 'Fault F24: one broken event must not cost a whole answer, nor go unnoticed.',
    faults: ['F24'],
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(hello);
      const [first = '', ...others] = content;
      const broken = t.wire.frame('{"id":"broken","choi');
      t.backend.reply('chat', streamSteps(t.wire, [...opening, first, broken, ...others, ...finish, ...end]));
      const { text, warnings } = await t.provider().stream('Hi').response;
      assert.equal(text, 'Hello there, world.');
      const told = warnings.some(({ code }) => code === 'malformed-event');
      assert.ok(told, 'Nothing warns of the skipped event: code "malformed-event".');
    },
  },
  {
    id: 'delivery/many-malformed-events',
    title: 'a stream of malformed events is an error',
    reason: 'Fault F24: what is left of such an answer is no answer.',
    faults: ['F24'],
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(hello);
      const broken = Array<string>(20).fill(t.wire.frame('{"id":"broken","choi'));
      t.backend.reply('chat', streamSteps(t.wire, [...opening, ...content, ...broken, ...finish, ...end]));
      await assert.rejects(t.provider().stream('Hi').response, { code: 'RESPONSE_INVALID' });
    },
  },
  {
    id: 'delivery/large-event',
    title: 'an event of 10 MB is read whole or refused',
    reason:
      'Fault F26: half of it, passed off as the whole, is worse than an error. Images come in such events.',
    faults: ['F26'],
    requires: ['wire'],
    isolated: true,
    async run(t) {
      const large = '0123456789'.repeat(1_000_000);
      t.backend.reply('chat', streamSteps(t.wire, [bytesOf(t, textAnswer(large))]));
      const { text } = await t
        .provider()
        .stream('Hi')
        .response.catch((error: { code: string }) => {
          assert.equal(error.code, 'RESPONSE_INVALID');
          return { text: large };
        });
      assert.ok(
        text === large,
        `${text.length} of ${large.length} characters came, and no error told of it.`,
      );
    },
  },
  {
    id: 'delivery/endless-line',
    title: 'a line without an end is given up, before it fills the memory',
    reason: 'Fault F26: a server gone wrong must not take its clients with it.',
    faults: ['F26'],
    requires: ['wire'],
    isolated: true,
    async run(t) {
      const { opening, content } = t.wire.frames(textAnswer('Endless'));
      const [frame = ''] = content;
      const begun = frame.slice(0, frame.indexOf('Endless'));
      const steps = streamSteps(t.wire, [...opening, begun], { open: true });
      const more = encodeChunk('endless '.repeat(32_768));
      t.backend.reply('chat', [...steps, { do: 'repeat', bytes: more }]);
      const { response } = t.provider().stream('Hi');
      await assert.rejects(within(response, 'The end of an endless answer', 25_000), {
        code: 'RESPONSE_INVALID',
      });
      const sent = t.backend.connections[0]?.bytesSent ?? 0;
      assert.ok(sent < 128 * 1024 * 1024, `${sent} bytes were read before it was given up.`);
    },
  },
  {
    id: 'delivery/no-end-marker',
    title: 'an answer with a finish reason is whole, even without an end marker',
    reason: 'Fault F22: the marker is a habit of some servers; the reason is the fact.',
    faults: ['F22'],
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish } = t.wire.frames(hello);
      t.backend.reply('chat', streamSteps(t.wire, [...opening, ...content, ...finish]));
      const { text } = await t.provider().stream('Hi').response;
      assert.equal(text, 'Hello there, world.');
    },
  },
];

/** An answer in chunks that come at once: a read of its own each, unless the transport joins them. */
function inChunks(t: CaseContext, pieces: readonly Uint8Array[]): readonly Step[] {
  const chunks = Buffer.concat([...pieces.map(encodeChunk), Buffer.from(LAST_CHUNK)]);
  return [...streamSteps(t.wire, [], { open: true }), { do: 'send', bytes: chunks }];
}

/** An answer in pieces that come one after the other, so that each is a read of its own. */
function inReads(t: CaseContext, pieces: readonly Uint8Array[]): readonly Step[] {
  return [
    ...streamSteps(t.wire, [], { open: true }),
    ...pieces.flatMap((piece): readonly Step[] => [
      { do: 'send', bytes: encodeChunk(piece) },
      { do: 'wait', ms: 1 },
    ]),
    { do: 'send', bytes: LAST_CHUNK },
  ];
}

function bytesOf(t: CaseContext, answer: Answer): Buffer {
  const { opening, content, finish, end } = t.wire.frames(answer);
  return Buffer.from([...opening, ...content, ...finish, ...end].join(''));
}
