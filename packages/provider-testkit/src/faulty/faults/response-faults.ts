import type { ErrorCode } from '@modelport/core';
import { responseSteps } from '../../conformance/backend.js';
import { openAIWire } from '../../conformance/encoders/openai-wire.js';
import type { WireEncoder } from '../../conformance/wire-encoder.js';
import { encodeAnswer, encodeHead } from '../../network/http-bytes.js';
import { type InDialect, refusalOf } from '../dialect.js';
import type { Fault, Script } from '../fault.js';
import { answerWellIn, endedFrames, GOOD_TEXT, goodAnswer, goodFrames, wholeJson } from '../good-answers.js';

/** How often a server answers with an error before all is well. */
export interface Repeated extends InDialect {
  /** How many requests get the error; `Infinity` for all. Default: 1. */
  times?: number | undefined;
}

/** An HTTP error. */
export interface HttpErrorFault extends Repeated {
  /** Default: that of the refusal, which is 500 for a server error. */
  status?: number | undefined;
  /** The body: JSON, or text as it is. Default: the refusal in the dialect's own words. */
  body?: unknown;
  headers?: Readonly<Record<string, string>> | undefined;
  /** What the dialect is to say. Default: `BACKEND_ERROR`, a server error. */
  code?: ErrorCode | undefined;
}

/** Answers with an HTTP error some times, then well. Default: one server error. */
export function httpError(fault: HttpErrorFault = {}): Fault {
  const { wire = openAIWire, code = 'BACKEND_ERROR', times = 1, headers } = fault;
  if (typeof fault.body === 'string') {
    const { status = 500, body } = fault;
    const page = responseSteps({ status, body, headers: { 'content-type': 'text/html', ...headers } });
    return thenWell(page, times, wire);
  }
  const refusal = fault.body === undefined ? refusalOf(wire, { code }) : { status: 500, body: fault.body };
  const { status = refusal.status } = fault;
  return thenWell(responseSteps({ ...refusal, status, ...(headers && { headers }) }), times, wire);
}

/** How a rate limit says when to come back. */
export interface RateLimitFault extends Repeated {
  /** `Retry-After`: seconds, or a date. Default: none. */
  retryAfter?: number | string | Date | undefined;
  /** `retry-after-ms`. Default: none. */
  retryAfterMs?: number | undefined;
}

/** Answers that a rate limit is reached some times, then well. */
export function rateLimited({ retryAfter, retryAfterMs, ...fault }: RateLimitFault = {}): Fault {
  const headers: Record<string, string> = { 'x-ratelimit-remaining-requests': '0' };
  if (retryAfter !== undefined) {
    headers['retry-after'] = retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter);
  }
  if (retryAfterMs !== undefined) headers['retry-after-ms'] = String(retryAfterMs);
  return httpError({ ...fault, code: 'RATE_LIMITED', headers });
}

/** Always answers that the account has no credit, which no waiting helps. */
export function quotaExceeded({ wire }: InDialect = {}): Fault {
  return httpError({ wire, code: 'INSUFFICIENT_FUNDS', times: Infinity });
}

/** llama-server's; others of its dialect do not load while they answer. */
const LOADING = { error: { message: 'Loading model', type: 'unavailable_error', code: 503 } };

/** Answers that the model is being loaded some times, then well: as llama-server where the dialect has no words. Default: 2. */
export function loading({ times = 2, wire = openAIWire }: Repeated = {}): Fault {
  const { status = 503, body = LOADING } = wire.failure({ code: 'MODEL_LOADING' }) ?? {};
  return httpError({ wire, status, body, times });
}

/** Where every client is sent. */
export interface RedirectFault extends InDialect {
  /** Default: a host that does not exist. */
  location?: string | undefined;
  /** Default: 307. */
  status?: number | undefined;
}

/** Sends every client elsewhere. */
export function redirect({
  location = 'http://elsewhere.invalid/',
  status = 307,
}: RedirectFault = {}): Fault {
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

/** A 204, which has no body. */
export function noContent(): Fault {
  return [[{ do: 'send', bytes: encodeHead(204, {}) }]];
}

/** A 200 whose JSON is of another kind. */
export interface OtherJsonFault extends InDialect {
  /** Default: `{ "status": "ok" }`. */
  body?: unknown;
}

/** A 200 whose JSON is of another kind. */
export function otherJson({ body = { status: 'ok' } }: OtherJsonFault = {}): Fault {
  return [wholeJson(200, body)];
}

/** A 200 whose JSON is an error. */
export interface ErrorBodyFault extends InDialect {
  /** Default: the refusal in the dialect's own words. */
  body?: unknown;
  /** What the dialect is to say. Default: `BACKEND_ERROR`, a server error. */
  code?: ErrorCode | undefined;
}

/** A 200 whose JSON is an error. */
export function jsonErrorBody(fault: ErrorBodyFault = {}): Fault {
  const { wire = openAIWire, code = 'BACKEND_ERROR', body = refusalOf(wire, { code }).body } = fault;
  return [wholeJson(200, body)];
}

/** A 200 that begins as JSON and is not. */
export function brokenJson({ wire = openAIWire }: InDialect = {}): Fault {
  return answerWith('application/json', halfJson(wire));
}

/** Right content under a wrong type: a whole stream as `text/plain`. */
export function wrongContentType({ wire = openAIWire }: InDialect = {}): Fault {
  return answerWith('text/plain', endedFrames(GOOD_TEXT, wire).join(''));
}

/** A plain answer, whatever was asked for: some servers do not know streams. */
export function plainAnswerToStream({ wire = openAIWire }: InDialect = {}): Fault {
  if (!wire.whole) throw new Error(`${wire.name} has no plain answers.`);
  return [responseSteps(wire.whole(goodAnswer()))];
}

/** Announces a body of known length and closes the connection in the middle of it. */
export function bodyCut({ wire = openAIWire }: InDialect = {}): Fault {
  const head = encodeHead(200, { 'content-type': 'application/json', 'content-length': '100000' });
  const begun = `${head}${halfJson(wire)}`;
  return [[{ do: 'send', bytes: begun }, { do: 'wait', ms: 10 }, { do: 'end' }]];
}

/** The beginning of a plain answer; of a stream, where the dialect has no others. */
function halfJson(wire: WireEncoder): string {
  const body = wire.whole?.(goodAnswer()).body;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const whole = text ?? goodFrames(GOOD_TEXT, wire).join('');
  return whole.slice(0, Math.floor(whole.length / 2));
}

function answerWith(contentType: string, body: string): Fault {
  return [responseSteps({ headers: { 'content-type': contentType }, body })];
}

/** A script for so many requests, then healthy answers. */
function thenWell(script: Script, times: number, wire: WireEncoder): Fault {
  if (times === Infinity) return [script];
  return [...Array.from({ length: times }, () => script), answerWellIn(wire)];
}
