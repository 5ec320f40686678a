import { model } from '../lib/request.mjs';
import { createChatModelClient } from './shared/chat-model.mjs';

export const contender = {
  name: 'langchain',
  label: 'LangChain',
  wire: 'openai',
  packages: ['@langchain/core', '@langchain/openai'],
};

export async function load() {
  const { ChatOpenAI } = await import('@langchain/openai');
  return {
    create: (origin) =>
      createChatModelClient(
        new ChatOpenAI({ model, apiKey: 'key', maxRetries: 0, configuration: { baseURL: `${origin}/v1` } }),
      ),
  };
}
