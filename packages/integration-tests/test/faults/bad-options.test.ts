import { createProvider, ProviderError } from '@modelport/core';
import { type FaultyServer, startFaultyServer } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoSecret } from './support/expect-no-secret.js';
import { readStream, rejectionOf, thrownBy } from './support/read-stream.js';
import '@modelport/provider-openai-compatible';

/** What is wrong, the setting that the error must name, and words that must be in it: the value and what is accepted. */
type Row = readonly [what: string, given: Record<string, unknown>, setting: string, words: readonly string[]];

const secret = 'sk-very-secret-key';

/** For `createProvider`. */
const options: readonly Row[] = [
  ['a misspelt option', { baseURL: 'http://127.0.0.1' }, 'baseURL', ['"baseURL"', 'Did you mean', 'baseUrl']],
  ['an option of another provider', { numCtx: 4_096 }, 'numCtx', ['"numCtx"', 'organization', 'quirks']],
  ['a URL without a scheme', { baseUrl: 'localhost:8000' }, 'baseUrl', ['"localhost:8000"', 'http']],
  ['a URL of another scheme', { baseUrl: 'ftp://somewhere' }, 'baseUrl', ['"ftp://somewhere"', 'http']],
  ['a URL that is empty', { baseUrl: '' }, 'baseUrl', ['""', 'http']],
  ['a URL with a line break', { baseUrl: 'http://127.0.0.1/a\nb' }, 'baseUrl', ['127.0.0.1', 'http']],
  ['a URL that is no text', { baseUrl: 7 }, 'baseUrl', ['7', 'http']],
  [
    'a URL with a password that cannot be read',
    { baseUrl: `htp://me:${secret}@127.0.0.1` },
    'baseUrl',
    ['127.0.0.1', 'http'],
  ],
  ['a key with a line break', { apiKey: `${secret}\n${secret}` }, 'apiKey', ['line', 'function']],
  ['a key that is empty', { apiKey: ' ' }, 'apiKey', ['line', 'function']],
  ['a key that is no text', { apiKey: { value: secret } }, 'apiKey', ['line', 'function']],
  ['a key with a character that no header takes', { apiKey: `${secret}…` }, 'apiKey', ['ASCII']],
  [
    'a header value with a line break',
    { headers: { 'x-key': `${secret}\r\nx-evil: 1` } },
    'headers',
    ['"x-key"', 'ASCII'],
  ],
  [
    'a header name with a line break',
    { headers: { 'x\r\nevil': secret } },
    'headers',
    ['x\\r\\nevil', 'name'],
  ],
  ['a header name with a space', { headers: { 'x key': secret } }, 'headers', ['"x key"', 'name']],
  ['a header value that is no text', { headers: { 'x-number': 7 } }, 'headers', ['"x-number"', 'number']],
  ['headers that are no object', { headers: 'x: 1' }, 'headers', ['object']],
  ['headers of fetch', { headers: new Headers({ a: 'b' }) }, 'headers', ['plain object']],
  ['a negative timeout', { timeout: -1 }, 'timeout', ['-1', 'from 0']],
  ['a timeout that is no number', { timeout: '30s' }, 'timeout', ['"30s"', 'number']],
  ['a timeout that is not a number at all', { idleTimeout: Number.NaN }, 'idleTimeout', ['NaN', 'number']],
  ['a negative first-event timer', { firstEventTimeout: -5 }, 'firstEventTimeout', ['-5', 'from 0']],
  ['a negative connect timer', { connectTimeout: -5 }, 'connectTimeout', ['-5', 'from 0']],
  ['half a retry', { maxRetries: 1.5 }, 'maxRetries', ['1.5', 'whole number']],
  ['a negative number of retries', { maxRetries: -1 }, 'maxRetries', ['-1', 'from 0']],
  ['an empty model', { model: '' }, 'model', ['""', 'not empty']],
  ['a name that is reserved', { name: 'auto' }, 'name', ['"auto"']],
  ['a name with spaces', { name: 'My server' }, 'name', ['"My server"', 'a-z']],
  ['a fetch that is no function', { fetch: 'node-fetch' }, 'fetch', ['function']],
  ['an observer that is no function', { observe: {} }, 'observe', ['function']],
  ['an unknown quirk', { quirks: { sendsNonsense: true } }, 'quirks.sendsNonsense', ['sendsNonsense']],
  ['a quirk of another kind', { quirks: { authHeader: 7 } }, 'quirks.authHeader', ['authorization']],
  ['a client that is none', { client: { baseURL: 7 } }, 'client', ['openai', 'baseURL']],
];

/** For a call. */
const callOptions: readonly Row[] = [
  ['a misspelt option', { timeOut: 5 }, 'timeOut', ['"timeOut"', 'Did you mean', 'timeout']],
  ['an option of the request', { temperature: 1 }, 'temperature', ['"temperature"', 'signal']],
  ['a negative timeout', { timeout: -1 }, 'timeout', ['-1', 'from 0']],
  ['a negative idle timer', { idleTimeout: -1 }, 'idleTimeout', ['-1', 'from 0']],
  ['half a retry', { maxRetries: 0.5 }, 'maxRetries', ['0.5', 'whole number']],
  ['a signal that is none', { signal: new AbortController() }, 'signal', ['AbortSignal']],
  ['a header with a line break', { headers: { 'x-key': `${secret}\nb` } }, 'headers', ['"x-key"', 'ASCII']],
  ['a request id with a line break', { requestId: 'a\nb' }, 'requestId', ['line']],
  ['a request id that no header takes', { requestId: 'année' }, 'requestId', ['HTTP']],
  ['an observer that is no function', { observe: 'log' }, 'observe', ['"log"', 'function']],
];

let server: FaultyServer;
beforeAll(async () => {
  server = await startFaultyServer('none');
});
// Refused before any request: nobody has even connected.
afterAll(async () => {
  expect(server.connections).toHaveLength(0);
  await server.close();
});

function expectRefusal(error: ProviderError, code: string, setting: string, words: readonly string[]): void {
  expect(error).toMatchObject({ code, retryable: false });
  // A header is named within the setting.
  expect(error.setting?.startsWith(setting) ? setting : error.setting).toBe(setting);
  for (const word of words) expect(error.message).toContain(word);
  expectNoSecret(error, [secret]);
  expect(error.attempts ?? []).toEqual([]);
}

describe('F46: options that are wrong are refused before any request', () => {
  it.each(options)('%s', (_, given, setting, words) => {
    const whole = { baseUrl: server.baseUrl, ...given };
    const error = thrownBy(() => createProvider('openai-compatible', whole as object));
    expectRefusal(error, 'SETTING_INVALID', setting, words);
  });

  it.each(callOptions)('of a call: %s', async (_, given, setting, words) => {
    const provider = createProvider('openai-compatible', { baseUrl: server.baseUrl, model: 'm' });
    for (const error of [
      await rejectionOf(provider.chat('Hi', given)),
      (await readStream(provider.stream('Hi', given))).error,
      await rejectionOf(provider.models(given)),
      await rejectionOf(provider.embed('Hi', given)),
    ]) {
      expectRefusal(
        error ?? new ProviderError({ code: 'NONE', message: '' }),
        'SETTING_INVALID',
        setting,
        words,
      );
    }
  });

  it('a key that a function gives is checked like any other', async () => {
    for (const apiKey of [
      () => `${secret}\nb`,
      () => '',
      async () => 7 as unknown as string,
      () => `${secret}é`,
    ]) {
      const provider = createProvider('openai-compatible', { baseUrl: server.baseUrl, apiKey });
      const error = await rejectionOf(provider.chat('Hi', { maxRetries: 2 }));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'apiKey' });
      expectNoSecret(error, [secret]);
    }
  });

  it('a type that is not known names those that are, and the package of one that could be', () => {
    const misspelt = thrownBy(() => createProvider('openai-compatable'));
    expect(misspelt).toMatchObject({ code: 'PROVIDER_NOT_FOUND' });
    expect(misspelt.candidates).toContain('openai-compatible');
    expect(misspelt.message).toMatch(/"openai-compatable".*openai-compatible/s);
    const missing = thrownBy(() => createProvider('llamacpp'));
    expect(missing.message).toContain('npm install @modelport/provider-llamacpp');
    expect(thrownBy(() => createProvider('')).code).toBe('PROVIDER_NOT_FOUND');
    expect(thrownBy(() => createProvider('constructor')).code).toBe('PROVIDER_NOT_FOUND');
  });

  it('options that are no object', () => {
    for (const given of ['http://127.0.0.1', 7]) {
      const error = thrownBy(() => createProvider('openai-compatible', given as unknown as object));
      expect(error.code).toBe('SETTING_INVALID');
    }
  });
});
