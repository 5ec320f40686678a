import { usedHeap } from '../lib/work.mjs';

const clients = 1_000;

export const figure = {
  name: 'construct-heap',
  title: 'heap of a client',
  about:
    'what the heap holds for each new client of one address, after a collection; what is loaded at the first call is in first event, cold',
  unit: 'kB',
  shows: 'value',
  wires: ['openai', 'ollama'],
  scenario: {},
  collects: true,
  rounds: 3,
  measure({ library, origin }) {
    const made = new Array(clients);
    made.fill(library.create(origin));
    const before = usedHeap();
    for (let at = 0; at < clients; at++) made[at] = library.create(origin);
    const bytes = (usedHeap() - before) / clients;
    if (made.at(-1) === undefined) throw new Error('nothing was made');
    return bytes / 1_000;
  },
};
