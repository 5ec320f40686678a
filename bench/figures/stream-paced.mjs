import { readStream, sleep } from '../lib/work.mjs';

const streams = 64;
const interval = 10;
const window = 600; // milliseconds, in which nothing is opened and nothing ends
const patience = 300; // milliseconds after the window, of which the server still sends for 200
const attempts = 5;

export const figure = {
  name: 'stream-paced',
  title: 'stream, paced',
  about: '64 streams open at once, an event of each every 10 ms, in a write of its own',
  unit: 'µs of CPU per event',
  shows: 'ratio',
  wires: ['openai', 'ollama'],
  scenario: { text: 100, eventsPerWrite: 1, interval },
  warmUp: 4_000,
  async measure(job) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const microseconds = await measureOnce(job);
      if (microseconds !== undefined) return microseconds;
    }
    throw new Error('streams ended before the measurement did: this machine is too busy');
  },
};

/** `undefined` where a stream ended within the window, as this process was held up. */
async function measureOnce(job) {
  let open = streams;
  const read = async () => {
    await readStream(job);
    open -= 1;
  };
  const ended = Promise.all(Array.from({ length: streams }, read));
  ended.catch(() => {}); // it is awaited below
  await sleep(200);
  const from = performance.now();
  const start = process.cpuUsage();
  await sleep(window);
  const { user, system } = process.cpuUsage(start);
  const to = performance.now();
  const isWhole = open === streams;
  await ended;
  if (!isWhole) return undefined;
  if (performance.now() - to > patience) job.tell('does not keep up with the pace');
  return (user + system) / ((streams * (to - from)) / interval);
}
