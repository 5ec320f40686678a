import { messages, model } from '../lib/request.mjs';
import { collectChunk, tools } from './shared/completion-chunks.mjs';
import { readAll, readFirst } from './shared/read.mjs';

export const contender = { name: 'token-js', label: 'token.js', wire: 'openai', packages: ['token.js'] };

export async function load() {
  const { TokenJS } = await import('token.js');
  return {
    create(origin) {
      const { completions } = new TokenJS({ baseURL: `${origin}/v1`, apiKey: 'key' }).chat;
      // It takes the provider out of the object that it is given, so that every request needs one of its own.
      const ask = (settings) =>
        completions.create({ provider: 'openai-compatible', model, messages, ...settings });
      return {
        stream: async ({ tools: withTools = false, onFirst } = {}) =>
          readAll(await ask({ stream: true, ...(withTools && { tools }) }), collectChunk, onFirst),
        async chat() {
          const { choices } = await ask({});
          return choices[0].message.content;
        },
        open: async () => readFirst(await ask({ stream: true }), collectChunk),
      };
    },
  };
}
