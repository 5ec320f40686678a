import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ObserveEvent } from '@modelport/core';
import * as faults from '../../faulty/faults.js';
import { responseSteps, startBackend } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failureOf, readToEnd } from './support/failures.js';

/** So many echoes fill every message that is cut, wherever that is. */
const often = 50;

/** What must get out to nobody, and what must not get in. */
export const secretsCases: readonly ConformanceCase[] = [
  {
    id: 'secrets/refusal',
    title: 'a key that the backend says back is nowhere in the error, not even half of it',
    reason: 'Fault F43: errors end in logs. A message that is cut before the key is hidden shows half of it.',
    faults: ['F43'],
    requires: ['failure:AUTH_FAILED', 'setting:apiKey'],
    async run(t) {
      t.backend.reply('chat', ...faults.echo({ wire: t.wire, repeat: often }));
      const told: ObserveEvent[] = [];
      const observe = (event: ObserveEvent): void => void told.push(event);
      const error = await failureOf(t.provider({ observe }).stream('Hi'));
      expectNoKey(t, everythingShown(error));
      expectNoKey(t, inspect(told, everything));
    },
  },
  {
    id: 'secrets/error-event',
    title: 'a key that the backend says back within a stream is nowhere in the error, not even half of it',
    reason: 'Fault F43: error events are read by other code than refusals, and forgotten.',
    faults: ['F43'],
    requires: ['in-stream:BACKEND_ERROR', 'setting:apiKey'],
    async run(t) {
      const { wire } = t;
      const echo = faults.echo({ wire, code: 'BACKEND_ERROR', inStream: true, repeat: often });
      t.backend.reply('chat', ...echo);
      expectNoKey(t, everythingShown(await failureOf(t.provider().stream('Hi'))));
    },
  },
  {
    id: 'secrets/url',
    title: 'the key is in no URL',
    reason: 'Fault F43: every proxy and every server on the way writes URLs into its log.',
    faults: ['F43'],
    requires: ['wire', 'setting:apiKey'],
    async run(t) {
      const provider = t.provider();
      await provider.chat('Hi');
      await readToEnd(provider.stream('Hi'));
      await provider.health();
      for (const { path } of t.backend.requests) {
        assert.ok(!path.includes(t.apiKey), `The key is in the URL ${path}: send it in a header.`);
      }
    },
  },
  {
    id: 'secrets/description',
    title: 'a provider that is printed or turned into JSON shows no key',
    reason: 'Contract, `Provider.toJSON`: a description that is safe to log.',
    faults: ['F43'],
    requires: ['setting:apiKey'],
    offline: true,
    run(t) {
      const provider = t.provider();
      const shown = [JSON.stringify(provider), inspect(provider, everything)];
      assert.ok(!shown.join('\n').includes(t.apiKey), 'The key shows.');
    },
  },
  {
    id: 'secrets/login',
    title: 'a user name and a password in the base URL show nowhere',
    reason: 'Fault F43: servers behind a proxy are reached so, and URLs are printed without a thought.',
    faults: ['F43'],
    requires: ['wire', 'setting:baseUrl'],
    async run(t) {
      const provider = t.provider(
        t.connectionTo(t.backend.baseUrl.replace('//', '//somebody:pass-word-4711@')),
      );
      t.backend.reply('chat', { status: 500, body: 'Oh no.' });
      const error = await failureOf(provider.stream('Hi'));
      const shown = [everythingShown(error), JSON.stringify(provider), inspect(provider, everything)];
      assert.ok(!shown.join('\n').includes('pass-word-4711'), 'The password shows.');
    },
  },
  {
    id: 'secrets/prompt',
    title: 'an error shows nothing of the messages',
    reason: 'Architecture, 8: a message never holds a prompt. What people ask is not for logs.',
    faults: ['F43'],
    requires: ['failure:REQUEST_INVALID'],
    async run(t) {
      t.backend.reply('chat', { failure: 'REQUEST_INVALID' });
      const error = await failureOf(t.provider().stream('My diary says: DEAR-DIARY'));
      assert.ok(!everythingShown(error).includes('DEAR-DIARY'), `The prompt shows: ${error.message}`);
    },
  },
  {
    id: 'secrets/redirect',
    title: 'a redirect to another host takes no key and no header of the user along',
    reason: 'Fault F13: whoever can redirect would be given them. `fetch` itself drops but `authorization`.',
    faults: ['F13'],
    requires: ['wire'],
    async run(t) {
      await using target = await startBackend(t.wire, [t.model]);
      const elsewhere = target.baseUrl.replace('127.0.0.1', 'localhost');
      t.backend.reply('chat', ({ path }) =>
        responseSteps({ status: 307, headers: { location: `${elsewhere}${path.split('?')[0]}` }, body: '' }),
      );
      const headers = { 'x-team-secret': 'header-secret-4711' };
      await readToEnd(t.provider({ headers }).stream('Hi'));
      const sent = JSON.stringify(target.requests.map((request) => [request.path, request.headers]));
      for (const secret of [t.apiKey, 'header-secret-4711']) {
        assert.ok(!sent.includes(secret), `Another host was given "${secret}".`);
      }
    },
  },
  {
    id: 'secrets/prototype',
    title: 'an answer with fields like `__proto__` changes no object but its own',
    reason: 'Fault F44: a backend that could would change how the whole program works.',
    faults: ['F44'],
    requires: ['wire'],
    isolated: true,
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames({ parts: [{ text: 'Hi.' }] });
      const polluting = t.wire.frame(
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"usage":{"__proto__":{"polluted":1}}}',
      );
      t.backend.reply(
        'chat',
        ...faults.endWithoutFinish({
          wire: t.wire,
          frames: [...opening, ...content, polluting, ...finish, ...end],
        }),
      );
      try {
        await readToEnd(t.provider().stream('Hi'));
        assert.equal(({} as { polluted?: unknown }).polluted, undefined, 'Every object has the field now.');
      } finally {
        delete (Object.prototype as { polluted?: unknown }).polluted;
      }
    },
  },
];

/** As much as a log could show. */
const everything = { depth: 9, showHidden: true, getters: true, maxStringLength: null };

function expectNoKey(t: CaseContext, shown: string): void {
  const half = t.apiKey.slice(0, 16);
  const at = shown.indexOf(half);
  assert.ok(at < 0, `The key shows: …${shown.slice(Math.max(0, at - 40), at + 60)}…`);
}

/** All that a log could show of an error. */
function everythingShown(error: Error): string {
  const shown: string[] = [inspect(error, everything)];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    shown.push(at.message, at.stack ?? '', JSON.stringify(at));
  }
  return shown.join('\n');
}
