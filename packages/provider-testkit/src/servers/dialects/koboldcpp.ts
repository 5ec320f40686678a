import type { Dialect } from '../../openai/dialect.js';
import { local } from '../../openai/dialects/compatible.js';
import { ollamaImitation } from './ollama-imitation.js';

/** KoboldCpp 1.117.1: koboldcpp.py, do_GET. A key guards what generates only; `/props` looks like llama.cpp's. */
export const koboldCpp: Dialect = {
  ...local,
  ignoresModel: true,
  needsKey: ({ method }) => method === 'POST',
  routes: {
    ...ollamaImitation({ version: '0.7.0', family: 'koboldcpp' }),
    'GET /api/extra/version': {
      body: { result: 'KoboldCpp', version: '1.117.1', protected: false, vision: false, embeddings: true },
    },
    'GET /api/v1/model': (_, { models }) => ({ body: { result: [...models.keys()][0] } }),
    'GET /api/extra/true_max_context_length': (_, { contextLength }) => ({ body: { value: contextLength } }),
    'GET /.well-known/serviceinfo': { body: { version: '0.2', software: { name: 'KoboldCpp' } } },
    'GET /props': (_, { models, contextLength }) => ({
      body: {
        chat_template: '',
        total_slots: 1,
        modalities: { vision: false, audio: false },
        model_path: [...models.keys()][0],
        default_generation_settings: { n_ctx: contextLength },
      },
    }),
    'GET /': { headers: { 'content-type': 'text/html' }, body: '<title>KoboldAI Lite</title>' },
  },
  unknownRoute: () => ({
    status: 404,
    headers: { 'content-type': 'text/html' },
    body: 'Error: KoboldCpp HTTP Server is running, but this endpoint does not exist.',
  }),
  models: { chat: ['koboldcpp/chat-fake'], reasoning: [], embedding: ['embedding-fake'] },
  describeModel: ({ id }) => ({
    id,
    object: 'model',
    created: 1_790_000_000,
    owned_by: 'koboldcpp',
    status: { value: 'loaded' },
    permission: [],
    root: 'koboldcpp',
  }),
};
