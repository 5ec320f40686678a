import assert from 'node:assert/strict';
import type { KnownErrorCode } from '@modelport/core';
import type { ConformanceCase } from '../conformance-case.js';
import { failureOf } from './support/failures.js';

/** What a backend may refuse, and the row of the wall that plays it. */
const refusals: readonly (readonly [KnownErrorCode, refusal: string, fault?: string])[] = [
  ['REQUEST_INVALID', 'a request that the backend cannot read'],
  ['NOT_SUPPORTED', 'a request for what the backend cannot do'],
  ['AUTH_FAILED', 'a wrong key', 'F11'],
  ['PERMISSION_DENIED', 'a key without the permission', 'F11'],
  ['INSUFFICIENT_FUNDS', 'an account without credit', 'F2'],
  ['RATE_LIMITED', 'a rate limit', 'F2'],
  ['MODEL_NOT_FOUND', 'an unknown model', 'F11'],
  ['CONTEXT_LENGTH_EXCEEDED', 'a context that is too long', 'F9'],
  ['CONTENT_FILTERED', 'a request that is filtered', 'F10'],
  ['OVERLOADED', 'a server with too much to do', 'F3'],
  ['BACKEND_ERROR', 'an error of the server', 'F3'],
];

/** Which code each refusal becomes. */
export const errorCodeCases: readonly ConformanceCase[] = refusals.map(([code, refusal, fault]) => ({
  id: `errors/${code.toLowerCase().replaceAll('_', '-')}`,
  title: `${refusal} is ${code}`,
  reason: 'Architecture, 8: programs decide by the code what to do, and it is the same for every backend.',
  faults: fault === undefined ? [] : [fault],
  requires: [`failure:${code}`],
  async run(t) {
    t.backend.reply('chat', { failure: code });
    const error = await failureOf(t.provider().stream('Hi'));
    assert.equal(error.code, code, `"${error.message}" got another code.`);
  },
}));
