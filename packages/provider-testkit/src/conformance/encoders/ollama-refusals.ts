import type { ErrorCode } from '@modelport/core';
import type { Failure, WireResponse } from '../wire-encoder.js';

/** Status and words of Ollama, and of ollama.com for what only a service has. */
const refusals: Readonly<Partial<Record<ErrorCode, readonly [status: number, words: string]>>> = {
  REQUEST_INVALID: [400, 'json: cannot unmarshal string into Go struct field ChatRequest.messages'],
  AUTH_FAILED: [401, 'unauthorized'],
  PERMISSION_DENIED: [
    403,
    'this model requires a subscription, upgrade for access: https://ollama.com/upgrade',
  ],
  RATE_LIMITED: [
    429,
    'you have reached your session usage limit, upgrade for higher limits: https://ollama.com/upgrade',
  ],
  MODEL_NOT_FOUND: [404, "model 'conformance-model' not found"],
  NOT_SUPPORTED: [400, 'registry.ollama.ai/library/conformance-model:latest does not support tools'],
  OVERLOADED: [503, 'server busy, please try again.  maximum pending requests exceeded'],
  BACKEND_ERROR: [500, 'llama runner process has terminated: exit status 2'],
};

/** What a line of a stream can say: it has no status, so the words alone must tell. */
const tellingWords: readonly ErrorCode[] = [
  'MODEL_NOT_FOUND',
  'NOT_SUPPORTED',
  'OVERLOADED',
  'BACKEND_ERROR',
  'CONTEXT_LENGTH_EXCEEDED',
];

/** An error answer of Ollama; `undefined` for what it has no words for. While it loads a model, it keeps requests waiting. */
export function ollamaRefusal(failure: Failure): WireResponse | undefined {
  const { code, message, contextLength = 8192, promptTokens = 9000 } = failure;
  if (code === 'CONTEXT_LENGTH_EXCEEDED') {
    const words = `request (${promptTokens} tokens) exceeds the available context size (${contextLength} tokens), try increasing it`;
    const type = 'exceed_context_size_error';
    return asRunner(400, {
      message: message ?? words,
      type,
      n_prompt_tokens: promptTokens,
      n_ctx: contextLength,
    });
  }
  const [status, words] = refusals[code] ?? [];
  if (status === undefined) return undefined;
  const signIn = code === 'AUTH_FAILED' && { signin_url: 'https://ollama.com/connect?name=kit&key=a2V5' };
  return { status, body: { error: message ?? words, ...signIn } };
}

/** The same as a line of a stream, whose status is 200 already. */
export function ollamaErrorLine(failure: Failure): unknown {
  return tellingWords.includes(failure.code) ? ollamaRefusal(failure)?.body : undefined;
}

/** What the model's own process says is handed on as text inside Ollama's error. */
function asRunner(code: number, error: Readonly<Record<string, unknown>>): WireResponse {
  return { status: code, body: { error: JSON.stringify({ error: { code, ...error } }) } };
}
