import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { CallContext } from '../../src/contract.js';
import { ProviderError } from '../../src/errors.js';
import type { CommonOptions } from '../../src/provider-types.js';
import { errorOf, finish, passing, providerOf, scriptedDriver, text } from '../support/scripted.js';

const key = 'sk-live-4f9a';
const answer = [text('Hello'), finish()];

/** What a driver is told of the first attempt. */
async function contextOf(options: CommonOptions, given = {}): Promise<CallContext | undefined> {
  const driver = scriptedDriver([answer]);
  await providerOf(driver, {}, options).chat('x', given);
  return driver.calls[0];
}

describe('what a driver is told', () => {
  it('of a call without options: no member that is undefined', async () => {
    expect(Object.keys((await contextOf({})) ?? {}).sort()).toEqual([
      'attempt',
      'headers',
      'onConnected',
      'onConnecting',
      'signal',
      'warn',
    ]);
  });

  it("are the headers of the provider, then the call's, then the request id", async () => {
    const call = await contextOf(
      { headers: { 'X-Team': 'blue', 'X-Trace': 'a', 'x-request-id': 'general' } },
      { headers: { 'x-trace': 'b' }, requestId: 'r-1' },
    );
    expect(call?.headers).toEqual({ 'x-team': 'blue', 'x-trace': 'b', 'x-request-id': 'r-1' });
    expect(call?.requestId).toBe('r-1');
  });

  it('are warnings, which reach the response once each', async () => {
    const warn = async (call: CallContext) => {
      call.warn({ code: 'odd', message: 'Odd.' });
      call.warn({ code: 'odd', message: 'Odd.' });
      call.warn({ code: 'odd', message: 'Even more odd.', setting: 'seed' });
    };
    const { warnings } = await providerOf(scriptedDriver([warn, answer])).chat('x');
    expect(warnings).toEqual([
      { code: 'odd', message: 'Odd.' },
      { code: 'odd', message: 'Even more odd.', setting: 'seed' },
    ]);
  });

  it('is refused before any attempt where call options are wrong', async () => {
    const driver = scriptedDriver([answer]);
    const provider = providerOf(driver);
    for (const options of [
      { timeout: -1 },
      { temperature: 1 },
      { headers: { 'x-a': 'b\nc' } },
      { requestId: '' },
    ])
      expect((await errorOf(provider.chat('x', options))).code).toBe('SETTING_INVALID');
    expect((await errorOf(provider.stream('x', { timeout: -1 }).response)).setting).toBe('timeout');
    expect((await provider.health({ timeout: -1 })).error?.setting).toBe('timeout');
    expect(driver.calls).toEqual([]);
  });
});

describe('the key', () => {
  it('is handed on without white space around it', async () => {
    expect((await contextOf({ apiKey: ' sk-1\n' }))?.apiKey).toBe('sk-1');
  });

  it.each<[string, () => string | Promise<string>]>([
    ['at once', () => ' sk-2\n'],
    ['later', async () => ' sk-2\n'],
  ])('is what a function gives, be it %s', async (_, apiKey) => {
    expect((await contextOf({ apiKey }))?.apiKey).toBe('sk-2');
  });

  it('is asked for again for each attempt, so that it may change', async () => {
    let count = 0;
    const driver = scriptedDriver([passing()], [answer]);
    await providerOf(driver, {}, { apiKey: () => `sk-${++count}` }).chat('x');
    expect(driver.calls.map(({ apiKey }) => apiKey)).toEqual(['sk-1', 'sk-2']);
  });

  it.each([undefined, '', 5, {}, 'a\nb'])('is refused where the function gives %j', async (value) => {
    const driver = scriptedDriver([answer]);
    const apiKey = (() => value) as () => string;
    const error = await errorOf(providerOf(driver, {}, { apiKey }).chat('x'));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'apiKey', provider: 'scripted' });
    expect(driver.calls).toEqual([]);
  });

  it.each<[string, () => string | Promise<string>]>([
    [
      'at once',
      () => {
        throw new Error('vault is sealed');
      },
    ],
    ['later', () => Promise.reject(new Error('vault is sealed'))],
  ])('is missing where the function fails %s: AUTH_FAILED with the reason', async (_, apiKey) => {
    const driver = scriptedDriver([answer]);
    const error = await errorOf(providerOf(driver, {}, { apiKey }).chat('x'));
    expect(error).toMatchObject({ code: 'AUTH_FAILED', retryable: false });
    expect(error.message).toMatch(/"apiKey".*vault is sealed/);
    expect(error.cause).toBeInstanceOf(Error);
    expect(driver.calls).toEqual([]);
  });

  it('is asked for again where its own server could not be reached', async () => {
    const apiKey = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
      .mockResolvedValue('sk-2');
    const driver = scriptedDriver([answer]);
    await providerOf(driver, {}, { apiKey }).chat('x');
    expect(driver.calls.map((call) => call.apiKey)).toEqual(['sk-2']);
  });
});

describe('the request id', () => {
  it("of the caller is in the response, whatever the backend's is", async () => {
    const start = { type: 'start', requestId: 'backend' } as const;
    const provider = providerOf(scriptedDriver([[start, ...answer]]));
    expect((await provider.chat('x', { requestId: 'mine' })).requestId).toBe('mine');
    expect((await provider.chat('x')).requestId).toBe('backend');
  });

  it("of the caller is in the error, whatever the backend's is", async () => {
    const failing = new ProviderError({ code: 'AUTH_FAILED', message: 'No.', requestId: 'backend' });
    const provider = providerOf(scriptedDriver([failing]));
    expect((await errorOf(provider.chat('x', { requestId: 'mine' }))).requestId).toBe('mine');
    expect((await errorOf(provider.chat('x'))).requestId).toBe('backend');
  });

  it('is refused where it cannot be a header', async () => {
    const provider = providerOf(scriptedDriver([answer]));
    for (const requestId of ['a\r\nb: c', 'ä']) {
      const error = await errorOf(provider.chat('x', { requestId }));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'requestId' });
    }
  });
});

describe('an error of a call', () => {
  const options: CommonOptions = {
    apiKey: key,
    baseUrl: 'https://anna:pass-9c1d@example.com/v1',
    headers: { 'x-api-key': 'header-77aa', authorization: 'Bearer bearer-55bb' },
  };
  const secrets = [key, 'pass-9c1d', 'header-77aa', 'bearer-55bb'];
  const echo = secrets.join(' ');

  it.each<[string, Error]>([
    ['a message', new ProviderError({ code: 'AUTH_FAILED', message: `Wrong key: ${echo}` })],
    ['an error body as cause', new ProviderError({ code: 'AUTH_FAILED', message: 'No.', cause: { echo } })],
    ['an error as cause', new ProviderError({ code: 'AUTH_FAILED', message: 'No.', cause: new Error(echo) })],
    ['an error that nobody expected', new Error(`request failed: ${echo}`)],
    ['response headers', new ProviderError({ code: 'AUTH_FAILED', message: 'No.', headers: { echo } })],
  ])('shows no secret that came with %s', async (_, thrown) => {
    const error = await errorOf(providerOf(scriptedDriver([thrown]), {}, options).chat('x'));
    const shown = [
      inspect(error, { depth: Infinity, showHidden: true }),
      JSON.stringify(error),
      JSON.stringify(error.cause),
      error.stack,
    ].join('\n');
    for (const secret of secrets) expect(shown).not.toContain(secret);
    expect(error.code).toBe(thrown instanceof ProviderError ? 'AUTH_FAILED' : 'BACKEND_ERROR');
  });

  it('shows no key that a function gave', async () => {
    const failing = async (call: CallContext) => {
      throw new Error(`Wrong key: ${call.apiKey}`);
    };
    const provider = providerOf(scriptedDriver([failing]), {}, { apiKey: async () => key });
    const error = await errorOf(provider.chat('x'));
    expect(error.message).toBe('Wrong key: [redacted]');
    expect(inspect(error)).not.toContain(key);
  });

  it('has no doubled full stop and names the provider', async () => {
    const error = await errorOf(
      providerOf(scriptedDriver([passing('Busy.')]), {}, { name: 'main' }).chat('x'),
    );
    expect(error.message).toBe('Busy.');
    expect(error).toMatchObject({ provider: 'main', type: 'scripted' });
  });
});

describe('the options of a call', () => {
  it('are checked each time, as they may have been changed since', async () => {
    const provider = providerOf(scriptedDriver([answer]));
    const options = { timeout: 1_000 };
    expect((await provider.chat('x', options)).text).toBe('Hello');
    options.timeout = -1;
    expect(await errorOf(provider.chat('x', options))).toMatchObject({ setting: 'timeout' });
  });

  it('may be the same frozen ones for many calls; wrong ones stay wrong', async () => {
    const provider = providerOf(scriptedDriver([answer]));
    const right = Object.freeze({ requestId: 'r-1' });
    for (let calls = 0; calls < 3; calls++) expect((await provider.chat('x', right)).requestId).toBe('r-1');
    const wrong = Object.freeze({ requestId: '' });
    for (let calls = 0; calls < 2; calls++)
      expect(await errorOf(provider.chat('x', wrong))).toMatchObject({ setting: 'requestId' });
  });

  it('have headers that are read each time, although the options are frozen', async () => {
    const driver = scriptedDriver([answer]);
    const provider = providerOf(driver);
    const headers: Record<string, string> = { 'x-trace': 'a' };
    const options = Object.freeze({ headers });
    await provider.chat('x', options);
    headers['x-trace'] = 'b';
    await provider.chat('x', options);
    headers['x-trace'] = 'not\nallowed';
    expect(await errorOf(provider.chat('x', options))).toMatchObject({ code: 'SETTING_INVALID' });
    expect(driver.calls.map((call) => call.headers['x-trace'])).toEqual(['a', 'b']);
  });
});
