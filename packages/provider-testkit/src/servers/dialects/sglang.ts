import type { Dialect } from '../../openai/dialect.js';
import { fastApi, local } from '../../openai/dialects/compatible.js';

/** SGLang: to a prober a server that speaks OpenAI's protocol and gives no other sign than its `owned_by`. */
export const sgLang: Dialect = {
  ...local,
  ...fastApi,
  needsKey: ({ path }) => !path.startsWith('/health'),
  routes: { 'GET /health': (_, { ready }) => ({ status: ready ? 200 : 503 }) },
  describeModel: ({ id }, { contextLength }) => ({
    id,
    object: 'model',
    created: 1_790_000_000,
    owned_by: 'sglang',
    max_model_len: contextLength,
  }),
  refusal: (refusal) => {
    const { status, message, type, param } = refusal;
    if (status === 401) return { status, body: { error: 'Unauthorized' } };
    return { status, body: { object: 'error', message, type, param, code: status } };
  },
};
