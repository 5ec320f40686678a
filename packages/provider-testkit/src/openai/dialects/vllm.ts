import type { Json } from '../chat-wire.js';
import { isObject, nullable, string } from '../checks.js';
import type { Dialect, FakeAnswer, ServerState } from '../dialect.js';
import type { RecordedRequest } from '../recorded-request.js';
import { Refusal } from '../refusal.js';
import { fastApi, local } from './compatible.js';

const TYPES: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  404: 'NotFoundError',
  500: 'InternalServerError',
};
const METRICS = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{model_name="chat-fake"} 0.0
`;

/** A vLLM server of these days: its chat_completion/protocol.py @002032e and serve/tokenize/protocol.py @055e47c. */
export const vllm: Dialect = {
  ...local,
  ...fastApi,
  reasoningField: 'reasoning',
  needsKey: ({ path }) => path.startsWith('/v1'),
  request: {
    ...local.request,
    assistantFields: { reasoning_content: nullable(string()), reasoning: nullable(string()) },
    refuse: refuseRemoved,
  },
  routes: {
    'GET /health': (_, { ready }) => ({ status: ready ? 200 : 503 }),
    'GET /version': { body: { version: '0.12.0' } },
    'GET /metrics': { headers: { 'content-type': 'text/plain; version=0.0.4' }, body: METRICS },
    'POST /tokenize': tokenize,
    'POST /detokenize': detokenize,
  },
  describeModel: ({ id }, { contextLength }) => ({
    id,
    object: 'model',
    created: 1_790_000_000,
    owned_by: 'vllm',
    root: id,
    parent: null,
    max_model_len: contextLength,
    permission: [{ id: 'modelperm-fake', object: 'model_permission', allow_sampling: true }],
  }),
  reply: ({ reasoning, ...reply }, body) =>
    body['include_reasoning'] === false ? reply : { reasoning, ...reply },
  usage: ({ prompt_tokens, completion_tokens, total_tokens }) => ({
    prompt_tokens,
    completion_tokens,
    total_tokens,
    prompt_tokens_details: null,
  }),
  completion: (body) => ({
    ...body,
    choices: withStopReason(body),
    prompt_logprobs: null,
    prompt_token_ids: null,
  }),
  chunks: (chunks) => chunks.map((chunk) => ({ ...chunk, choices: withStopReason(chunk) })),
  errors: { engineDead: { status: 500, message: 'EngineCore encountered an issue.' } },
  refusal: (refusal) => {
    const { status, message } = refusal;
    if (status === 401) return { status, body: { error: 'Unauthorized' } };
    return { status, body: { error: { message, ...numbered(refusal) } } };
  },
  streamError: { done: true },
};

/** A vLLM server from before its errors were nested. */
export const vllmFlatErrors: Dialect = {
  ...vllm,
  reasoningField: 'reasoning_content',
  refusal: (refusal) => {
    const { status, message } = refusal;
    if (status === 401) return { status, body: { error: 'Unauthorized' } };
    return { status, body: { object: 'error', message, ...numbered(refusal) } };
  },
};

function numbered({ status, param, type }: Refusal): Json {
  return { type: TYPES[status] ?? type, param, code: status };
}

function withStopReason({ choices }: Json): Json[] {
  return (choices as Json[]).map((choice) =>
    choice['finish_reason'] === null ? choice : { ...choice, stop_reason: null },
  );
}

/** Removed in v0.12.0: ignored like every unknown field, but `structured_outputs` takes one constraint only. */
function refuseRemoved({ structured_outputs: structured }: Record<string, unknown>): void {
  if (!isObject(structured)) return;
  const given = ['json', 'regex', 'choice', 'grammar', 'structural_tag'].filter(
    (name) => structured[name] !== undefined,
  );
  if (given.length !== 1) {
    const message = `You can only use one kind of structured outputs constraint, not ${given.length}.`;
    throw new Refusal({ status: 400, message });
  }
}

/** One token for each code unit, so that what was tokenized can be put together again. */
function tokenize({ body }: RecordedRequest, { contextLength }: ServerState): FakeAnswer {
  const { prompt, messages, return_token_strs: strings } = isObject(body) ? body : {};
  const text = Array.isArray(messages) ? messages.map(({ content }) => String(content)).join('\n') : prompt;
  if (typeof text !== 'string') throw new Refusal({ status: 400, message: 'prompt: Field required' });
  const tokens = [...text].map((character) => character.codePointAt(0) ?? 0);
  const token_strs = strings === true ? [...text] : null;
  return { body: { count: tokens.length, max_model_len: contextLength, tokens, token_strs } };
}

function detokenize({ body }: RecordedRequest): FakeAnswer {
  const tokens = isObject(body) ? body['tokens'] : undefined;
  if (!Array.isArray(tokens) || !tokens.every(Number.isInteger)) {
    throw new Refusal({ status: 400, message: 'tokens: Input should be a valid list of integers' });
  }
  return { body: { prompt: String.fromCodePoint(...tokens) } };
}
