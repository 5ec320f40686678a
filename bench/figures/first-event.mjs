import { medianOf, readStream } from '../lib/work.mjs';

export const figure = {
  name: 'first-event',
  title: 'first event, warm',
  about: 'from the call to the first content of a short stream, one at a time, the median of a round',
  unit: 'µs',
  shows: 'ratio',
  wires: ['openai', 'ollama'],
  scenario: { text: 8, eventsPerWrite: 1 },
  warmUp: 5_000,
  leadIn: 200,
  measure: (job) => medianOf(() => firstContent(job)),
};

async function firstContent(job) {
  const start = performance.now();
  let first;
  const onFirst = () => {
    first = performance.now();
  };
  await readStream(job, { onFirst });
  return (first - start) * 1_000;
}
