import { model } from '../lib/request.mjs';
import { createLanguageModelClient } from './shared/language-model.mjs';

export const contender = {
  name: 'ollama-ai-provider-v2',
  label: 'ollama-ai-provider-v2, model level',
  wire: 'ollama',
  packages: ['ollama-ai-provider-v2', 'ai', 'zod'],
};

export async function load() {
  const { createOllama } = await import('ollama-ai-provider-v2');
  return {
    create: (origin) => createLanguageModelClient(createOllama({ baseURL: `${origin}/api` })(model)),
  };
}
