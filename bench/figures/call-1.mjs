import { call, cpuPerUnit } from '../lib/work.mjs';

export const figure = {
  name: 'call-1',
  title: 'call, 1 at a time',
  about: 'plain calls, one after the other',
  unit: 'µs of CPU per call',
  shows: 'ratio',
  wires: ['openai', 'ollama'],
  // Some ask for a stream for a plain call, so that the server sees it when they leave.
  scenario: { text: 60, answerTokens: 60 },
  needs: 'chat',
  warmUp: 5_000,
  leadIn: 200,
  measure: (job) => cpuPerUnit(() => call(job)),
};
