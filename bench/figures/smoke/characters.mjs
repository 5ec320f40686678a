import { call, readStream } from '../../lib/work.mjs';

/** Everything once: a stream of all kinds of content, and a plain call. */
export const figure = {
  scenario: { reasoning: 20, text: 60, toolFragments: 40, eventsPerWrite: 7, answerTokens: 60 },
  async measure(job) {
    let firsts = 0;
    const onFirst = () => {
      firsts += 1;
    };
    const events = await readStream(job, { tools: true, onFirst });
    if (firsts !== 1) throw new Error(`the first content was told of ${firsts} times`);
    await call(job);
    return events;
  },
};
