import type { Dialect } from '../../openai/dialect.js';
import { fastApi, local } from '../../openai/dialects/compatible.js';

/** text-generation-webui with `--api`: extensions/openai/models.py @0241b54. */
export const textGenerationWebUI: Dialect = {
  ...local,
  ...fastApi,
  ignoresModel: true,
  needsKey: ({ path }) => path.startsWith('/v1/'),
  routes: {
    'GET /v1/internal/model/info': (_, { models }) => ({
      body: { model_name: [...models.keys()][0], lora_names: [] },
    }),
  },
  describeModel: ({ id }) => ({ id, object: 'model', created: 0, owned_by: 'user' }),
  refusal: (refusal) => {
    const { status } = refusal;
    return { status, body: status === 401 ? { detail: 'Unauthorized' } : refusal };
  },
};
