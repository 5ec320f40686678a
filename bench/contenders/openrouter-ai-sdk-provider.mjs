import { model } from '../lib/request.mjs';
import { createLanguageModelClient } from './shared/language-model.mjs';

export const contender = {
  name: 'openrouter-ai-sdk-provider',
  label: '@openrouter/ai-sdk-provider, model level',
  wire: 'openai',
  packages: ['@openrouter/ai-sdk-provider', 'ai', 'zod'],
};

export async function load() {
  const { createOpenRouter } = await import('@openrouter/ai-sdk-provider');
  return {
    create(origin) {
      const openRouter = createOpenRouter({
        baseURL: `${origin}/api/v1`,
        apiKey: 'key',
        compatibility: 'strict', // asks for usage, as its default provider does
      });
      return createLanguageModelClient(openRouter(model));
    },
  };
}
