import { type KnownErrorCode, ProviderError, type RateLimit } from '@modelport/core';
import type { TransportHeaders, TransportResponse } from '../transport/transport.js';
import { parseErrorText, readErrorBody } from './error-body.js';
import { type ErrorKind, errorKind } from './error-code.js';
import { firstWords } from './first-words.js';
import { collectHeaders } from './headers.js';
import { parseRateLimit } from './rate-limit.js';
import { redact, redactUrl } from './redact.js';
import { parseRetryAfter } from './retry-after.js';

/** An answer that is an error. */
export interface HttpErrorInput {
  /** Its HTTP status. Leave it out, or give the 200, for an error inside a stream or a successful answer. */
  readonly status?: number | undefined;
  readonly headers?: TransportHeaders | undefined;
  /** Parsed JSON, text, or nothing. */
  readonly body?: unknown;
  /** What must not appear in the message, such as the key: servers echo it. */
  readonly secrets?: readonly (string | undefined)[] | undefined;
  /** What the message calls the server. Default `The backend`. */
  readonly serverName?: string | undefined;
  /** What the backend means, where its author knows better than the tables here. Default: by label, words and status. */
  readonly code?: KnownErrorCode | undefined;
  /** Whether trying again may help, where the code alone does not tell. */
  readonly retryable?: boolean | undefined;
  /** Limits, where the backend tells of them in headers of its own. Default: from `x-ratelimit-*`. */
  readonly rateLimit?: RateLimit | undefined;
}

const longestMessage = 500;

/**
 * Makes a `ProviderError` of an error answer: the code from the backend's own label or words, else from the status; the
 * backend's words in the message; `retryAfterMs`, `rateLimit`, `requestId` and `headers` from the headers.
 */
export function httpError(input: HttpErrorInput): ProviderError {
  const { headers } = input;
  const answered = input.status !== undefined && input.status >= 300 ? input.status : undefined;
  const body = readErrorBody(input.body);
  const kind: ErrorKind = input.code === undefined ? errorKind(answered, body) : { code: input.code };
  const retryable = input.retryable ?? shouldRetry(headers, kind.code) ?? kind.retryable;
  const { serverName = 'The backend', secrets = [] } = input;
  const what = answered === undefined ? 'reported an error' : `answered HTTP ${answered}`;
  const hide = (text: string) => maskKeys(redact(text, secrets));
  // Before the text is cut: half a key would not be recognised.
  const said = firstWords(hide(body.message), longestMessage);
  const words = said === '' ? ', without a message' : `: ${said}`;
  const hint = hide(hintFor(answered, headers, kind));
  return new ProviderError({
    code: kind.code,
    status: answered ?? body.status,
    message: `${serverName} ${what}${words}${/[.!?…]$/.test(said) ? '' : '.'}${hint && ` ${hint}`}`,
    ...(retryable !== undefined && { retryable }),
    ...(headers && {
      headers: collectHeaders(headers),
      retryAfterMs: parseRetryAfter(headers),
      rateLimit: parseRateLimit(headers),
      requestId: requestIdOf(headers),
    }),
    ...(input.rateLimit && { rateLimit: input.rateLimit }),
  });
}

/**
 * Reads the body of an error answer and makes a `ProviderError` of it.
 * @throws the signal's reason when aborted.
 */
export async function readHttpError(
  response: TransportResponse,
  options: Pick<HttpErrorInput, 'secrets' | 'serverName'> = {},
): Promise<ProviderError> {
  return httpError({ ...response, ...options, body: await readErrorAnswer(response) });
}

/** Error bodies are small; what is past this many bytes is no message. */
const errorBodyLimit = 64 * 1024;

/**
 * Reads the body of an error answer: JSON, else text. One that breaks off or is too long does not hide the status: it
 * counts as empty.
 * @throws the signal's reason when aborted.
 */
export async function readErrorAnswer({ body }: TransportResponse): Promise<unknown> {
  try {
    return parseErrorText(await body.text(errorBodyLimit));
  } catch (error) {
    if (ProviderError.isInstance(error) && /^(STREAM_INTERRUPTED|RESPONSE_INVALID)$/.test(error.code))
      return '';
    throw error;
  }
}

/** The last one is of a network before the backend, which may send its own beside it. */
const requestIdHeaders = [
  'x-request-id',
  'request-id',
  'apim-request-id',
  'x-amzn-requestid',
  'x-generation-id', // OpenRouter
  'cf-ray',
];

/** The id that the backend gave the request, by the header that it uses. */
export function requestIdOf(headers: Pick<TransportHeaders, 'get'>): string | undefined {
  for (const name of requestIdHeaders) {
    const id = headers.get(name);
    if (id !== undefined && id !== '') return id;
  }
  return undefined;
}

const advice: Partial<Record<KnownErrorCode, string>> = {
  AUTH_FAILED: 'Check the API key.',
  PERMISSION_DENIED: 'The key lacks the permission, or the service is not offered here.',
  INSUFFICIENT_FUNDS: 'Check the credit and the spending limits of the account.',
  MODEL_NOT_FOUND: 'Check the model name against the list of models.',
  CONTEXT_LENGTH_EXCEEDED: 'Shorten the messages, or use a model with a longer context.',
};

function hintFor(
  answered: number | undefined,
  headers: TransportHeaders | undefined,
  { code, unknownPath }: ErrorKind,
): string {
  if (answered !== undefined && answered <= 399) {
    const location = redactUrl(headers?.get('location') ?? 'another address').replace(/[?#].*$/s, '');
    return `It redirects to ${location}; set baseUrl to that address.`;
  }
  if (unknownPath)
    return 'Check baseUrl: the path does not exist there. Does it lack a /v1, or have one too many?';
  return advice[code] ?? '';
}

/** `x-should-retry` is OpenAI's last word, but an empty account stays empty. */
function shouldRetry(headers: TransportHeaders | undefined, code: KnownErrorCode): boolean | undefined {
  const header = headers?.get('x-should-retry');
  if (header === 'false') return false;
  return header === 'true' && code !== 'INSUFFICIENT_FUNDS' ? true : undefined;
}

/** Keys in the usual forms, for the case that nobody named them as secrets. */
function maskKeys(message: string): string {
  return message.replace(/\b(Bearer\s+|(?:sk|gsk|xai|hf)[-_])[A-Za-z0-9_\-.~+/]{8,}=*/g, '$1***');
}
