import { ProviderError } from '@modelport/core';
import { httpError, type TransportHeaders, withoutAbsent } from '@modelport/provider-utils';
import type { MockFlavour } from './flavour.js';
import type { MockError } from './mock-reply.js';

/** How a backend tells of a failure. */
interface Failure {
  readonly status: number;
  /** The backend's own label, where it has one. */
  readonly label?: string;
  readonly message: string;
}

/** By the table of errors in OpenAI's documentation. */
const openaiFailures: Partial<Record<string, Failure>> = {
  REQUEST_INVALID: { status: 400, message: 'Invalid value in your request.' },
  AUTH_FAILED: { status: 401, label: 'invalid_api_key', message: 'Incorrect API key provided.' },
  PERMISSION_DENIED: { status: 403, message: 'Country, region, or territory not supported.' },
  MODEL_NOT_FOUND: { status: 404, label: 'model_not_found', message: 'The model does not exist.' },
  RATE_LIMITED: { status: 429, label: 'rate_limit_exceeded', message: 'Rate limit reached.' },
  INSUFFICIENT_FUNDS: {
    status: 429,
    label: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  CONTEXT_LENGTH_EXCEEDED: {
    status: 400,
    label: 'context_length_exceeded',
    message: "This model's maximum context length is 8192 tokens.",
  },
  CONTENT_FILTERED: { status: 400, label: 'content_filter', message: 'The prompt was filtered.' },
  BACKEND_ERROR: { status: 500, message: 'The server had an error while processing your request.' },
  OVERLOADED: { status: 503, message: 'The engine is currently overloaded, please try again later.' },
};

/** vLLM has no billing and filters nothing; its errors have a type each, and the status as their code. */
const vllmFailures: Partial<Record<string, Failure>> = {
  REQUEST_INVALID: { status: 400, label: 'BadRequestError', message: 'Invalid value in the request.' },
  AUTH_FAILED: { status: 401, message: 'Unauthorized' },
  MODEL_NOT_FOUND: { status: 404, label: 'NotFoundError', message: 'The model does not exist.' },
  CONTEXT_LENGTH_EXCEEDED: {
    status: 400,
    label: 'BadRequestError',
    message: "This model's maximum context length is 8192 tokens. Please reduce the length of the messages.",
  },
  BACKEND_ERROR: { status: 500, label: 'InternalServerError', message: 'Internal server error' },
  OVERLOADED: { status: 503, label: 'ServiceUnavailableError', message: 'The server is overloaded.' },
};

/** The answer with which a backend of a flavour tells of an error; `undefined` where it has none for it. */
export function errorAnswer(
  flavour: MockFlavour,
  { code, message, status }: MockError,
): { readonly status: number; readonly body: unknown } | undefined {
  const failure = (flavour === 'openai' ? openaiFailures : vllmFailures)[code];
  if (failure === undefined) return undefined;
  const said = { ...failure, ...withoutAbsent({ status, message }) };
  return { status: said.status, body: flavour === 'openai' ? openaiBody(said) : vllmBody(said) };
}

/**
 * The error that a backend of a flavour gives for a code: its body, read as a real one's would be. What the script says
 * itself wins. `undefined` where such a backend has none for it, as for a connection that fails.
 * @param inStream It comes after content: inside a stream, where there is no status of its own.
 */
export function flavouredError(
  flavour: MockFlavour,
  error: MockError,
  number: number,
  inStream: boolean,
): ProviderError | undefined {
  const answer = errorAnswer(flavour, error);
  if (answer === undefined) return undefined;
  const read = httpError({
    body: answer.body,
    serverName: flavour === 'openai' ? 'OpenAI' : 'vLLM',
    ...(!inStream && { status: answer.status, headers: headersOf(flavour, number) }),
  });
  const { message: _, status: __, ...given } = withoutAbsent(error);
  return new ProviderError({ ...read.toJSON(), ...given, code: error.code, message: read.message });
}

const openaiBody = ({ status, label, message }: Failure): unknown => ({
  error: {
    message,
    type: label === 'insufficient_quota' ? label : status < 500 ? 'invalid_request_error' : 'server_error',
    param: null,
    code: label ?? null,
  },
});

/** The check of the key comes before the server that has the others. */
const vllmBody = ({ status, label, message }: Failure): unknown =>
  label === undefined ? { error: message } : { error: { message, type: label, param: null, code: status } };

function headersOf(flavour: MockFlavour, number: number): TransportHeaders {
  const headers = new Map([['content-type', 'application/json']]);
  if (flavour === 'openai') headers.set('x-request-id', `req_${number.toString(16).padStart(32, '0')}`);
  return { get: (name) => headers.get(name), entries: () => headers.entries() };
}
