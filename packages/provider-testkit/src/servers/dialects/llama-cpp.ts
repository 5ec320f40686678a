import { nullable, string } from '../../openai/checks.js';
import type { Dialect, FakeModel, ServerState } from '../../openai/dialect.js';
import { local } from '../../openai/dialects/compatible.js';

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  500: 'server_error',
  501: 'not_supported_error',
  503: 'unavailable_error',
};
const PUBLIC = ['/', '/health', '/v1/health'];
const caps = {
  supports_object_arguments: false,
  supports_parallel_tool_calls: true,
  supports_preserve_reasoning: false,
  supports_reasoning_effort: false,
  supports_string_content: true,
  supports_system_role: true,
  supports_tool_calls: true,
  supports_tools: true,
  supports_typed_content: false,
};

/** llama-server 0.7.0, for tests that cannot have the real one; a test compares the two. */
export const llamaCpp: Dialect = {
  ...local,
  request: { ...local.request, assistantFields: { reasoning_content: nullable(string()) } },
  basePaths: ['/v1', ''],
  headers: () => ({ Server: 'llama.cpp', 'Access-Control-Allow-Origin': '' }),
  jsonType: 'application/json; charset=utf-8',
  keyHeaders: ['x-api-key'],
  ignoresModel: true,
  needsKey: ({ path }) => !PUBLIC.includes(path),
  models: { chat: ['chat-fake'], reasoning: [], embedding: [] },
  // While it loads, every path says so but that of the user interface, which Debian's build has not.
  before({ path }, { ready, models }) {
    if (!ready && path !== '/') return { status: 503, body: error(503, 'Loading model') };
    if (path !== '/v1/embeddings' || [...models.values()].some(({ kind }) => kind === 'embedding')) return;
    const message = 'This server does not support embeddings. Start it with `--embeddings`';
    return { status: 501, body: error(501, message) };
  },
  routes: {
    'GET /health': { body: { status: 'ok' } },
    'GET /v1/health': { body: { status: 'ok' } },
    'GET /props': props,
    'GET /v1/models': listModels,
    'GET /models': listModels,
    'GET /v1/models/*': notFound,
    'GET /models/*': notFound,
  },
  unknownRoute: notFound,
  refusal: ({ status, message, code, details }) => {
    if (status === 401) return { status, body: error(status, 'Invalid API Key') };
    const body = error(status, message);
    const tooLong = code === 'context_length_exceeded';
    const type = tooLong ? { type: 'exceed_context_size_error' } : {};
    return { status, body: { error: { ...body.error, ...type, ...details } } };
  },
};

function error(code: number, message: string): { error: Record<string, unknown> } {
  return { error: { code, message, type: TYPES[code] ?? 'server_error' } };
}

function notFound() {
  return { status: 404, body: error(404, 'File Not Found') };
}

function listModels(_: unknown, state: ServerState) {
  const served = [...state.models.values()];
  return {
    body: {
      models: served.map(asOllama),
      object: 'list',
      data: served.map((model) => describe(model, state)),
    },
  };
}

/** The list that looks like Ollama's. */
function asOllama({ id }: FakeModel): Record<string, unknown> {
  const details = {
    parent_model: '',
    format: 'gguf',
    family: '',
    families: [''],
    parameter_size: '',
    quantization_level: '',
  };
  const empty = { modified_at: '', size: '', digest: '', description: '', parameters: '' };
  return { name: id, model: id, ...empty, type: 'model', tags: [''], capabilities: ['completion'], details };
}

function describe({ id }: FakeModel, { contextLength }: ServerState): Record<string, unknown> {
  return {
    id,
    aliases: [id],
    tags: [],
    object: 'model',
    architecture: { input_modalities: ['text'], output_modalities: ['text'] },
    created: 1_790_000_000,
    owned_by: 'llamacpp',
    meta: {
      vocab_type: 2,
      n_vocab: 419,
      n_ctx: contextLength,
      n_ctx_train: contextLength,
      n_embd: 448,
      n_params: 649_152,
      size: 1_530_368,
      ftype: 'F16',
    },
  };
}

function props(_: unknown, { models, contextLength }: ServerState) {
  const [model] = models.keys();
  return {
    body: {
      default_generation_settings: { params: { temperature: 0.8 }, n_ctx: contextLength },
      total_slots: 1,
      model_alias: model,
      model_ftype: 'F16',
      model_path: `${model}.gguf`,
      modalities: { vision: false, video: false, audio: false },
      media_marker: '<__media__>',
      endpoint_slots: true,
      endpoint_props: false,
      endpoint_metrics: false,
      ui: true,
      ui_settings: {},
      chat_template: '{{ messages[0].content }}',
      chat_template_caps: caps,
      cors_proxy_enabled: false,
      bos_token: '<s>',
      eos_token: '</s>',
      build_info: 'b11669-fake',
      is_sleeping: false,
    },
  };
}
