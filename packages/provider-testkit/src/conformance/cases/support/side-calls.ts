import assert from 'node:assert/strict';
import type { Fault } from '../../../faulty/fault.js';
import * as faults from '../../../faulty/faults.js';
import { encodeHead } from '../../../network/http-bytes.js';
import type { RawRequest } from '../../../network/request-reader.js';
import type { Reply } from '../../backend.js';
import type { CaseContext } from '../../case-context.js';
import type { Operation, WireResponse } from '../../wire-encoder.js';
import { closedByClient, within } from '../../within.js';

/** A web page. */
export const htmlPage: Reply = replyOf(faults.htmlPage());

/** JSON that is an answer of some other server. */
export const otherJson: Reply = replyOf(faults.otherJson());

/** Says nothing, with the connection open. */
export const silence: Reply = replyOf(faults.silenceBeforeHeaders());

/** Takes the request and resets the connection. */
export const hangUp: Reply = replyOf(faults.resetBeforeHeaders());

/** Begins an answer and says nothing more. */
export const halfAnswer: Reply = [
  { do: 'send', bytes: encodeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }) },
  { do: 'send', bytes: '{"' },
  { do: 'stay-silent' },
];

function replyOf([reply = []]: Fault): Reply {
  return reply;
}

const operations: readonly Operation[] = ['chat', 'models', 'embed', 'count-tokens', 'other'];

/** Has the backend answer everything alike, whichever way a provider takes. */
export function replyToAll({ backend }: CaseContext, reply: Reply): void {
  for (const operation of operations) backend.reply(operation, reply);
}

/** The backend's list of these models. */
export function listOf({ wire }: CaseContext, ids: readonly string[]): WireResponse {
  if (wire.models) return wire.models(ids);
  throw new Error(`The wire ${wire.name} has no \`models\`, but the driver has \`listModels\`: write it.`);
}

/** Waits for a call to end. Gives its error, or `undefined`; never rejects, so it may be awaited later. */
export function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Waits until the provider has closed every connection over which it asked. One that was opened in vain may be kept. */
export async function allClosed({ backend }: CaseContext): Promise<void> {
  const used = backend.connections.filter(({ requests }) => requests.length > 0);
  assert.ok(used.length > 0, 'The backend was not asked.');
  await Promise.all(used.map((connection) => closedByClient(connection)));
}

/** Makes a call with a timer that is long enough for the backend to be asked, however busy this machine is. */
export async function timedOutCall<Outcome>(
  { backend }: CaseContext,
  call: (options: { readonly timeout: number }) => Promise<Outcome>,
  first = 100,
): Promise<Outcome> {
  for (const timeout of [first, 10 * first]) {
    const outcome = await within(call({ timeout }), `The end of a call with a timeout of ${timeout} ms`);
    if (backend.requests.length > 0) return outcome;
  }
  throw new Error('The backend was not asked.');
}

/** Has a call asked, aborts it while the backend is silent, and looks whether the provider hangs up. */
export async function abortWhileSilent(
  t: CaseContext,
  call: (options: { readonly signal: AbortSignal }) => Promise<unknown>,
): Promise<void> {
  replyToAll(t, silence);
  const stop = new AbortController();
  const outcome = errorOf(call({ signal: stop.signal }));
  await within(t.backend.waitForRequest(1), 'A request to the backend');
  stop.abort();
  const error = await within(outcome, 'The end of the call after its abort');
  assert.equal(
    (error as { code?: string } | undefined)?.code,
    'ABORTED',
    'The call must reject with ABORTED.',
  );
  await allClosed(t);
}

/** Whether a request carries the key of the provider and a header of the call. */
export function assertCarries(t: CaseContext, request: RawRequest | undefined, header: string): void {
  assert.ok(request, 'The backend was not asked.');
  const places = [request.path, ...Object.values(request.headers)];
  assert.ok(
    places.some((place) => place.includes(t.apiKey)),
    'The request has no key: send `call.apiKey` with every request.',
  );
  assert.equal(
    request.headers[header],
    'of-the-call',
    'The request lacks a header of the call: send `call.headers` with every request.',
  );
}

/** Adds a field that nobody knows to the answer and to each entry of its lists. */
export function withUnknownFields(response: WireResponse): WireResponse {
  return { ...response, body: withUnknown(response.body) };
}

function withUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknown);
  if (typeof value !== 'object' || value === null) return value;
  const lists = Object.entries(value).map(([name, field]) => [
    name,
    Array.isArray(field) ? field.map(withUnknown) : field,
  ]);
  return { ...Object.fromEntries(lists), added_later: { since: '2031', tags: ['new', null] } };
}
