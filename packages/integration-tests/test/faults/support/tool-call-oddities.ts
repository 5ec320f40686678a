import { expect } from 'vitest';
import { delta } from './frames.js';

/** A piece of a tool call, as a delta has it. */
interface Fragment {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly type?: 'function' | null;
  readonly name?: string | null;
  readonly text?: unknown;
}

/** A fragment on the wire; what is left out is left out there, too. */
export const wire = ({ name, text, ...fragment }: Fragment) => ({
  ...fragment,
  function: { ...(name !== undefined && { name }), ...(text !== undefined && { arguments: text }) },
});
/** An event for each list of fragments. */
export const events = (...fragments: (readonly Fragment[])[]) =>
  fragments.map((list) => delta({ tool_calls: list.map(wire) }));

const first = { id: 'call_1', name: 'add', arguments: { a: 1 } };
const second = { id: 'call_2', name: 'add', arguments: { a: 2 } };
const anyId = expect.stringMatching(/./);

/** What servers send, and the calls that it means. */
export const oddities = [
  [
    'as OpenAI sends them',
    events(
      [{ index: 0, id: 'call_1', name: 'add', text: '' }],
      [{ index: 0, text: '{"a"' }],
      [{ index: 0, text: ':1}' }],
      [{ index: 1, id: 'call_2', name: 'add', text: '' }],
      [{ index: 1, text: '{"a":2}' }],
    ),
    [first, second],
  ],
  [
    'in turns',
    events(
      [
        { index: 0, id: 'call_1', name: 'add' },
        { index: 1, id: 'call_2', name: 'add' },
      ],
      [
        { index: 0, text: '{"a"' },
        { index: 1, text: '{"a":' },
      ],
      [
        { index: 1, text: '2}' },
        { index: 0, text: ':1}' },
      ],
    ),
    [first, second],
  ],
  [
    'whole, in one event',
    events([
      { index: 0, id: 'call_1', name: 'add', text: '{"a":1}' },
      { index: 1, id: 'call_2', name: 'add', text: '{"a":2}' },
    ]),
    [first, second],
  ],
  [
    'all at index 0',
    events(
      [{ index: 0, id: 'call_1', name: 'add', text: '{"a":1}' }],
      [{ index: 0, id: 'call_2', name: 'add', text: '{"a":2}' }],
    ),
    [first, second],
  ],
  [
    'all at index 0, in fragments',
    events(
      [{ index: 0, id: 'call_1', name: 'add', text: '{"a"' }],
      [{ index: 0, text: ':1}' }],
      [{ index: 0, id: 'call_2', name: 'add', text: '{"a"' }],
      [{ index: 0, text: ':2}' }],
    ),
    [first, second],
  ],
  [
    'without an index',
    events(
      [{ id: 'call_1', name: 'add', text: '{"a"' }],
      [{ text: ':1}' }],
      [{ id: 'call_2', name: 'add', text: '{"a":2}' }],
    ),
    [first, second],
  ],
  ['from index 1', events([{ index: 1, id: 'call_1', name: 'add', text: '{"a":1}' }]), [first]],
  [
    'without ids',
    events([{ index: 0, name: 'add', text: '{"a":1}' }], [{ index: 1, name: 'add', text: '{"a":2}' }]),
    [
      { ...first, id: anyId },
      { ...second, id: anyId },
    ],
  ],
  [
    'without ids, all at index 0',
    events([{ index: 0, name: 'add', text: '{"a":1}' }], [{ index: 0, name: 'add', text: '{"a":2}' }]),
    [
      { ...first, id: anyId },
      { ...second, id: anyId },
    ],
  ],
  [
    'with an empty id',
    events([{ index: 0, id: '', name: 'add', text: '{"a":1}' }]),
    [{ ...first, id: anyId }],
  ],
  [
    'with the same id twice',
    events(
      [{ index: 0, id: 'call_1', name: 'add', text: '{"a":1}' }],
      [{ index: 1, id: 'call_1', name: 'add', text: '{"a":2}' }],
    ),
    [first, { ...second, id: anyId }],
  ],
  [
    'with the id in every fragment',
    events(
      [{ index: 0, id: 'call_1', name: 'add', text: '{"a"' }],
      [{ index: 0, id: 'call_1', text: ':1}' }],
    ),
    [first],
  ],
  [
    'with id and name in every fragment',
    events(
      [{ index: 0, id: 'call_1', name: 'add', text: '{"a"' }],
      [{ index: 0, id: 'call_1', name: 'add', text: ':1}' }],
    ),
    [first],
  ],
  [
    'with the name late',
    events(
      [{ index: 0, id: 'call_1', text: '{"a"' }],
      [{ index: 0, text: ':1' }],
      [{ index: 0, name: 'add' }],
      [{ index: 0, text: '}' }],
    ),
    [first],
  ],
  [
    'with null fields',
    events(
      [{ index: 0, id: 'call_1', type: null, name: 'add', text: null }],
      [{ index: 0, id: null, type: null, name: null, text: '{"a":1}' }],
    ),
    [first],
  ],
  ['with arguments as an object', events([{ index: 0, id: 'call_1', name: 'add', text: { a: 1 } }]), [first]],
  [
    'with a null among them',
    [delta({ tool_calls: [null, wire({ index: 0, id: 'call_1', name: 'add', text: '{"a":1}' })] })],
    [first],
  ],
  [
    'in the old form',
    [
      delta({ function_call: { name: 'add', arguments: '{"a"' } }),
      delta({ function_call: { arguments: ':1}' } }),
    ],
    [{ ...first, id: anyId }],
  ],
  [
    'in a message in place of a delta',
    [
      {
        id: 'c',
        choices: [
          { index: 0, message: { tool_calls: [wire({ id: 'call_1', name: 'add', text: '{"a":1}' })] } },
        ],
      },
    ],
    [first],
  ],
] as const;
