import { createHook } from 'node:async_hooks';
import { readStream } from '../../lib/work.mjs';

/** Promises that are made for an event of a coalesced stream, Node's own for reading it included. */
export const figure = {
  scenario: { text: 1_000, eventsPerWrite: 64 },
  async measure(job) {
    await readStream(job); // what is made once is made
    let promises = 0;
    const hook = createHook({
      init(_, type) {
        if (type === 'PROMISE') promises += 1;
      },
    }).enable();
    try {
      const events = await readStream(job);
      return promises / events;
    } finally {
      hook.disable();
    }
  },
};
