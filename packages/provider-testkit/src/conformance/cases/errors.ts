import assert from 'node:assert/strict';
import type { ErrorCode } from '@modelport/core';
import { answeringType, type CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import type { Failure, WireResponse } from '../wire-encoder.js';
import { errorBodyCases } from './error-bodies.js';
import { errorCodeCases } from './error-codes.js';
import { errorEventCases } from './error-events.js';
import { failureOf, rejectionOf } from './support/failures.js';

/** What an error tells beside its code. */
const errorDetailCases: readonly ConformanceCase[] = [
  {
    id: 'errors/status',
    title: 'the HTTP status of a refusal is in the error',
    reason: 'Contract, `ProviderError.status`: it is what people look up.',
    requires: ['failure:REQUEST_INVALID'],
    async run(t) {
      const { status } = refuse(t, { code: 'REQUEST_INVALID' });
      assert.equal((await failureOf(t.provider().stream('Hi'))).status, status);
    },
  },
  {
    id: 'errors/words',
    title: "the backend's own words are in the message",
    reason: 'Architecture, 8: a message says what happened, and only the backend knows.',
    requires: ['failure:REQUEST_INVALID'],
    async run(t) {
      refuse(t, { code: 'REQUEST_INVALID', message: 'Voices are not known here, leave them out.' });
      const { message } = await failureOf(t.provider().stream('Hi'));
      assert.ok(message.includes('Voices are not known here'), `The message tells nothing of it: ${message}`);
    },
  },
  {
    id: 'errors/context-numbers',
    title: 'a context that is too long is told with the numbers that the backend gives',
    reason: 'Fault F9: without them nobody knows how much to leave out.',
    faults: ['F9'],
    requires: ['failure:CONTEXT_LENGTH_EXCEEDED', 'carries:context-numbers'],
    async run(t) {
      const failure = { code: 'CONTEXT_LENGTH_EXCEEDED', contextLength: 4096, promptTokens: 5123 };
      const said = JSON.stringify(refuse(t, failure).body);
      const told = ['4096', '5123'].filter((digits) => said.includes(digits));
      assert.ok(
        told.length > 0,
        "The wire's `failure` has no numbers: add `context-numbers` to its `lacks`.",
      );
      const { message } = await failureOf(t.provider().stream('Hi'));
      for (const number of told) {
        assert.ok(message.includes(number), `The backend told ${number}, the message does not: ${message}`);
      }
    },
  },
  {
    id: 'errors/provider',
    title: 'an error names the provider and its type',
    reason: 'Contract, `ProviderError.provider`: a program with several must know which one failed.',
    requires: ['failure:REQUEST_INVALID'],
    async run(t) {
      refuse(t, { code: 'REQUEST_INVALID' });
      const { provider, type } = await failureOf(t.provider({ name: 'my-backend' }).stream('Hi'));
      assert.deepEqual({ provider, type }, { provider: 'my-backend', type: answeringType(t) });
    },
  },
  {
    id: 'errors/request-id',
    title: 'the id that the backend gave the request is in the error',
    reason: "Contract, `ProviderError.requestId`: a backend's support asks for it.",
    requires: ['failure:REQUEST_INVALID'],
    async run(t) {
      refuse(t, { code: 'REQUEST_INVALID' }, { 'x-request-id': 'req-7', 'request-id': 'req-7' });
      assert.equal((await failureOf(t.provider().stream('Hi'))).requestId, 'req-7');
    },
  },
  {
    id: 'errors/headers',
    title: 'the headers of a refusal are in the error, their names in lower case',
    reason: 'Contract, `ProviderError.headers`: users read there what no field was made for.',
    requires: ['failure:REQUEST_INVALID'],
    async run(t) {
      refuse(t, { code: 'REQUEST_INVALID' }, { 'X-Backend-Note': 'from the backend' });
      const { headers = {} } = await failureOf(t.provider().stream('Hi'));
      assert.equal(headers['x-backend-note'], 'from the backend');
    },
  },
  {
    id: 'errors/rate-limit',
    title: "what is left of the backend's limits is in the error",
    reason: 'Contract, `ProviderError.rateLimit`: it says which of the limits was reached.',
    requires: ['failure:RATE_LIMITED'],
    async run(t) {
      const limits = { 'x-ratelimit-limit-requests': '10', 'x-ratelimit-remaining-requests': '0' };
      refuse(t, { code: 'RATE_LIMITED' }, limits);
      const { rateLimit } = await failureOf(t.provider().stream('Hi'));
      assert.deepEqual(rateLimit?.requests, { limit: 10, remaining: 0 });
    },
  },
  {
    id: 'errors/plain-call',
    title: 'a refused plain call has the code and the status of a refused stream',
    reason: 'Architecture, 8: who asks in one or the other way handles the same errors.',
    requires: ['failure:AUTH_FAILED'],
    async run(t) {
      const refusal = refuse(t, { code: 'AUTH_FAILED' });
      const { code, status } = await rejectionOf(t.provider().chat('Hi'));
      assert.deepEqual({ code, status }, { code: 'AUTH_FAILED', status: refusal.status });
    },
  },
];

/** What refusals of the backend become. */
export const errorsCases: readonly ConformanceCase[] = [
  ...errorCodeCases,
  ...errorDetailCases,
  ...errorBodyCases,
  ...errorEventCases,
];

/** Has the backend refuse every chat in its own words. */
function refuse(
  t: CaseContext,
  failure: Failure & { readonly code: ErrorCode },
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  const refusal = { body: '', ...t.wire.failure(failure) };
  t.backend.reply('chat', { ...refusal, headers: { ...refusal.headers, ...headers } });
  return refusal;
}
