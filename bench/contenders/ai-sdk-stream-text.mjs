import { model as modelName, prompt, tool as request } from '../lib/request.mjs';
import { readAll, readFirst } from './shared/read.mjs';

export const contender = {
  name: 'ai-sdk-stream-text',
  label: 'AI SDK, streamText',
  wire: 'openai',
  packages: ['ai', '@ai-sdk/openai-compatible', 'zod'],
  client: 'a provider and one model, which builds a schema of its events for itself',
};

const question = { prompt, maxRetries: 0, telemetry: { isEnabled: false } };

export async function load() {
  const { generateText, jsonSchema, streamText, tool } = await import('ai');
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const { name, description, parameters } = request;
  const tools = { [name]: tool({ description, inputSchema: jsonSchema(parameters) }) };
  return {
    create(origin) {
      const server = { name: 'bench', baseURL: `${origin}/v1`, apiKey: 'key', includeUsage: true };
      const model = createOpenAICompatible(server)(modelName);
      return {
        async stream({ tools: withTools = false, onFirst } = {}) {
          const { stream } = streamText({ ...question, model, ...(withTools && { tools }) });
          return readAll(stream, collect, onFirst);
        },
        async chat() {
          const { text } = await generateText({ ...question, model });
          return text;
        },
        async open() {
          const controller = new AbortController();
          const { stream } = streamText({ ...question, model, abortSignal: controller.signal });
          await readFirst(stream, collect);
          return () => controller.abort();
        },
      };
    },
  };
}

function collect(part, content) {
  if (part.type === 'text-delta') content.text += part.text;
  else if (part.type === 'reasoning-delta') content.reasoning += part.text;
  else if (part.type === 'tool-input-delta') content.toolArguments += part.delta;
}
