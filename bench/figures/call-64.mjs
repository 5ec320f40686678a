import { call, cpuPerUnit } from '../lib/work.mjs';

export const figure = {
  name: 'call-64',
  title: 'call, 64 at a time',
  about: 'plain calls, 64 at the same time',
  unit: 'µs of CPU per call',
  shows: 'ratio',
  wires: ['openai', 'ollama'],
  scenario: { text: 60, answerTokens: 60 },
  needs: 'chat',
  warmUp: 5_000,
  leadIn: 200,
  measure: (job) => cpuPerUnit(() => call(job), { atOnce: 64 }),
};
