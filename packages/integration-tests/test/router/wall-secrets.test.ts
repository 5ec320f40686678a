import type { ObserveEvent } from '@modelport/core';
import { type FaultyServer, faults, startFaultyServer } from '@modelport/provider-testkit';
import { createRouter, type Router } from '@modelport/router';
import { describe, expect, it } from 'vitest';
import { expectNoSecret } from '../faults/support/expect-no-secret.js';
import { failureOf, readStream, rejectionOf } from '../faults/support/read-stream.js';
import { shortRetryDelays } from '../faults/support/short-retry-delays.js';
import { type Dialect, ollama, openAI, providerAt } from './support/wall-targets.js';

const keys = ['key-4f9a"b/c+d=-of-the-first', 'key-77d1"b/c+d=-of-the-second'] as const;
const password = 'p@ss/w:rd-1';
const own = ['cookie-of-the-first-11', 'cookie-of-the-second-22'] as const;
const shared = 'header-of-the-router-88';
const secrets = [
  ...keys.flatMap((key) => [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)]),
  ...own,
  shared,
  password,
  encodeURIComponent(password),
  Buffer.from(`somebody:${password}`).toString('base64'),
];

/** A router whose targets have each a key, a header, and a password in their address; the router has a header for all. */
function routerOver(
  servers: readonly FaultyServer[],
  dialect: Dialect,
  observe: (event: ObserveEvent) => void,
): Router {
  const targets = servers.map(({ baseUrl }, at) => {
    const address = at === 0 ? baseUrl : baseUrl.replace('//', `//somebody:${encodeURIComponent(password)}@`);
    // A password in the address takes the place of the key.
    const more = { headers: { cookie: `session=${own[at]}` }, ...(at === 0 && { apiKey: keys[0] }) };
    return { provider: providerAt(`number-${at}`, address, dialect, more) };
  });
  return createRouter({ targets, observe, headers: { 'x-api-key': shared } });
}

shortRetryDelays();

describe.each([
  ['OpenAI', openAI],
  ['Ollama', ollama],
] as const)('F43: a secret of a target of the %s wire', { concurrent: true }, (_, dialect) => {
  const wire = dialect[1];

  it.each(['AUTH_FAILED', 'BACKEND_ERROR'] as const)(
    'that both targets say back shows in no error, hook or status: %s',
    async (code) => {
      await using first = await startFaultyServer(faults.echo({ wire, code }), { wire });
      await using second = await startFaultyServer(faults.echo({ wire, code }), { wire });
      const told: ObserveEvent[] = [];
      const observe = (event: ObserveEvent) => void told.push(event);
      const router = routerOver([first, second], dialect, observe);
      const errors = [
        await failureOf(router.stream('Hi', { observe })),
        await rejectionOf(router.chat('Hi', { observe })),
        await rejectionOf(router.embed('Hi', { observe })),
      ];
      expect(errors[0]?.attempts?.length).toBeGreaterThan(1);
      expect(first.requests[0]?.headers['x-api-key']).toBe(shared);
      for (const error of errors) expectNoSecret(error, secrets);
      // What opened the breaker of the one, or took out the other, is told, too.
      expect(told.filter(({ type }) => type === 'target-change')).toHaveLength(2);
      for (const shown of [told, router, router.status(), router.toJSON(), await router.health()])
        expectNoSecret(shown, secrets);
    },
  );

  it('goes to its own target and to no other', async () => {
    await using first = await startFaultyServer(faults.httpError({ wire, times: Infinity }), { wire });
    await using second = await startFaultyServer('none', { wire });
    const router = routerOver([first, second], dialect, () => undefined);
    expect((await readStream(router.stream('Hi'))).text).toBe('Hello there!');
    await router.chat('Hi');
    const sent = [first, second].map(({ requests }) =>
      JSON.stringify(requests.map(({ headers }) => headers)),
    );
    expect(sent[0]).toContain(JSON.stringify(keys[0]).slice(1, -1));
    expect(sent[0]).toContain(own[0]);
    expect(sent[0]).not.toContain(own[1]);
    expect(sent[1]).toContain(own[1]);
    for (const secret of [own[0], '4f9a']) expect(sent[1]).not.toContain(secret);
  });

  it('shows in no error of an answer that is cut', async () => {
    const cut = faults.errorMidStream({ wire });
    await using first = await startFaultyServer(
      faults.echo({ wire, inStream: true, code: 'BACKEND_ERROR' }),
      { wire },
    );
    await using second = await startFaultyServer(cut, { wire });
    const told: ObserveEvent[] = [];
    const router = routerOver([first, second], dialect, (event) => void told.push(event));
    const error = await failureOf(router.stream('Hi'));
    expect(error).toMatchObject({ partial: { text: 'Hello there!' }, attempts: [{}, {}] });
    for (const shown of [error, told, router.status()]) expectNoSecret(shown, secrets);
  });
});

describe('F13: a redirect of one target', { concurrent: true }, () => {
  it('takes the credentials of no target to another host', async () => {
    await using elsewhere = await startFaultyServer('none');
    const location = `${elsewhere.baseUrl.replace('127.0.0.1', 'localhost')}/v1/chat/completions`;
    await using first = await startFaultyServer(faults.redirect({ location }));
    await using second = await startFaultyServer('none');
    const router = routerOver([first, second], openAI, () => undefined);
    const { text, attempts } = await router.chat('Hi');
    expect([text, attempts.length]).toEqual(['Hello there!', 1]);
    const sent = JSON.stringify(elsewhere.requests[0]?.headers);
    expect(elsewhere.requests).toHaveLength(1);
    for (const secret of ['4f9a', own[0], shared]) expect(sent).not.toContain(secret);
    expect(second.connections).toHaveLength(0);
  });
});

describe('a prompt', { concurrent: true }, () => {
  it('is in no error, hook or status', async () => {
    await using first = await startFaultyServer(faults.httpError({ times: Infinity }));
    const told: ObserveEvent[] = [];
    const router = routerOver([first], openAI, (event) => void told.push(event));
    const error = await failureOf(router.stream('My diary says: DEAR-DIARY'));
    for (const shown of [error, told, router.status(), router]) expectNoSecret(shown, ['DEAR-DIARY']);
  });
});
