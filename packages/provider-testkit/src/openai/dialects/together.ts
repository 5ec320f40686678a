import type { Dialect } from '../dialect.js';
import { compatible } from './compatible.js';

/** Together AI: https://docs.together.ai/docs/openai-api-compatibility. */
export const together: Dialect = {
  ...compatible,
  models: {
    chat: ['fake-org/chat-fake'],
    reasoning: ['fake-org/reasoning-fake'],
    embedding: ['fake-org/embedding-fake'],
  },
  chatHeaders: {
    'x-ratelimit-limit': '10',
    'x-ratelimit-remaining': '9',
    'x-ratelimit-reset': '1',
    'x-tokenlimit-limit': '3000',
    'x-tokenlimit-remaining': '2990',
  },
  reasoningField: 'reasoning',
  describeModel: ({ id, kind }, { contextLength }) => ({
    id,
    object: 'model',
    created: 1_790_000_000,
    type: kind === 'embedding' ? 'embedding' : 'chat',
    display_name: id.replace(/^.*\//, ''),
    organization: id.replace(/\/.*$/, ''),
    context_length: contextLength,
    pricing: { hourly: 0, input: 0.2, output: 0.6, base: 0, finetune: 0 },
  }),
  listModels: (models) => models,
};
