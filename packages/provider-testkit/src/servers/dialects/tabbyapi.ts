import type { Dialect, FakeModel, ServerState } from '../../openai/dialect.js';
import { fastApi, local } from '../../openai/dialects/compatible.js';

/** TabbyAPI: endpoints/core/router.py @03189bc, common/auth.py @1089091. It asks for a key unless told not to. */
export const tabbyAPI: Dialect = {
  ...local,
  ...fastApi,
  apiKey: 'tabby-fake',
  keyHeaders: ['x-api-key'],
  ignoresModel: true,
  needsKey: ({ path }) => path.startsWith('/v1/'),
  routes: {
    'GET /health': { body: { status: 'healthy' } },
    'GET /v1/model': (_, state) => {
      const [first] = state.models.values();
      return first === undefined
        ? { status: 400, body: { detail: 'No models are currently loaded.' } }
        : { body: describe(first, state) };
    },
  },
  describeModel: describe,
  refusal: (refusal) => {
    const { status, code } = refusal;
    if (status !== 401) return { status, body: refusal };
    return { status, body: { detail: code === null ? 'Please provide an API key' : 'Invalid API key' } };
  },
};

function describe({ id }: FakeModel, { contextLength }: ServerState): Record<string, unknown> {
  const parameters = { max_seq_len: contextLength, cache_mode: 'FP16', chunk_size: 2048 };
  return { id, object: 'model', created: 1_790_000_000, owned_by: 'tabbyAPI', parameters };
}
