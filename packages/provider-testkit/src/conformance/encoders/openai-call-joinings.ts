import { type OddCase, callPiece as piece } from './odd-answer.js';

/** A call as a case wants it; an id that is left out is one that core makes. */
export interface WantedCall {
  readonly id?: string;
  readonly name: string;
  readonly text: string;
}

/** How the pieces of calls come, and what calls they are. */
export interface CallJoining extends Pick<OddCase, 'title' | 'reason'> {
  readonly name: string;
  /** The pieces of each event. */
  readonly events: readonly (readonly unknown[])[];
  readonly calls: readonly WantedCall[];
}

/** Every way in which servers cut calls into pieces, or leave out what tells them apart. */
export const callJoinings: readonly CallJoining[] = [
  {
    name: 'by-index',
    title: 'pieces of calls are joined by their index',
    reason: "OpenAI's own way: id and name in the first piece, the rest told apart by the index.",
    events: [
      [piece({ index: 0, id: 'a' }, 'add', '')],
      [piece({ index: 0 }, undefined, '{"a"')],
      [piece({ index: 1, id: 'b' }, 'sub', '{"b":')],
      [piece({ index: 0 }, undefined, ':1}'), piece({ index: 1 }, undefined, '2}')],
    ],
    calls: [
      { id: 'a', name: 'add', text: '{"a":1}' },
      { id: 'b', name: 'sub', text: '{"b":2}' },
    ],
  },
  {
    name: 'all-at-index-0',
    title: 'calls that are all at index 0 are told apart by their ids',
    reason: 'Older vLLM and proxies never count on.',
    events: [
      [piece({ index: 0, id: 'a' }, 'add', '{"a":1}')],
      [piece({ index: 0, id: 'b' }, 'add', '{"a":2}')],
      [piece({ index: 0, id: 'c' }, 'add', '')],
      [piece({ index: 0 }, undefined, '{}')],
    ],
    calls: [
      { id: 'a', name: 'add', text: '{"a":1}' },
      { id: 'b', name: 'add', text: '{"a":2}' },
      { id: 'c', name: 'add', text: '{}' },
    ],
  },
  {
    name: 'new-id-without-name',
    title: 'behind a whole call a new id begins another, even before its name comes',
    reason: 'Some send id and name in two pieces, all at index 0.',
    events: [
      [piece({ index: 0, id: 'a' }, 'add', '{"a":1}')],
      [piece({ index: 0, id: 'b' })],
      [piece({ index: 0 }, 'sub', '{"b":2}')],
    ],
    calls: [
      { id: 'a', name: 'add', text: '{"a":1}' },
      { id: 'b', name: 'sub', text: '{"b":2}' },
    ],
  },
  {
    name: 'repeated-names',
    title: 'id and name may be repeated in each piece of a call',
    reason: 'Proxies that keep no state repeat what they know.',
    events: [
      [piece({ index: 0, id: 'a' }, 'add', '{"a":')],
      [piece({ index: 0, id: 'a' }, 'add', '1}')],
      [piece({ index: 0, id: 'a' }, 'add', '')],
      [piece({ index: 0 }, 'add')],
    ],
    calls: [{ id: 'a', name: 'add', text: '{"a":1}' }],
  },
  {
    name: 'changing-ids',
    title: 'a call whose pieces have an id each is one call, with the first of them',
    reason: 'A few make a new id for each event.',
    events: [
      [piece({ index: 0, id: 'x1' }, 'add', '{"a"')],
      [piece({ index: 0, id: 'x2' }, undefined, ':1')],
      [piece({ index: 0, id: 'x3' }, '', '}')],
    ],
    calls: [{ id: 'x1', name: 'add', text: '{"a":1}' }],
  },
  {
    name: 'without-ids',
    title: 'whole calls without index and id are calls of their own',
    reason: 'Servers that make a call at once need no index, and older ones have no ids.',
    events: [[piece({}, 'add', '{"a":1}'), piece({}, 'add', '{"a":2}')], [piece({}, 'sub', '{}')]],
    calls: [
      { name: 'add', text: '{"a":1}' },
      { name: 'add', text: '{"a":2}' },
      { name: 'sub', text: '{}' },
    ],
  },
  {
    name: 'without-ids-in-pieces',
    title: 'without ids another name begins another call, the same name only behind a whole one',
    reason: 'Names that are repeated in each piece look the same as calls of the same tool.',
    events: [
      [piece({ index: 0 }, 'add', '{"a"')],
      [piece({ index: 0 }, 'add', ':')],
      [piece({ index: 0 }, undefined, '1}')],
      [piece({ index: 0 }, 'sub', '{"b"')],
      [piece({ index: 0 }, undefined, ':2}')],
      [piece({ index: 0 }, 'sub', '')],
      [piece({ index: 0 }, 'sub', '{}')],
    ],
    calls: [
      { name: 'add', text: '{"a":1}' },
      { name: 'sub', text: '{"b":2}' },
      { name: 'sub', text: '{}' },
    ],
  },
  {
    name: 'without-indexes',
    title: 'pieces without an index are joined by their id, else to the last call',
    reason: 'The index is what servers forget first.',
    events: [
      [piece({ id: 'a' }, 'add', '{"a"')],
      [piece({ id: 'b' }, 'sub', '{"b"')],
      [piece({ id: 'a' }, undefined, ':1}')],
      [piece({ id: 'b' }, undefined, ':')],
      [piece({ index: null }, undefined, '2}')],
    ],
    calls: [
      { id: 'a', name: 'add', text: '{"a":1}' },
      { id: 'b', name: 'sub', text: '{"b":2}' },
    ],
  },
  {
    name: 'to-the-last',
    title: 'pieces without index, id and name belong to the last call',
    reason: 'There is nothing else to go by.',
    events: [
      [piece({}, 'add', '{"a":1}')],
      [piece({}, 'sub', '{"b":2}')],
      [piece({}, 'mul', '{"c"')],
      [piece({}, undefined, ':3}')],
    ],
    calls: [
      { name: 'add', text: '{"a":1}' },
      { name: 'sub', text: '{"b":2}' },
      { name: 'mul', text: '{"c":3}' },
    ],
  },
  {
    name: 'other-name',
    title: 'another name begins another call, even without an id of its own',
    reason: 'A call has one name.',
    events: [[piece({ index: 0, id: 'a' }, 'add', '{"a":1}')], [piece({ index: 0 }, 'sub', '{}')]],
    calls: [
      { id: 'a', name: 'add', text: '{"a":1}' },
      { name: 'sub', text: '{}' },
    ],
  },
  {
    name: 'late-name',
    title: 'a name may come late, and nothing that came before is lost',
    reason: 'Some parse the name behind the arguments.',
    events: [
      [piece({ index: 0, id: 'a' }, undefined, '{"a"')],
      [piece({ index: 0 }, undefined, ':')],
      [piece({ index: 0 }, 'add', '1}')],
    ],
    calls: [{ id: 'a', name: 'add', text: '{"a":1}' }],
  },
  {
    name: 'late-id',
    title: 'an id may come late',
    reason: 'Google gives it with a later piece.',
    events: [[piece({ index: 0 }, undefined, '{"a"')], [piece({ index: 0, id: 'a' }, 'add', ':1}')]],
    calls: [{ id: 'a', name: 'add', text: '{"a":1}' }],
  },
  {
    name: 'object-arguments',
    title: 'arguments that are an object are written as JSON',
    reason: "Ollama's and Mistral's proxies pass them on unwritten.",
    events: [[piece({ index: 0, id: 'a' }, 'add', { a: 1 })]],
    calls: [{ id: 'a', name: 'add', text: '{"a":1}' }],
  },
  {
    name: 'null-fields',
    title: 'null stands for nothing everywhere in a call',
    reason: 'Fault F27: whole records are sent with null where they have nothing.',
    events: [
      [null, 'junk', { index: 0, id: 'a', type: null, function: { name: 'add', arguments: null } }],
      [{ index: 0, id: null, function: { name: null, arguments: '{}' } }],
      [{ index: 0, function: null }, piece({ index: 0 }, undefined, 7)],
    ],
    calls: [{ id: 'a', name: 'add', text: '{}' }],
  },
  {
    name: 'same-ids',
    title: 'calls with the same id get ids that differ',
    reason: 'Fault F27: a result must find its call.',
    events: [
      [piece({ index: 0, id: 'a' }, 'add', '{"a":1}')],
      [piece({ index: 1, id: 'a' }, 'add', '{"a":2}')],
    ],
    calls: [
      { id: 'a', name: 'add', text: '{"a":1}' },
      { name: 'add', text: '{"a":2}' },
    ],
  },
];
