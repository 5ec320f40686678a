import { messages, model } from '../lib/request.mjs';
import { tools } from './shared/completion-chunks.mjs';
import { readAll, readFirst } from './shared/read.mjs';

export const contender = { name: 'ollama', label: 'ollama', wire: 'ollama', packages: ['ollama'] };

export async function load() {
  const { Ollama } = await import('ollama');
  return {
    create(origin) {
      const client = new Ollama({ host: origin });
      const ask = (settings) => client.chat({ model, messages, ...settings });
      return {
        stream: async ({ tools: withTools = false, onFirst } = {}) =>
          readAll(await ask({ stream: true, ...(withTools && { tools }) }), collect, onFirst),
        async chat() {
          const { message } = await ask({});
          return message.content;
        },
        async open() {
          const parts = await ask({ stream: true });
          await readFirst(parts, collect);
          return () => parts.abort();
        },
      };
    },
  };
}

/** The arguments of a tool call are an object on this wire: their characters are those of its JSON. */
function collect({ message }, content) {
  if (message.content) content.text += message.content;
  if (message.thinking) content.reasoning += message.thinking;
  if (message.tool_calls === undefined) return;
  for (const call of message.tool_calls) content.toolArguments += JSON.stringify(call.function.arguments);
}
