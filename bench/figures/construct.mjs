import { medianOf } from '../lib/work.mjs';

const clients = 1_000;

export const figure = {
  name: 'construct',
  title: 'construct',
  about:
    'a new client of one address, warm, the median of a round; what is loaded at the first call is in first event, cold',
  unit: 'µs',
  shows: 'value',
  wires: ['openai', 'ollama'],
  scenario: {},
  // A tenth of it is enough for a client that costs a microsecond, and compiles but half the code of a dearer one.
  warmUp: 2_000,
  collects: true,
  measure: (job) => medianOf(() => construct(job)),
};

function construct({ library, origin }) {
  const made = new Array(clients);
  globalThis.gc(); // so that nobody pays for what another round left
  const start = performance.now();
  for (let at = 0; at < clients; at++) made[at] = library.create(origin);
  const milliseconds = performance.now() - start;
  if (made.at(-1) === undefined) throw new Error('nothing was made');
  return (milliseconds * 1_000) / clients;
}
