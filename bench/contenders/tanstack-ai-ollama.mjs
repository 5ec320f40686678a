import { model } from '../lib/request.mjs';
import { createTanStackClient, noPlainCall } from './shared/tanstack-chat.mjs';

export const contender = {
  name: 'tanstack-ai-ollama',
  label: 'TanStack AI',
  wire: 'ollama',
  packages: ['@tanstack/ai', '@tanstack/ai-ollama'],
  cannot: { chat: noPlainCall },
};

export async function load() {
  const tanstack = await import('@tanstack/ai');
  const { createOllamaChat } = await import('@tanstack/ai-ollama');
  return { create: (origin) => createTanStackClient(tanstack, createOllamaChat(model, origin)) };
}
