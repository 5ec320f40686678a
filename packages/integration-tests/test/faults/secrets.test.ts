import type { ObserveEvent } from '@modelport/core';
import { ProviderError } from '@modelport/core';
import {
  type Fault,
  faults,
  reserveRefusedPort,
  type Step,
  startFakeOpenAIServer,
  startFaultyServer,
  wholeJson,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { expectNoSecret } from './support/expect-no-secret.js';
import { delta, type StreamedEvent, said, streaming } from './support/frames.js';
import { failureOf, rejectionOf } from './support/read-stream.js';
import { shortRetryDelays } from './support/short-retry-delays.js';
import { onBothTransports } from './support/transports.js';

shortRetryDelays();

const apiKey = 'key-4f9a"b/c+d=-not-in-the-usual-form';
const password = 'p@ss/w:rd-1';
const secrets = [
  apiKey,
  encodeURIComponent(apiKey),
  JSON.stringify(apiKey).slice(1, -1),
  'cookie-secret-77',
  'header-secret-88',
  password,
  encodeURIComponent(password),
  Buffer.from(`somebody:${password}`).toString('base64'),
];
const headers = { cookie: 'session=cookie-secret-77', 'x-api-key': 'header-secret-88' };

type Steps = readonly Step[];

/** Says back whatever the client showed of itself. */
function echo(answer: (words: string, headers: Record<string, string>) => Steps): Fault {
  return [
    ({ headers: { authorization = '', cookie = '', 'x-api-key': own = '' } }) => {
      const key = authorization.replace(/^\w+ /, '');
      const words = `${authorization}; ${key}; ${encodeURIComponent(key)}; ${cookie}; ${own}; ${JSON.stringify(key)}`;
      return answer(`Refused: ${words}`, { 'x-echo': words, 'www-authenticate': `Bearer realm="${own}"` });
    },
  ];
}

const echoes = [
  ['the body of an error', echo((words, more) => wholeJson(401, said(words), more))],
  ['an error that is retried', echo((words, more) => wholeJson(500, said(words), more))],
  [
    'the code of an error',
    echo((words, more) => wholeJson(400, said('No.', { code: words, param: words }), more)),
  ],
  ['an error inside a 200', echo((words, more) => wholeJson(200, said(words), more))],
  ['a page of HTML', echo((words) => wholeText(403, `<html><head><title>${words}</title></head></html>`))],
  ['plain text', echo((words) => wholeText(502, words))],
  [
    'a page of HTML with 200',
    echo((words) => wholeText(200, `<html><head><title>${words}</title></head></html>`)),
  ],
  ['JSON that is no answer', echo((words) => wholeJson(200, { [words]: words, message: words }))],
  [
    'a redirect',
    echo((words) =>
      wholeJson(302, '', { location: `http://other.invalid/?key=${encodeURIComponent(words)}` }),
    ),
  ],
  ['the first event', echo((words) => streamOf(said(words)))],
  ['an event in the middle', echo((words) => streamOf(delta({ content: 'Hello' }), said(words)))],
  [
    'events that are no JSON',
    echo((words) => streamOf(delta({ content: 'Hello' }), ...Array.from({ length: 20 }, () => `{${words}`))),
  ],
] as const;

onBothTransports({ concurrent: true }, (connect) => {
  describe('F43: a secret', () => {
    it.each(echoes)('that the server says back shows in no error: %s', async (_, fault) => {
      await using server = await startFaultyServer(fault);
      for (const options of [
        { apiKey, headers },
        { apiKey: async () => apiKey, headers },
        { headers: { ...headers, authorization: `Bearer ${apiKey}` } },
        {
          baseUrl: `${server.baseUrl.replace('//', `//somebody:${encodeURIComponent(password)}@`)}/v1`,
          headers,
        },
      ]) {
        const told: ObserveEvent[] = [];
        const observe = (event: ObserveEvent) => void told.push(event);
        // Without models that are named in advance, a list that cannot be read is an error.
        const provider = connect(server, { ...options, observe, models: [] });
        const errors = [
          await failureOf(provider.stream('Hi')),
          await rejectionOf(provider.models()),
          await rejectionOf(provider.embed('Hi', { maxRetries: 0 })),
        ];
        expect(server.requests[0]?.headers['x-api-key']).toBe('header-secret-88');
        for (const error of errors) expectNoSecret(error, secrets);
        expectNoSecret(await provider.health(), secrets);
        expectNoSecret(told, secrets);
        expectNoSecret(provider, secrets);
      }
    });

    it('that stands in the URL shows in no error of the connection', async () => {
      await using nobody = await reserveRefusedPort();
      const login = `somebody:${encodeURIComponent(password)}@`;
      for (const baseUrl of [
        `${nobody.baseUrl.replace('//', `//${login}`)}/v1`,
        `http://${login}no-such-host.invalid/v1`,
        `${nobody.baseUrl}/v1?api_key=header-secret-88`,
      ]) {
        const provider = connect(nobody, { baseUrl });
        const error = await failureOf(provider.stream('Hi', { maxRetries: 1 }));
        expect(error.code).toBe('BACKEND_UNREACHABLE');
        expectNoSecret(error, secrets);
        expectNoSecret(provider, secrets);
        expect(provider.baseUrl).not.toContain('somebody');
      }
    });

    it.each(['silenceBeforeHeaders', 'stallMidStream', 'cutMidStream', 'notHttp'] as const)(
      'shows in no error of %s',
      async (fault) => {
        await using server = await startFaultyServer(fault);
        const timers = { firstEventTimeout: 1_000, idleTimeout: 1_000, maxRetries: 0 };
        expectNoSecret(
          await failureOf(connect(server, { apiKey, headers, ...timers }).stream('Hi')),
          secrets,
        );
      },
    );

    it('is not in what a failed function for the key had to say', async () => {
      await using server = await startFaultyServer('none');
      const tokens = ['first-token-1111', apiKey];
      const rotating = connect(server, {
        apiKey: () => {
          const token = tokens.shift();
          if (token === undefined) throw new Error('The vault is closed.');
          return token;
        },
      });
      await rotating.chat('Hi');
      await rotating.chat('Hi');
      const error = await rejectionOf(rotating.chat('Hi'));
      expect(error).toMatchObject({
        code: 'AUTH_FAILED',
        message: expect.stringContaining('The vault is closed.'),
      });
      expectNoSecret(error, secrets);
      expect(server.requests.map(({ headers: sent }) => sent['authorization'])).toEqual([
        'Bearer first-token-1111',
        `Bearer ${apiKey}`,
      ]);
    });

    it('that OpenAI quotes in its refusal does not come through', async () => {
      await using server = await startFakeOpenAIServer();
      const error = await failureOf(connect(server, { model: 'gpt-fake', apiKey }).stream('Hi'));
      expect(error.code).toBe('AUTH_FAILED');
      expect(server.requests[0]?.headers.authorization).toContain(apiKey);
      expectNoSecret(error, secrets);
    });

    it('is not in a prompt either: an error shows nothing of the messages', async () => {
      await using server = await startFaultyServer(streaming('{nonsense'));
      const stream = connect(server).stream('My diary says: DEAR-DIARY');
      expectNoSecret(await failureOf(stream), ['DEAR-DIARY']);
      expect(ProviderError.isInstance(await stream.response.catch((error: unknown) => error))).toBe(true);
    });
  });
});

function wholeText(status: number, text: string): Steps {
  return stepsOf(faults.httpError({ status, body: text, times: Infinity }));
}

function streamOf(...events: readonly StreamedEvent[]): Steps {
  return stepsOf(streaming(...events));
}

function stepsOf([script = []]: Fault): Steps {
  return typeof script === 'function' ? [] : script;
}
