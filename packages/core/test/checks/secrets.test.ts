import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  collectSecrets,
  insecureUrlWarning,
  publicUrl,
  redact,
  withoutSecrets,
} from '../../src/checks/secrets.js';
import type { ChatResponse } from '../../src/contract.js';
import { ProviderError, type ProviderErrorDetails } from '../../src/errors.js';

const key = 'sk-live-4f9a';

/** All that a log could show of an error. */
const everything = (error: ProviderError): string =>
  [
    inspect(error, { depth: Infinity, showHidden: true }),
    JSON.stringify(error),
    error.message,
    error.stack,
    inspect(error.cause, { depth: Infinity, showHidden: true }),
    JSON.stringify(error.cause),
  ].join('\n');

const clean = (details: Partial<ProviderErrorDetails>): ProviderError =>
  withoutSecrets(new ProviderError({ code: 'BACKEND_ERROR', message: 'Failed.', ...details }), [key]);

describe('collectSecrets', () => {
  it('takes the key, and what header fields that hold secrets carry', () => {
    const headers = {
      authorization: 'Bearer token-1',
      'x-api-key': 'value-2',
      'api-key': 'value-3',
      cookie: 'session=4',
      'x-team': 'blue-5',
    };
    const secrets = collectSecrets(key, headers, undefined);
    expect(secrets).toEqual(
      expect.arrayContaining([key, 'Bearer token-1', 'token-1', 'value-2', 'value-3', 'session=4']),
    );
    expect(secrets).not.toContain('blue-5');
  });

  it('takes user and password of the URL in every form in which they may be echoed', () => {
    const secrets = collectSecrets(undefined, {}, 'https://anna%40home:p%C3%A4ssword@host/v1');
    const header = Buffer.from('anna@home:pässword').toString('base64');
    expect(secrets).toEqual(
      expect.arrayContaining(['anna%40home', 'anna@home', 'p%C3%A4ssword', 'pässword', header]),
    );
  });

  it('takes keys in the query of the URL', () => {
    const secrets = collectSecrets(undefined, {}, 'https://host/v1?api_key=abcdef&version=2024-10');
    expect(secrets).toContain('abcdef');
    expect(secrets).not.toContain('2024-10');
  });

  it('leaves out what is so short that it would blot out ordinary words', () => {
    expect(collectSecrets('abc', { 'x-key': 'no' }, 'http://me:it@host')).not.toContain('abc');
  });

  it('puts the longest first, because one may hold another', () => {
    const secrets = collectSecrets('abcd', { 'x-key': 'abcdefgh' }, undefined);
    expect(redact('x abcdefgh x abcd', secrets)).toBe('x [redacted] x [redacted]');
  });

  it.each([undefined, '', 'no url', 'https://a:%E0%A4%A@host'])('copes with %j as base URL', (url) => {
    expect(() => collectSecrets(key, {}, url)).not.toThrow();
  });
});

describe('redact', () => {
  it('replaces every occurrence, without reading secrets as patterns', () => {
    expect(redact('a.c $& a.c abc', ['a.c'])).toBe('[redacted] $& [redacted] abc');
  });
});

describe('publicUrl', () => {
  it.each([
    ['http://user:pass@host:8080/v1?key=abc#part', 'http://host:8080/v1'],
    ['HTTPS://user@host/a@b', 'HTTPS://host/a@b'],
    ['http://host/v1', 'http://host/v1'],
  ])('shows %s as %s', (url, shown) => {
    expect(publicUrl(url)).toBe(shown);
  });
});

describe('insecureUrlWarning', () => {
  const warning = (baseUrl: string | undefined) => insecureUrlWarning({ baseUrl, apiKey: key, headers: {} });

  it.each([
    'http://example.com/v1',
    'HTTP://10.0.0.7:8080',
    'http://localhost.evil.com',
    'http://127.evil.com',
  ])('warns when a key goes to %s', (url) => {
    expect(warning(url)).toMatchObject({ code: 'insecure-url', setting: 'baseUrl' });
  });

  it.each([
    'https://example.com',
    'http://localhost:1234',
    'http://LOCALHOST',
    'http://my.localhost',
    'http://127.0.0.1:8080',
    'http://127.8.9.1',
    'http://[::1]:8080/v1',
    undefined,
  ])('does not warn of %s', (url) => {
    expect(warning(url)).toBeUndefined();
  });

  it.each<[string, Parameters<typeof insecureUrlWarning>[0]]>([
    ['a function that gives a key', { apiKey: () => key, headers: {}, baseUrl: 'http://example.com' }],
    ['a header', { headers: { authorization: `Bearer ${key}` }, baseUrl: 'http://example.com' }],
    ['a password in the URL', { headers: {}, baseUrl: 'http://me:password@example.com' }],
  ])('warns of %s too', (_, holder) => {
    expect(insecureUrlWarning(holder)).toBeDefined();
  });

  it('does not warn when there is nothing to hide', () => {
    expect(
      insecureUrlWarning({ headers: { 'x-team': 'blue' }, baseUrl: 'http://example.com' }),
    ).toBeUndefined();
  });

  it('shows no more of the URL than the host', () => {
    const { message } = warning('http://me:secret@example.com/p?key=hidden') ?? {};
    expect(message).toContain('example.com');
    expect(message).not.toMatch(/secret|hidden|me:/);
  });
});

describe('withoutSecrets', () => {
  it('gives back the very same error where it holds none', () => {
    const cause = new Error('below', { cause: { deep: ['harmless'] } });
    const error = new ProviderError({ code: 'TIMEOUT', message: 'Late.', cause });
    expect(withoutSecrets(error, [key])).toBe(error);
    expect(withoutSecrets(error, [])).toBe(error);
  });

  it('keeps a harmless cause as it is although the message has to change', () => {
    const cause = new Error('below');
    expect(clean({ message: `No: ${key}`, cause }).cause).toBe(cause);
  });

  it('keeps all that is no secret', () => {
    const error = clean({ message: `Wrong key ${key}.`, status: 401, headers: { server: 'x' } });
    expect(error).toMatchObject({ message: 'Wrong key [redacted].', status: 401, headers: { server: 'x' } });
  });

  const circular: Record<string, unknown> = { body: `echo ${key}` };
  circular['self'] = circular;
  it.each<[string, Partial<ProviderErrorDetails>]>([
    ['the message', { message: `Wrong key ${key}.` }],
    ['a header', { headers: { 'x-echo': `key=${key}` } }],
    ['a candidate', { candidates: [key] }],
    ['an attempt', { attempts: [{ provider: 'a', durationMs: 1, reason: `Wrong key ${key}` }] }],
    ['a cause that is a text', { cause: `body: ${key}` }],
    ['a cause that is an error', { cause: new Error(`below: ${key}`) }],
    ['a cause of the cause', { cause: new Error('a', { cause: new Error('b', { cause: key }) }) }],
    ['one of several errors', { cause: new AggregateError([new Error(key)], 'all failed') }],
    ['a plain object', { cause: { request: { headers: { authorization: `Bearer ${key}` } } } }],
    ['the name of a member', { cause: { [key]: 1 } }],
    ['an object that holds itself', { cause: circular }],
    ['headers of the platform', { cause: { headers: new Headers({ authorization: `Bearer ${key}` }) } }],
    ['a map in a list', { cause: [new Map([['key', key]])] }],
    ['a set', { cause: new Set([key]) }],
    ['a hidden member', { cause: Object.defineProperty({}, 'hidden', { value: key }) }],
    ['a symbol', { cause: { [Symbol('state')]: key } }],
    ['an error with a body', { cause: Object.assign(new Error('400'), { body: { message: key } }) }],
    [
      'a getter that throws',
      {
        cause: {
          key,
          get broken() {
            throw new Error('no');
          },
        },
      },
    ],
  ])('takes it out of %s', (_, details) => {
    expect(everything(clean(details))).not.toContain(key);
  });

  it('still tells what the cause was', () => {
    const error = clean({ cause: new RangeError(`below: ${key}`) });
    expect(String(error.cause)).toContain('RangeError: below: [redacted]');
  });

  it('leaves the answer so far to the user, as the model gave it', () => {
    const partial = { text: 'so far' } as ChatResponse;
    expect(clean({ message: key, partial }).partial).toBe(partial);
  });

  it('keeps the place where it was thrown', () => {
    expect(clean({ message: key }).stack).toMatch(/\[redacted\][\s\S]*secrets\.test/);
  });

  it('does not look without end', () => {
    const endless = { list: Array.from({ length: 20_000 }, (_, index) => ({ index })) };
    expect(clean({ cause: endless }).cause).toBe('[redacted]');
  });
});
