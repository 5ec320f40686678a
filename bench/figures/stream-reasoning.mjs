import { cpuPerUnit, readStream } from '../lib/work.mjs';

export const figure = {
  name: 'stream-reasoning',
  title: 'stream, reasoning',
  about: 'a stream of 500 events of reasoning and 500 of text, 64 in a write',
  unit: 'µs of CPU per event',
  shows: 'ratio',
  wires: ['openai', 'ollama'],
  scenario: { reasoning: 500, text: 500, eventsPerWrite: 64 },
  warmUp: 2_000,
  measure: (job) => cpuPerUnit(() => readStream(job)),
};
