import assert from 'node:assert/strict';
import { piecesOf } from '../../captures/split-bytes.js';
import { encodeChunk, LAST_CHUNK } from '../../network/http-bytes.js';
import { textAnswer } from '../answer.js';
import { streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';

interface Form extends Pick<ConformanceCase, 'title' | 'reason'> {
  readonly name: string;
  /** Writes a stream in this form. */
  readonly write: (frames: readonly string[]) => string;
}

const forms: readonly Form[] = [
  {
    name: 'crlf',
    title: 'lines may end in CR and LF',
    reason: 'The standard allows it, and servers written for Windows do it.',
    write: (frames) => frames.join('').replaceAll('\n', '\r\n'),
  },
  {
    name: 'cr',
    title: 'lines may end in CR alone',
    reason: 'The standard allows it.',
    write: (frames) => frames.join('').replaceAll('\n', '\r'),
  },
  {
    name: 'no-space',
    title: 'there need not be a space behind the colon',
    reason: 'The standard takes off one if there is one.',
    write: (frames) => frames.join('').replaceAll(/^(data|event): /gm, '$1:'),
  },
  {
    name: 'byte-order-mark',
    title: 'a byte order mark before the first event is no part of it',
    reason: 'The standard takes it off.',
    write: (frames) => `\uFEFF${frames.join('')}`,
  },
  {
    name: 'comments',
    title: 'comments are passed over, between events and within',
    reason: 'Proxies and OpenRouter keep a connection awake by them.',
    write: (frames) => `: hello\n\n${frames.map((frame) => `: wait\n\n:\n${frame}`).join('')}`,
  },
  {
    name: 'other-fields',
    title: 'the fields id and retry, and unknown ones, are passed over',
    reason: 'They serve reconnecting, which no model server offers.',
    write: (frames) => frames.map((frame, index) => `id: ${index}\nretry: 5\nodd: x\nodd\n${frame}`).join(''),
  },
  {
    name: 'several-data-lines',
    title: 'the data of an event may stand on several lines',
    reason: 'The standard joins them; JSON that is written for people has many.',
    write: (frames) => frames.join('').replaceAll(/^data: \{/gm, 'data: {\ndata:'),
  },
  {
    name: 'empty-events',
    title: 'empty events and blank lines are passed over',
    reason: 'Some keep a connection awake by them.',
    write: (frames) => frames.map((frame) => `data:\n\n\n\ndata\n\n${frame}`).join(''),
  },
  {
    name: 'no-last-line-end',
    title: 'the last event may lack its blank line',
    reason: 'Servers leave it out, and what it says is the finish or the end.',
    write: (frames) => frames.join('').replace(/\n+$/, ''),
  },
];

/** The forms that server-sent events may have, for every wire that is made of them. */
export const sseCases: readonly ConformanceCase[] = forms.map(({ name, title, reason, write }) => ({
  id: `sse/${name}`,
  ...{ title, reason },
  faults: ['F25'],
  requires: ['wire'],
  async run(t) {
    const { opening, content, finish, end } = t.wire.frames(textAnswer(['Grüße, ', '世界', '.\n']));
    const bytes = Buffer.from(write([...opening, ...content, ...finish, ...end]));
    for (const size of [bytes.length, 1]) {
      const { text, warnings } = await readPieces(t, piecesOf(bytes, size));
      const what = `The answer came in reads of ${size} bytes.`;
      assert.deepEqual({ text, warnings }, { text: 'Grüße, 世界.\n', warnings: [] }, what);
    }
  },
}));

async function readPieces(t: CaseContext, pieces: readonly Uint8Array[]) {
  const body = Buffer.concat([...pieces.map(encodeChunk), Buffer.from(LAST_CHUNK)]);
  t.backend.reply('chat', [...streamSteps(t.wire, [], { open: true }), { do: 'send', bytes: body }]);
  return t.provider().stream('Hi').response;
}
