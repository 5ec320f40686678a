import { cpuPerUnit, readStream } from '../lib/work.mjs';

export const figure = {
  name: 'stream-coalesced',
  title: 'stream, coalesced',
  about: 'a stream of 1,000 events, 64 in a write',
  unit: 'µs of CPU per event',
  shows: 'ratio',
  wires: ['openai', 'ollama'],
  scenario: { text: 1_000, eventsPerWrite: 64 },
  warmUp: 2_000,
  measure: (job) => cpuPerUnit(() => readStream(job)),
};
