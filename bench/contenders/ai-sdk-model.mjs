import { model } from '../lib/request.mjs';
import { createLanguageModelClient } from './shared/language-model.mjs';

export const contender = {
  name: 'ai-sdk-model',
  label: 'AI SDK, model level',
  wire: 'openai',
  packages: ['@ai-sdk/openai-compatible'],
  client: 'a provider and one model, which builds a schema of its events for itself',
};

export async function load() {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return {
    create(origin) {
      const server = createOpenAICompatible({
        name: 'bench',
        baseURL: `${origin}/v1`,
        apiKey: 'key',
        includeUsage: true,
      });
      return createLanguageModelClient(server(model));
    },
  };
}
