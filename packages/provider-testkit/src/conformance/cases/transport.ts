import assert from 'node:assert/strict';
import type { FetchLike } from '@modelport/core';
import { encodeAnswer } from '../../network/http-bytes.js';
import { textAnswer } from '../answer.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failureOf, readToEnd } from './support/failures.js';

/** Where requests go, and how. */
export const transportCases: readonly ConformanceCase[] = [
  {
    id: 'transport/given-fetch',
    title: 'every request goes through the `fetch` that the user gives',
    reason: 'Contract, `DriverContext.fetch`: it is how programs go through proxies, record and block.',
    requires: ['wire', 'given-fetch'],
    async run(t) {
      let count = 0;
      const fetch: FetchLike = (url, init) => {
        count++;
        return (globalThis.fetch as FetchLike)(url, init);
      };
      await askEverything(t, { fetch });
      assert.equal(count, t.backend.requests.length, 'Some requests took another way: use `context.fetch`.');
    },
  },
  {
    id: 'transport/fetch-failure',
    title: 'a given `fetch` that fails is BACKEND_UNREACHABLE',
    reason: 'Contract, `ProviderError`: it fails as a connection does, and is tried again as one.',
    faults: ['F4'],
    requires: ['wire', 'given-fetch'],
    async run(t) {
      const fetch: FetchLike = async () => {
        throw new TypeError('fetch failed');
      };
      const { code, message } = await failureOf(t.provider({ fetch }).stream('Hi'));
      assert.equal(code, 'BACKEND_UNREACHABLE', message);
    },
  },
  {
    id: 'transport/path-prefix',
    title: 'every request goes to the address that is given, its path included',
    reason: 'Backends stand behind proxies, under a path of their own; elsewhere there is somebody else.',
    requires: ['wire'],
    async run(t) {
      const place = t.connectionTo(`${t.backend.baseUrl}/team/models`);
      await askEverything(t, place);
      assert.ok(t.backend.requests.length > 0, 'The backend was not asked.');
      for (const { method, path } of t.backend.requests) {
        assert.ok(path.startsWith('/team/models/'), `${method} ${path} left the path /team/models.`);
      }
    },
  },
  {
    id: 'transport/content-length',
    title: 'a stream whose length is known is read as one in chunks is',
    reason: 'HTTP has both ways to send a body, and proxies turn one into the other.',
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(textAnswer(['Hel', 'lo!']));
      const body = [...opening, ...content, ...finish, ...end].join('');
      const bytes = encodeAnswer(200, { 'content-type': t.wire.streamType }, body);
      t.backend.reply('chat', [{ do: 'send', bytes }]);
      const { text, error } = await readToEnd(t.provider().stream('Hi'));
      assert.equal(text, 'Hello!', error?.message);
    },
  },
];

/** Makes a call of every kind. How they end does not matter. */
async function askEverything(t: CaseContext, options: Readonly<Record<string, unknown>>): Promise<void> {
  const provider = t.provider(options);
  await readToEnd(provider.stream('Hi'));
  await Promise.allSettled([
    provider.chat('Hi'),
    provider.models(),
    provider.health(),
    provider.embed('Hi'),
    provider.countTokens('Hi'),
  ]);
}
