import { model } from '../lib/request.mjs';
import { createChatModelClient } from './shared/chat-model.mjs';

export const contender = {
  name: 'langchain-ollama',
  label: 'LangChain',
  wire: 'ollama',
  packages: ['@langchain/core', '@langchain/ollama'],
  cannot: { chat: 'it has no plain call: `invoke` asks for a stream and collects it' },
};

export async function load() {
  const { ChatOllama } = await import('@langchain/ollama');
  return {
    create: (origin) => createChatModelClient(new ChatOllama({ model, baseUrl: origin, maxRetries: 0 })),
  };
}
