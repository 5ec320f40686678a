import type { Dialect } from '../../openai/dialect.js';
import { local } from '../../openai/dialects/compatible.js';
import { ollamaImitation } from './ollama-imitation.js';

const VERSION = 'v4.11.0';

/**
 * LocalAI started with its imitation of Ollama's greeting: core/http/routes/localai.go @00027e0, ollama.go @05f1eb4.
 * Besides Ollama's it has a `/version` of the same form as vLLM's.
 */
export const localAI: Dialect = {
  ...local,
  needsKey: ({ path }) => !['/', '/readyz', '/.well-known/localai.json'].includes(path),
  routes: {
    ...ollamaImitation({ version: '0.9.0', family: 'llama-cpp' }),
    'GET /': { body: 'Ollama is running' },
    'GET /readyz': (_, { ready }) => ({ status: ready ? 200 : 503 }),
    'GET /version': { body: { version: VERSION } },
    'GET /.well-known/localai.json': {
      body: {
        version: VERSION,
        endpoints: { models: '/v1/models', chat_completions: '/v1/chat/completions', version: '/version' },
      },
    },
  },
  describeModel: ({ id }) => ({ id, object: 'model' }),
  refusal: ({ status, message, type }) => ({ status, body: { error: { code: status, message, type } } }),
};
