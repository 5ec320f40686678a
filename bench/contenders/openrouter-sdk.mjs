import { messages, model } from '../lib/request.mjs';
import { tools } from './shared/completion-chunks.mjs';
import { readAll, readFirst } from './shared/read.mjs';

export const contender = {
  name: 'openrouter-sdk',
  label: '@openrouter/sdk',
  wire: 'openai',
  packages: ['@openrouter/sdk'],
};

export async function load() {
  const { OpenRouter } = await import('@openrouter/sdk');
  return {
    create(origin) {
      const server = { serverURL: `${origin}/api/v1`, apiKey: 'key', retryConfig: { strategy: 'none' } };
      const { chat } = new OpenRouter(server);
      const ask = (settings) => chat.send({ chatRequest: { model, messages, ...settings } });
      return {
        stream: async ({ tools: withTools = false, onFirst } = {}) =>
          readAll(await ask({ stream: true, ...(withTools && { tools }) }), collect, onFirst),
        async chat() {
          const { choices } = await ask({});
          return choices[0].message.content;
        },
        open: async () => readFirst(await ask({ stream: true }), collect),
      };
    },
  };
}

function collect({ choices }, content) {
  const delta = choices[0]?.delta;
  if (delta === undefined) return;
  if (delta.content) content.text += delta.content;
  if (delta.reasoning) content.reasoning += delta.reasoning;
  if (delta.toolCalls === undefined) return;
  for (const call of delta.toolCalls) content.toolArguments += call.function.arguments;
}
