import { readStream } from '../../lib/work.mjs';

/** Characters that are handed to `JSON.parse` for one stream with tool arguments. */
export const figure = {
  async measure(job) {
    const { parse } = JSON;
    let characters = 0;
    JSON.parse = (text, ...rest) => {
      characters += text.length;
      return parse(text, ...rest);
    };
    try {
      await readStream(job, { tools: true });
      if (characters < 1) throw new Error('nothing was parsed by JSON.parse');
      return characters;
    } finally {
      JSON.parse = parse;
    }
  },
};
