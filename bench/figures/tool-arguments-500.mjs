import { cpuPerUnit, readStream } from '../lib/work.mjs';

export const figure = {
  name: 'tool-arguments-500',
  title: 'tool arguments, 500 fragments',
  about: 'the same with 500 fragments: what is dearer at 2,000 grows faster than its arguments',
  unit: 'µs of CPU per fragment',
  shows: 'ratio',
  wires: ['openai'],
  scenario: { text: 0, toolFragments: 500, eventsPerWrite: 64 },
  warmUp: 2_000,
  measure: (job) => cpuPerUnit(() => readStream(job, { tools: true })),
};
