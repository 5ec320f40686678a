import { usedHeap } from '../../lib/work.mjs';

const streams = 200;

/** What the heap holds for each of 200 open streams, in kB. */
export const figure = {
  scenario: { hold: true },
  async measure({ client }) {
    const open = () => Promise.all(Array.from({ length: streams }, () => client.open()));
    const first = await open(); // and what is made once
    const before = usedHeap();
    const second = await open();
    const bytes = (usedHeap() - before) / streams;
    for (const close of [...first, ...second]) await close();
    return bytes / 1_000;
  },
};
