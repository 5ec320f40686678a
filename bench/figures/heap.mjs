import { usedHeap } from '../lib/work.mjs';

const streams = 2_000;
const atOnce = 50;

export const figure = {
  name: 'heap',
  title: 'heap of an open stream',
  about:
    'what the heap holds for each of 2,000 open streams that have received their first content, after a collection',
  unit: 'kB',
  shows: 'value',
  wires: ['openai', 'ollama'],
  scenario: { hold: true },
  needs: 'open',
  collects: true,
  rounds: 3, // nothing is timed
  async measure({ client }) {
    const close = await Promise.all(Array.from({ length: atOnce }, () => client.open()));
    const before = usedHeap();
    for (let opened = 0; opened < streams; opened += atOnce) {
      close.push(...(await Promise.all(Array.from({ length: atOnce }, () => client.open()))));
    }
    const bytes = (usedHeap() - before) / streams;
    await Promise.all(close.map((each) => each()));
    return bytes / 1_000;
  },
};
