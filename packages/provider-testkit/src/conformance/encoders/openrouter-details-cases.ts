import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';
import {
  askForChunks,
  chunk,
  encryptedDetail,
  lastChunk,
  sentBack,
  summaryDetail,
  textDetail,
} from './openrouter-chunks.js';

type Json = Record<string, unknown>;

/**
 * What a model thought, in `reasoning_details`: in pieces on the way here, whole on the way back.
 * https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
 */
export const openRouterDetailsCases: readonly ConformanceCase[] = [
  piecesCase({
    name: 'text',
    title: 'the pieces of a thought are one thought, with the signature that comes behind them',
    pieces: [
      [textDetail('Let ', { signature: null })],
      [textDetail('me think.', { signature: null })],
      [textDetail('', { signature: 'abc' })],
    ],
    back: [textDetail('Let me think.', { signature: 'abc' })],
    shown: 'Let me think.',
  }),
  piecesCase({
    name: 'summary',
    title: 'the pieces of a summary are one summary, and encrypted data behind it is whole',
    pieces: [
      [summaryDetail('First, ')],
      [summaryDetail('add.')],
      [encryptedDetail('c2Vj', { id: 'rs_1', index: 1 })],
    ],
    back: [summaryDetail('First, add.'), encryptedDetail('c2Vj', { id: 'rs_1', index: 1 })],
    shown: 'First, add.',
  }),
  piecesCase({
    name: 'several-at-once',
    title: 'several items of one event are several items',
    pieces: [[textDetail('One.'), textDetail('Two.', { index: 1 }), encryptedDetail('eA', { index: 2 })]],
    back: [textDetail('One.'), textDetail('Two.', { index: 1 }), encryptedDetail('eA', { index: 2 })],
    shown: 'One.Two.',
  }),
  piecesCase({
    name: 'by-index',
    title: 'pieces are told apart by their index, whatever came between them',
    pieces: [[textDetail('One, ')], [textDetail('Two.', { index: 1 })], [textDetail('and more.')]],
    back: [textDetail('One, and more.'), textDetail('Two.', { index: 1 })],
    shown: 'One, Two.and more.',
  }),
  piecesCase({
    name: 'without-index',
    title: 'pieces without an index belong together',
    pieces: [[{ type: 'reasoning.text', text: 'Let ' }], [{ type: 'reasoning.text', text: 'me.' }]],
    back: [{ type: 'reasoning.text', text: 'Let me.' }],
    shown: 'Let me.',
  }),
  piecesCase({
    name: 'sealed',
    title: 'what comes behind a signature is another thought',
    pieces: [
      [textDetail('One.')],
      [textDetail('', { signature: 'a' })],
      [textDetail('Two.')],
      [textDetail('', { signature: 'b' })],
    ],
    back: [textDetail('One.', { signature: 'a' }), textDetail('Two.', { signature: 'b' })],
    shown: 'One.Two.',
  }),
  piecesCase({
    name: 'sealed-by-its-last-piece',
    title: 'a signature may come with the last words, and facts without words behind it',
    pieces: [[textDetail('One, ')], [textDetail('two.', { signature: 'a' })], [textDetail('', { id: 'x' })]],
    back: [textDetail('One, two.', { signature: 'a', id: 'x' })],
    shown: 'One, two.',
  }),
  piecesCase({
    name: 'other-id',
    title: 'another id is another thought',
    pieces: [
      [textDetail('One.', { id: 'a' })],
      [textDetail('Two.', { id: 'b' })],
      [textDetail(' And.', { id: null })],
      [textDetail(' More.')],
    ],
    back: [textDetail('One.', { id: 'a' }), textDetail('Two. And. More.', { id: 'b' })],
    shown: 'One.Two. And. More.',
  }),
  piecesCase({
    name: 'same-id',
    title: 'pieces with one id belong together',
    pieces: [[textDetail('One, ', { id: 'a' })], [textDetail('two.', { id: 'a' })]],
    back: [textDetail('One, two.', { id: 'a' })],
    shown: 'One, two.',
  }),
  piecesCase({
    name: 'late-id',
    title: 'an id that comes late belongs to the thought that has begun',
    pieces: [[textDetail('One, ', { id: '' })], [textDetail('two.', { id: 'a' })]],
    back: [textDetail('One, two.', { id: 'a' })],
    shown: 'One, two.',
  }),
  piecesCase({
    name: 'other-kind',
    title: 'another kind of item is another one, even with the same index',
    pieces: [
      [textDetail('One.')],
      [summaryDetail('Short.')],
      [summaryDetail(' Very.')],
      [encryptedDetail('a')],
      [encryptedDetail('b')],
    ],
    back: [textDetail('One.'), summaryDetail('Short. Very.'), encryptedDetail('a'), encryptedDetail('b')],
    shown: 'One.Short. Very.',
  }),
  piecesCase({
    name: 'unknown-kind',
    title: 'items of an unknown kind are kept as they are, each for itself',
    pieces: [
      [{ type: 'reasoning.new', text: 'a', index: 0 }],
      [{ type: 'reasoning.new', text: 'b', index: 0 }],
      [{ index: 0, text: 'c' }],
    ],
    back: [
      { type: 'reasoning.new', text: 'a', index: 0 },
      { type: 'reasoning.new', text: 'b', index: 0 },
      { index: 0, text: 'c' },
    ],
  }),
  piecesCase({
    name: 'no-words',
    title: 'a piece without words leaves those that were there',
    pieces: [
      [textDetail(null)],
      [textDetail('One.')],
      [textDetail(null)],
      [textDetail(7)],
      [textDetail(undefined, { signature: 'a', format: null })],
    ],
    back: [textDetail('One.', { signature: 'a' })],
    shown: 'One.',
  }),
  piecesCase({
    name: 'never-any-words',
    title: 'an item that never gets words has none',
    pieces: [
      [{ type: 'reasoning.text', id: 'a', index: 0 }],
      [{ type: 'reasoning.text', signature: 's', text: 7, index: 0 }],
    ],
    back: [{ type: 'reasoning.text', id: 'a', signature: 's', index: 0 }],
  }),
  piecesCase({
    name: 'nonsense',
    title: 'what is no item is left out',
    pieces: [[null, 'text', 7, [textDetail('no')]] as never, [textDetail('One.')]],
    back: [textDetail('One.')],
    shown: 'One.',
  }),
];

function piecesCase({
  name,
  pieces,
  back,
  shown,
  ...rest
}: Pick<ConformanceCase, 'title'> & {
  readonly name: string;
  /** The details of each event. */
  readonly pieces: readonly (readonly Json[])[];
  /** The details that must go back. */
  readonly back: readonly Json[];
  /** What users can read. Default: nothing. */
  readonly shown?: string;
}): ConformanceCase {
  return {
    ...rest,
    id: `openrouter/details-${name}`,
    reason: 'Signatures and encrypted thoughts are checked by those who made them: a changed one is refused.',
    requires: ['wire'],
    async run(t) {
      const events = pieces.map((details) => chunk({ reasoning_details: details }));
      const { message, reasoning } = await askForChunks(t, [
        ...events,
        chunk({ content: 'Hi' }),
        lastChunk(),
      ]);
      assert.equal(reasoning || undefined, shown);
      const sent = await sentBack(t, message);
      assert.deepEqual(sent['reasoning_details'], back);
      assert.ok(!('reasoning' in sent), 'The text goes back beside its details.');
    },
  };
}
