import type { ErrorCode } from '@modelport/core';
import type { FakeError } from '../../openai/fake-reply.js';
import type { Failure } from '../wire-encoder.js';

/** What a backend says of each failure that it has words for. */
export type FailureWords = { readonly [Code in ErrorCode]?: FailureWord | undefined };

/** One refusal; a function where it names the numbers of a full context. */
export type FailureWord = FakeError | ((numbers: ContextNumbers) => FakeError);

/** The numbers of a full context. */
export type ContextNumbers = Required<Pick<Failure, 'contextLength' | 'promptTokens'>>;

/** The refusal of a backend, with the words of the failure where it has some. */
export function failureOf(words: FailureWords, failure: Failure): FakeError | undefined {
  const { code, message, contextLength = 8192, promptTokens = 9000 } = failure;
  const word = words[code];
  const found = typeof word === 'function' ? word({ contextLength, promptTokens }) : word;
  return found && message !== undefined ? { ...found, message } : found;
}

/** OpenAI's, by its guide to error codes. */
export const openAIFailures: FailureWords = {
  REQUEST_INVALID: { status: 400, message: "Invalid type for 'temperature': expected a number." },
  AUTH_FAILED: { status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided.' },
  PERMISSION_DENIED: {
    status: 403,
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported',
  },
  INSUFFICIENT_FUNDS: {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  RATE_LIMITED: {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: 'Rate limit reached for requests.',
  },
  MODEL_NOT_FOUND: {
    status: 404,
    code: 'model_not_found',
    message: 'The model does not exist or you do not have access to it.',
  },
  CONTENT_FILTERED: {
    status: 400,
    code: 'content_policy_violation',
    message: 'Your request was rejected as a result of our safety system.',
  },
  CONTEXT_LENGTH_EXCEEDED: ({ contextLength, promptTokens }) => ({
    status: 400,
    param: 'messages',
    code: 'context_length_exceeded',
    message: `This model's maximum context length is ${contextLength} tokens. However, your messages resulted in ${promptTokens} tokens.`,
  }),
  OVERLOADED: { status: 503, message: 'The engine is currently overloaded, please try again later.' },
  BACKEND_ERROR: { status: 500, message: 'The server had an error while processing your request.' },
};

const { REQUEST_INVALID, AUTH_FAILED, MODEL_NOT_FOUND, BACKEND_ERROR } = openAIFailures;
const { CONTEXT_LENGTH_EXCEEDED } = openAIFailures;

/** What a server says that runs where its users are: it has no limits, no accounts and no filter. */
export const localFailures: FailureWords = {
  ...{ REQUEST_INVALID, AUTH_FAILED, MODEL_NOT_FOUND, BACKEND_ERROR, CONTEXT_LENGTH_EXCEEDED },
};

/** vLLM's; the number of the status goes into `code`. */
export const vllmFailures: FailureWords = {
  ...localFailures,
  CONTEXT_LENGTH_EXCEEDED: ({ contextLength, promptTokens }) => ({
    status: 400,
    message: `The decoder prompt (length ${promptTokens}) is longer than the maximum model length of ${contextLength}.`,
  }),
};

/** LM Studio's. */
export const lmStudioFailures: FailureWords = {
  ...localFailures,
  CONTEXT_LENGTH_EXCEEDED: ({ contextLength, promptTokens }) => ({
    status: 400,
    message: `Trying to keep the first ${promptTokens} tokens when context the overflows. However, the model is loaded with context length of only ${contextLength} tokens`,
  }),
};

/** llama-server's; that of an unknown model is a router's. */
export const llamaCppFailures: FailureWords = {
  ...localFailures,
  MODEL_NOT_FOUND: { status: 400, message: "model 'another/model' not found" },
  MODEL_LOADING: { status: 503, message: 'Loading model' },
  OVERLOADED: { status: 503, message: 'no slot available' },
  NOT_SUPPORTED: { status: 501, message: 'This feature is not supported by this server' },
  CONTEXT_LENGTH_EXCEEDED: ({ contextLength, promptTokens }) => ({
    status: 400,
    code: 'context_length_exceeded',
    message: `request (${promptTokens} tokens) exceeds the available context size (${contextLength} tokens), try increasing it`,
    details: { n_prompt_tokens: promptTokens, n_ctx: contextLength },
  }),
};
