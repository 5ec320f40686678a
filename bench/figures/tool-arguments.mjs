import { cpuPerUnit, readStream } from '../lib/work.mjs';

export const figure = {
  name: 'tool-arguments',
  title: 'tool arguments',
  about: 'a tool call whose arguments come in 2,000 fragments, 64 in a write',
  unit: 'µs of CPU per fragment',
  shows: 'ratio',
  wires: ['openai'], // Ollama sends a call in one piece
  scenario: { text: 0, toolFragments: 2_000, eventsPerWrite: 64 },
  warmUp: 2_000,
  measure: (job) => cpuPerUnit(() => readStream(job, { tools: true })),
};
