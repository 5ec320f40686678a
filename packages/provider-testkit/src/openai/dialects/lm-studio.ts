import { checkResponseFormat } from '../check-tools.js';
import { anything, type Leniency, nullable, number, object, oneOf, string, stringOr } from '../checks.js';
import { type Dialect, type FakeModel, refusalAnswer, type ServerState } from '../dialect.js';
import type { RecordedRequest } from '../recorded-request.js';
import { Refusal } from '../refusal.js';
import { local } from './compatible.js';
import { lmStudioRoutes } from './lm-studio-routes.js';

const JIT_CONTEXT = 4096;
const STATS = {
  tokens_per_second: 51.4,
  time_to_first_token: 0.111,
  generation_time: 0.954,
  stop_reason: 'eosFound',
};

/**
 * LM Studio 0.3, which has the older native API only: https://lmstudio.ai/docs/developer/rest/endpoints, and numbers 189,
 * 618 and 670 of https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues.
 */
export const lmStudio03: Dialect = {
  ...local,
  basePaths: ['/v1', '/api/v0'],
  headers: () => ({ 'X-Powered-By': 'Express' }),
  jsonType: 'application/json; charset=utf-8',
  needsKey: ({ path }) => path !== '/lmstudio-greeting',
  routes: {
    'GET /lmstudio-greeting': { body: { lmstudio: true } },
    'GET /api/v0/models': (_, state) => ({
      body: { object: 'list', data: [...state.models.values()].map((model) => describe(model, state)) },
    }),
    'GET /api/v0/models/*': ({ path }, state) => {
      const model = state.models.get(decodeURIComponent(path.slice('/api/v0/models/'.length)));
      if (model === undefined) throw new Refusal({ status: 404, message: 'Model not found' });
      return { body: describe(model, state) };
    },
  },
  // Whatever it does not know is a success.
  unknownRoute: ({ method, path }: RecordedRequest) => ({
    body: { error: `Unexpected endpoint or method. (${method} ${path})` },
  }),
  describeModel: ({ id }) => ({ id, object: 'model', owned_by: 'organization_owner' }),
  use: ({ id, instances }) => {
    if (instances.size === 0) instances.set(id, JIT_CONTEXT);
  },
  request: {
    ...local.request,
    noDeveloper: false, // it takes it for `system`
    fields: {
      max_tokens: nullable(number({ min: -1, integer: true })),
      tool_choice: stringOr(oneOf('none', 'auto', 'required'), refuseObjectChoice),
      response_format: checkForm,
      ttl: number({ integer: true }),
      draft_model: string(),
    },
  },
  completion: (body, { path }) =>
    path.startsWith('/api/v0')
      ? {
          ...body,
          stats: STATS,
          model_info: { arch: 'fake', quant: 'Q4_K_M', format: 'gguf', context_length: JIT_CONTEXT },
          runtime: { name: 'llama.cpp-fake', version: '1.3.0', supported_formats: ['gguf'] },
        }
      : body,
  refusal: (refusal) => {
    const { status, param } = refusal;
    if (param === 'response_format.type') {
      return { status, body: { error: "'response_format.type' must be 'json_schema' or 'text'" } };
    }
    return { status, body: param === 'tool_choice' ? { error: refusal.message } : refusal };
  },
};

/** LM Studio 0.4, with the native API of both versions: https://lmstudio.ai/docs/developer/rest. */
export const lmStudio: Dialect = {
  ...lmStudio03,
  routes: { ...lmStudio03.routes, ...lmStudioRoutes },
  refusal: (refusal) => {
    const { status, code, param, message } = refusal;
    if (status === 401)
      return { status, body: { error: { type: 'invalid_request', code: 'invalid_api_key', message } } };
    if (code !== 'model_not_found' || param === null) return refusalAnswer(lmStudio03, refusal);
    return { status: 400, body: refusal };
  },
};

const formTypes = object({ type: oneOf('json_schema', 'text'), json_schema: anything }, ['type']);

function checkForm(value: unknown, path: string, leniency?: Leniency): void {
  formTypes(value, path, leniency);
  checkResponseFormat(value, path, leniency);
}

function refuseObjectChoice(value: unknown): never {
  throw new Refusal({
    status: 400,
    param: 'tool_choice',
    message: `Invalid tool_choice type: '${typeof value}'. Supported string values: none, auto, required`,
  });
}

/** A model as the older native API shows it. */
function describe(
  { id, kind, instances }: FakeModel,
  { contextLength }: ServerState,
): Record<string, unknown> {
  return {
    id,
    object: 'model',
    type: { chat: 'vlm', reasoning: 'llm', embedding: 'embeddings' }[kind],
    publisher: 'fake-org',
    arch: 'fake',
    compatibility_type: 'gguf',
    quantization: 'Q4_K_M',
    state: instances.size > 0 ? 'loaded' : 'not-loaded',
    max_context_length: contextLength,
    ...(kind === 'embedding' ? {} : { capabilities: ['tool_use'] }),
  };
}
