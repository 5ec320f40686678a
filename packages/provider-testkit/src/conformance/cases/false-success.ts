import assert from 'node:assert/strict';
import type { Fault } from '../../faulty/fault.js';
import * as faults from '../../faulty/faults.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { bothFailures, readToEnd, rejectionOf } from './support/failures.js';

const reason = 'Fault F7: an empty answer that passes for a success is found out by its users, much later.';

/** Answers with the status of a success that are none. */
export const falseSuccessCases: readonly ConformanceCase[] = [
  {
    id: 'false-success/web-page',
    title: 'a web page with status 200 is no answer',
    reason: `${reason} Sign-in pages and wrong paths answer so.`,
    faults: ['F7'],
    requires: ['wire'],
    run: (t) => expectInvalid(t, faults.htmlPage()),
  },
  {
    id: 'false-success/empty-body',
    title: 'an empty body with status 200 is no answer',
    reason,
    faults: ['F7'],
    requires: ['wire'],
    run: (t) => expectInvalid(t, faults.emptyBody()),
  },
  {
    id: 'false-success/no-content',
    title: 'a 204 is no answer',
    reason,
    faults: ['F7'],
    requires: ['wire'],
    run: (t) => expectInvalid(t, faults.noContent()),
  },
  {
    id: 'false-success/other-json',
    title: 'JSON of another kind with status 200 is no answer',
    reason: `${reason} Another server than the one that is meant answers so.`,
    faults: ['F7'],
    requires: ['wire'],
    run: (t) => expectInvalid(t, faults.otherJson()),
  },
  {
    id: 'false-success/half-json',
    title: 'half a JSON text with status 200 is no answer',
    reason,
    faults: ['F7'],
    requires: ['driver:chat'],
    async run(t) {
      t.backend.reply('chat', ...faults.brokenJson({ wire: t.wire }));
      const { code, message } = await rejectionOf(t.provider().chat('Hi'));
      assert.equal(code, 'RESPONSE_INVALID', message);
    },
  },
  {
    id: 'false-success/error-body',
    title: 'an error with status 200 is an error, in the words of the backend',
    reason: 'Fault F7: proxies put errors of others behind a 200.',
    faults: ['F7'],
    requires: ['failure:BACKEND_ERROR'],
    async run(t) {
      const refusal = t.wire.failure({ code: 'BACKEND_ERROR', message: 'The pump is broken.' });
      t.backend.reply('chat', ...faults.jsonErrorBody({ wire: t.wire, body: refusal?.body }));
      for (const [way, { message }] of await bothFailures(t.provider())) {
        assert.ok(message.includes('The pump is broken'), `${way} tells nothing of it: ${message}`);
      }
    },
  },
  {
    id: 'false-success/wrong-content-type',
    title: 'a stream under a wrong content type is read or refused',
    reason,
    faults: ['F7'],
    requires: ['wire'],
    run: (t) => expectTextOrInvalid(t, faults.wrongContentType({ wire: t.wire })),
  },
  {
    id: 'false-success/plain-answer-to-stream',
    title: 'a plain answer to a request for a stream is read or refused',
    reason: `${reason} Some servers know no streams.`,
    faults: ['F7'],
    requires: ['driver:chat'],
    run: (t) => expectTextOrInvalid(t, faults.plainAnswerToStream({ wire: t.wire })),
  },
];

async function expectInvalid(t: CaseContext, fault: Fault): Promise<void> {
  t.backend.reply('chat', ...fault);
  for (const [way, { code, message }] of await bothFailures(t.provider())) {
    assert.equal(code, 'RESPONSE_INVALID', `${way} failed with "${message}".`);
  }
}

async function expectTextOrInvalid(t: CaseContext, fault: Fault): Promise<void> {
  t.backend.reply('chat', ...fault);
  const { error, text } = await readToEnd(t.provider().stream('Hi'));
  if (error) assert.equal(error.code, 'RESPONSE_INVALID', error.message);
  else assert.equal(text, 'Hello there!', 'It passed for a success without its text.');
}
