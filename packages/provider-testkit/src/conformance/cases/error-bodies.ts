import assert from 'node:assert/strict';
import { encodeHead } from '../../network/http-bytes.js';
import type { Reply } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failureOf } from './support/failures.js';

/** Refusals whose body is not what the backend itself would write: proxies and gateways answer for it. */
export const errorBodyCases: readonly ConformanceCase[] = [
  {
    id: 'errors/web-page',
    title: 'a refusal with a web page for a body keeps the meaning of its status',
    reason: 'Proxies answer so; a program that asks again after a 401, or not after a 500, helps nobody.',
    requires: ['wire'],
    run: (t) =>
      checkStatuses(t, (status) => ({
        status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: '<!doctype html><html><head><title>No entry</title></head><body>Go away.</body></html>',
      })),
  },
  {
    id: 'errors/empty-body',
    title: 'a refusal without a body keeps the meaning of its status',
    reason: 'A body that must be there turns a refusal into a crash.',
    requires: ['wire'],
    run: (t) => checkStatuses(t, (status) => ({ status, body: '' })),
  },
  {
    id: 'errors/plain-text',
    title: 'a refusal in plain text keeps the meaning of its status',
    reason: 'Gateways answer so; a body that is no JSON is no reason to crash.',
    requires: ['wire'],
    run: (t) => checkStatuses(t, (status) => ({ status, body: 'upstream connect error' })),
  },
  {
    id: 'errors/other-json',
    title: 'a refusal in JSON of another kind keeps the meaning of its status',
    reason: 'Frameworks before a backend have error bodies of their own.',
    requires: ['wire'],
    run: (t) => checkStatuses(t, (status) => ({ status, body: { timestamp: 1, path: '/chat' } })),
  },
  {
    id: 'errors/cut-body',
    title: 'a refusal whose body breaks off keeps the meaning of its status',
    reason: 'The status has come: what is wrong is known, whatever happens to the words.',
    requires: ['wire'],
    run: (t) =>
      checkStatuses(t, (status) => [
        { do: 'send', bytes: `${encodeHead(status, { 'content-length': '1000' })}{"err` },
        { do: 'wait', ms: 10 },
        { do: 'end' },
      ]),
  },
  {
    id: 'errors/long-message',
    title: 'a refusal of a megabyte is told in few words',
    reason: 'Errors end in logs, terminals and databases.',
    requires: ['failure:BACKEND_ERROR'],
    async run(t) {
      const message = 'The pump is broken. '.repeat(50_000);
      const refusal = t.wire.failure({ code: 'BACKEND_ERROR', message });
      t.backend.reply('chat', { body: '', ...refusal });
      const { message: told } = await failureOf(t.provider().stream('Hi'));
      assert.ok(told.length < 5_000, `The message has ${told.length} characters.`);
    },
  },
];

/** A 4xx and a 5xx with a meaning that no body changes. */
const statuses = [
  [401, 'AUTH_FAILED'],
  [500, 'BACKEND_ERROR'],
] as const;

async function checkStatuses(t: CaseContext, reply: (status: number) => Reply): Promise<void> {
  const provider = t.provider();
  for (const [status, code] of statuses) {
    t.backend.reply('chat', reply(status));
    const error = await failureOf(provider.stream('Hi'));
    assert.equal(error.code, code, `HTTP ${status} became "${error.message}".`);
  }
}
