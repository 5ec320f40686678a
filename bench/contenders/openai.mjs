import { messages, model } from '../lib/request.mjs';
import { collectChunk, tools } from './shared/completion-chunks.mjs';
import { readAll, readFirst } from './shared/read.mjs';

export const contender = { name: 'openai', label: 'openai SDK', wire: 'openai', packages: ['openai'] };

const streamed = { model, messages, stream: true, stream_options: { include_usage: true } };

export async function load() {
  const { default: OpenAI } = await import('openai');
  return {
    create(origin) {
      const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'key', maxRetries: 0 });
      const request = (withTools) =>
        client.chat.completions.create(withTools ? { ...streamed, tools } : streamed);
      return {
        stream: async ({ tools: withTools = false, onFirst } = {}) =>
          readAll(await request(withTools), collectChunk, onFirst),
        async chat() {
          const { choices } = await client.chat.completions.create({ model, messages });
          return choices[0].message.content;
        },
        open: async () => readFirst(await request(false), collectChunk),
      };
    },
  };
}
