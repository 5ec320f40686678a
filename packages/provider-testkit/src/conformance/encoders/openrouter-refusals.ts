import type { ErrorCode } from '@modelport/core';
import { Refusal } from '../../openai/refusal.js';
import { errorBody } from '../../openrouter/openrouter-wire.js';
import type { Failure, WireResponse } from '../wire-encoder.js';

type Json = Record<string, unknown>;
type Words = readonly [status: number, message: string, metadata?: Json];

/** https://openrouter.ai/docs/api-reference/errors: most say it by the status, some by the metadata or the words alone. */
const refusals: Readonly<Partial<Record<ErrorCode, Words>>> = {
  REQUEST_INVALID: [400, 'Input required: specify "prompt" or "messages"'],
  AUTH_FAILED: [401, 'User not found.'],
  // Without a source, a 402 that says when to try again would be a limit that passes.
  INSUFFICIENT_FUNDS: [402, 'Key limit exceeded (total limit)', { limit_source: 'key_limit' }],
  PERMISSION_DENIED: [403, 'Only management keys can perform this operation'],
  CONTENT_FILTERED: [
    403,
    'Your input was flagged',
    {
      reasons: ['violence'],
      flagged_input: 'How do I …',
      provider_name: 'OpenAI',
      model_slug: 'conformance-model',
    },
  ],
  NOT_SUPPORTED: [404, 'No endpoints found that support tool use.'],
  MODEL_NOT_FOUND: [400, 'conformance-model is not a valid model ID'],
  RATE_LIMITED: [429, 'Rate limit exceeded: free-models-per-min.', { error_type: 'rate_limit_exceeded' }],
  BACKEND_ERROR: [502, 'Provider returned error', { provider_name: 'OpenAI', raw: 'upstream connect error' }],
  OVERLOADED: [503, 'There is no available model provider that meets your routing requirements'],
};

/** An error answer of OpenRouter; `undefined` for what it has no words for. */
export function openRouterRefusal(failure: Failure): WireResponse | undefined {
  const { code, message, contextLength = 8192, promptTokens = 9000 } = failure;
  const words =
    `This endpoint's maximum context length is ${contextLength} tokens. However, you requested about ` +
    `${promptTokens} tokens (${promptTokens} of text input). Please reduce the length.`;
  const tooLong: Words = [400, words];
  const [status, usual = '', metadata] =
    (code === 'CONTEXT_LENGTH_EXCEEDED' ? tooLong : refusals[code]) ?? [];
  if (status === undefined) return undefined;
  const details = metadata && { metadata };
  return { status, body: errorBody(new Refusal({ status, message: message ?? usual, details })) };
}
