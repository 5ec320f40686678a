import { prompt as question, tool } from '../../lib/request.mjs';
import { readAll, readFirst } from './read.mjs';

const prompt = [{ role: 'user', content: [{ type: 'text', text: question }] }];
const { name, description, parameters } = tool;
const tools = [{ type: 'function', name, description, inputSchema: parameters }];

/**
 * A client of one model of the AI SDK, called as the AI SDK calls it: `doStream` and `doGenerate`.
 *
 * @param {Exclude<import('ai').LanguageModel, string>} model
 * @param {typeof collectPart} [collect]
 */
export function createLanguageModelClient(model, collect = collectPart) {
  return {
    async stream({ tools: withTools = false, onFirst } = {}) {
      const { stream } = await model.doStream(withTools ? { prompt, tools } : { prompt });
      return readAll(stream, collect, onFirst);
    },
    async chat() {
      const { content } = await model.doGenerate({ prompt });
      return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    },
    async open() {
      const { stream } = await model.doStream({ prompt });
      return readFirst(stream, collect);
    },
  };
}

export function collectPart(part, content) {
  if (part.type === 'text-delta') content.text += part.delta;
  else if (part.type === 'reasoning-delta') content.reasoning += part.delta;
  else if (part.type === 'tool-input-delta') content.toolArguments += part.delta;
}
