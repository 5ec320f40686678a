import { encodeAnswer, encodeHead } from '../../network/http-bytes.js';
import { chatCompletion, DONE_FRAME } from '../../openai/chat-wire.js';
import type { Fault, Script } from '../fault.js';
import { answerWell, GOOD_TEXT, goodFrames, wholeJson } from '../good-answers.js';

/** An HTTP error, and how often it is answered before all is well. */
export interface HttpErrorFault {
  /** Default: 500. */
  status?: number | undefined;
  /** The body: JSON, or text as it is. Default: OpenAI's error body for a server error. */
  body?: unknown;
  headers?: Readonly<Record<string, string>> | undefined;
  /** How many requests get the error; `Infinity` for all. Default: 1. */
  times?: number | undefined;
}

const SERVER_ERROR = {
  error: { message: 'The server had an error.', type: 'server_error', param: null, code: null },
};

/** Answers with an HTTP error some times, then well. Default: one 500. */
export function httpError({
  status = 500,
  body = SERVER_ERROR,
  headers = {},
  times = 1,
}: HttpErrorFault = {}): Fault {
  return thenWell(
    typeof body === 'string'
      ? [{ do: 'send', bytes: encodeAnswer(status, { 'content-type': 'text/html', ...headers }, body) }]
      : wholeJson(status, body, headers),
    times,
  );
}

/** How a rate limit says when to come back. */
export interface RateLimitFault {
  /** `Retry-After`: seconds, or a date. Default: none. */
  retryAfter?: number | string | Date | undefined;
  /** `retry-after-ms`. Default: none. */
  retryAfterMs?: number | undefined;
  /** How many requests get the error; `Infinity` for all. Default: 1. */
  times?: number | undefined;
}

/** Answers 429 with OpenAI's body some times, then well. */
export function rateLimited({ retryAfter, retryAfterMs, times }: RateLimitFault = {}): Fault {
  const headers: Record<string, string> = { 'x-ratelimit-remaining-requests': '0' };
  if (retryAfter !== undefined) {
    headers['retry-after'] = retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter);
  }
  if (retryAfterMs !== undefined) headers['retry-after-ms'] = String(retryAfterMs);
  const error = {
    message: 'Rate limit reached.',
    type: 'requests',
    param: null,
    code: 'rate_limit_exceeded',
  };
  return httpError({ status: 429, body: { error }, headers, times });
}

/** Always answers 429 because the account has no credit, which no waiting helps. */
export function quotaExceeded(): Fault {
  const kind = 'insufficient_quota';
  const error = { message: 'You exceeded your current quota.', type: kind, param: null, code: kind };
  return httpError({ status: 429, body: { error }, times: Infinity });
}

/** Answers as llama-server does while it loads its model some times, then well. Default: 2. */
export function loading({ times = 2 }: { times?: number | undefined } = {}): Fault {
  const error = { message: 'Loading model', type: 'unavailable_error', code: 503 };
  return httpError({ status: 503, body: { error }, times });
}

/** Sends every client elsewhere. Default: 307 to a host that does not exist. */
export function redirect({
  location = 'http://elsewhere.invalid/',
  status = 307,
}: {
  location?: string | undefined;
  status?: number | undefined;
} = {}): Fault {
  return [[{ do: 'send', bytes: encodeAnswer(status, { location }, '') }]];
}

/** A 200 with a web page, as a captive portal or a wrong path gives. */
export function htmlPage(): Fault {
  return answerWith('text/html', '<!doctype html><title>Welcome</title><p>This is no API.</p>');
}

/** A 200 without a body. */
export function emptyBody(): Fault {
  return answerWith('application/json', '');
}

/** A 200 whose JSON is an error. Default: OpenAI's body for a server error. */
export function jsonErrorBody({ body = SERVER_ERROR }: { body?: unknown } = {}): Fault {
  return [wholeJson(200, body)];
}

/** A 200 that begins as JSON and is not. */
export function brokenJson(): Fault {
  return answerWith('application/json', '{"id":"chatcmpl-1","choices":[{"mess');
}

/** Right content under a wrong type: a whole event stream as `text/plain`. */
export function wrongContentType(): Fault {
  return answerWith('text/plain', [...goodFrames(), DONE_FRAME].join(''));
}

/** A plain JSON answer, whatever was asked for: some servers do not know streams. */
export function plainAnswerToStream(): Fault {
  return [wholeJson(200, chatCompletion({ text: GOOD_TEXT }, { id: 'chatcmpl-1', model: 'faulty' }))];
}

/** Announces a body of known length and closes the connection in the middle of it. */
export function bodyCut(): Fault {
  const head = encodeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  return [
    [{ do: 'send', bytes: `${head}{"id":"chatcmpl-1","choices":[` }, { do: 'wait', ms: 10 }, { do: 'end' }],
  ];
}

function answerWith(contentType: string, body: string): Fault {
  return [[{ do: 'send', bytes: encodeAnswer(200, { 'content-type': contentType }, body) }]];
}

/** A script for so many requests, then healthy answers. */
function thenWell(script: Script, times: number): Fault {
  if (times === Infinity) return [script];
  return [...Array.from({ length: times }, () => script), answerWell];
}
