import { model } from '../lib/request.mjs';
import { collectPart, createLanguageModelClient } from './shared/language-model.mjs';

export const contender = {
  name: 'ai-sdk-ollama',
  label: 'ai-sdk-ollama, model level',
  wire: 'ollama',
  packages: ['ai-sdk-ollama', 'ai'],
};

export async function load() {
  const { createOllama } = await import('ai-sdk-ollama');
  return {
    create: (origin) => createLanguageModelClient(createOllama({ baseURL: origin })(model), collect),
  };
}

/** Its tool calls come whole, as on the wire, without deltas before. */
function collect(part, content) {
  if (part.type === 'tool-call') content.toolArguments += part.input;
  else collectPart(part, content);
}
