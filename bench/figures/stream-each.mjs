import { cpuPerUnit, readStream } from '../lib/work.mjs';

export const figure = {
  name: 'stream-each',
  title: 'stream, a write per event',
  about: 'a stream of 1,000 events, each in a write of its own, as fast as the server can',
  unit: 'µs of CPU per event',
  shows: 'ratio',
  wires: ['openai', 'ollama'],
  scenario: { text: 1_000, eventsPerWrite: 1 },
  warmUp: 2_000,
  measure: (job) => cpuPerUnit(() => readStream(job)),
};
