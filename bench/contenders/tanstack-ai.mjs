import { model } from '../lib/request.mjs';
import { createTanStackClient, noPlainCall } from './shared/tanstack-chat.mjs';

export const contender = {
  name: 'tanstack-ai',
  label: 'TanStack AI',
  wire: 'openai',
  packages: ['@tanstack/ai', '@tanstack/ai-openai'],
  cannot: { chat: noPlainCall },
};

export async function load() {
  const tanstack = await import('@tanstack/ai');
  const { openaiCompatibleText } = await import('@tanstack/ai-openai/compatible');
  return {
    create(origin) {
      const server = { baseURL: `${origin}/v1`, apiKey: 'key', maxRetries: 0 };
      return createTanStackClient(tanstack, openaiCompatibleText(model, server));
    },
  };
}
