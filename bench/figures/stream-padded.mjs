import { cpuPerUnit, readStream } from '../lib/work.mjs';

export const figure = {
  name: 'stream-padded',
  title: 'stream, padded',
  about:
    'a stream of 1,000 events, 64 in a write, each with a second text that is never the same, as the `obfuscation` of OpenAI itself',
  unit: 'µs of CPU per event',
  shows: 'ratio',
  wires: ['openai'],
  scenario: { text: 1_000, padding: true, eventsPerWrite: 64 },
  warmUp: 2_000,
  measure: (job) => cpuPerUnit(() => readStream(job)),
};
