import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import {
  errorOf,
  fails,
  failure,
  read,
  type Scripted,
  says,
  scripted,
  text,
  tried,
} from '../support/scripted.js';
import { minute, timeOf, useFakeTime, within } from '../support/time.js';

useFakeTime();
afterEach(() => void vi.restoreAllMocks());

const routerOf = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), ...options });

describe('the budget of a call', () => {
  it('has three further attempts, over all targets and rounds', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const b = scripted('b', [fails('OVERLOADED')]);
    const { error } = await timeOf(routerOf([a, b]).chat('Hi'));
    expect(error.code).toBe('OVERLOADED');
    expect(tried(error)).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', 'OVERLOADED'],
      ['a', 'BACKEND_ERROR'],
      ['b', 'OVERLOADED'],
    ]);
    expect(error.message).toContain('Tried: a BACKEND_ERROR, b OVERLOADED, a BACKEND_ERROR, b OVERLOADED.');
  });

  it.each([0, 1, 2])('is %i where the call, or else the router, says so', async (maxRetries) => {
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const b = scripted('b', [fails('BACKEND_ERROR')]);
    await timeOf(routerOf([a, b], { maxRetries: 5 }).chat('Hi', { maxRetries }));
    expect(a.requests.length + b.requests.length).toBe(1 + maxRetries);
    const others = [scripted('a', [fails('BACKEND_ERROR')]), scripted('b', [fails('BACKEND_ERROR')])];
    await timeOf(routerOf(others, { maxRetries }).chat('Hi'));
    expect(others.flatMap(({ requests }) => requests)).toHaveLength(1 + maxRetries);
  });

  it('counts what a target tries again by itself, and leaves it no more than is left', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const b = scripted('b', [fails('BACKEND_ERROR')]);
    const router = createRouter({
      targets: [
        { provider: a.provider, options: { maxRetries: 2 } },
        { provider: b.provider, options: { maxRetries: 9 } },
      ],
      maxRetries: 4,
    });
    const { error } = await timeOf(router.chat('Hi'));
    expect([a.requests.length, b.requests.length]).toEqual([3, 2]);
    expect(error.attempts).toHaveLength(5);
  });

  it('does not let a target retry by itself where its options do not ask for it', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR')], { maxRetries: 2 });
    const b = scripted('b', [says('Hello')]);
    expect((await within(minute, routerOf([a, b]).chat('Hi'))).text).toBe('Hello');
    expect(a.requests).toHaveLength(1);
  });

  it('is not spent on a target that cannot do it and was not asked', async () => {
    const blind = scripted('blind', [says('no')], { definition: { capabilities: { tools: false } } });
    const b = scripted('b', [says('Hello')]);
    const request = { messages: 'Hi', tools: [{ name: 'look' }] };
    const response = await routerOf([blind, b], { maxRetries: 0 }).chat(request);
    expect(blind.requests).toHaveLength(0);
    expect(tried(response)).toEqual([
      ['blind', 'NOT_SUPPORTED'],
      ['b', undefined],
    ]);
  });

  it('asks in a further round only those that may say something else', async () => {
    const lacking = scripted('lacking', [fails('MODEL_NOT_FOUND')]);
    const b = scripted('b', [fails('BACKEND_ERROR'), fails('BACKEND_ERROR'), says('Hello')]);
    const response = await within(minute, routerOf([lacking, b]).chat('Hi'));
    expect(tried(response).map(([name]) => name)).toEqual(['lacking', 'b', 'b', 'b']);
  });

  it('that makes no sense is refused by its name', async () => {
    const a = scripted('a', [says('Hello')]);
    for (const maxRetries of [-1, 1.5, Number.NaN]) {
      const error = await errorOf(routerOf([a]).chat('Hi', { maxRetries }));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'maxRetries' });
    }
    expect(a.requests).toHaveLength(0);
  });
});

describe('a call ends at once', () => {
  it.each(['CONTENT_FILTERED', 'REQUEST_INVALID', 'SETTING_INVALID', 'ABORTED'])('with %s', async (code) => {
    const a = scripted('a', [fails(code)]);
    const b = scripted('b', [says('Hello')]);
    const error = await errorOf(routerOf([a, b]).chat('Hi'));
    expect([error.code, tried(error)]).toEqual([code, [['a', code]]]);
    expect(b.requests).toHaveLength(0);
  });

  it('unless fallbackOn names the code', async () => {
    const a = scripted('a', [fails('CONTENT_FILTERED')]);
    const b = scripted('b', [says('Hello')]);
    const response = await routerOf([a, b], { fallbackOn: ['CONTENT_FILTERED'] }).chat('Hi');
    expect(response.text).toBe('Hello');
  });

  it('where content had come: there is no second charge that was not asked for', async () => {
    const a = scripted('a', [[[text('Hel')], failure('STREAM_INTERRUPTED')]]);
    const b = scripted('b', [says('Hello')]);
    for (const error of [
      await errorOf(routerOf([a, b]).chat('Hi')),
      await errorOf(routerOf([a, b]).stream('Hi').response),
    ])
      expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', partial: { text: 'Hel' } });
    expect(b.requests).toHaveLength(0);
  });

  it('with the last error and its own name where nothing else is left', async () => {
    const a = scripted('a', [fails('MODEL_NOT_FOUND', { status: 404 })]);
    const b = scripted('b', [fails('AUTH_FAILED', { status: 401 })]);
    const { error, after } = await timeOf(routerOf([a, b]).chat('Hi'));
    expect(error).toMatchObject({ code: 'AUTH_FAILED', status: 401, provider: 'b', type: 'scripted' });
    expect(error.attempts).toMatchObject([
      { provider: 'a', code: 'MODEL_NOT_FOUND', status: 404, reason: 'It is MODEL_NOT_FOUND.' },
      { provider: 'b', code: 'AUTH_FAILED', status: 401 },
    ]);
    expect(after).toBe(0);
  });
});

describe('what an error does to its target', () => {
  it.each([
    ['AUTH_FAILED', 'out'],
    ['RATE_LIMITED', 'cooling'],
    ['BACKEND_ERROR', 'available'],
    ['MODEL_NOT_FOUND', 'available'],
  ])('%s: %s', async (code, state) => {
    const a = scripted('a', [fails(code)]);
    const router = routerOf([a, scripted('b', [says('Hello')])]);
    await router.chat('Hi');
    expect(router.status().targets[0]).toMatchObject({ name: 'a', state });
  });

  it('cools it for as long as it said, else until its limit begins anew, else five seconds', async () => {
    const rateLimit = { requests: { limit: 5, remaining: 0, resetMs: 30_000 } };
    const cases = [
      [failure('RATE_LIMITED', { retryAfterMs: 12_000 }), 12_000],
      [failure('RATE_LIMITED', { rateLimit }), 30_000],
      [failure('RATE_LIMITED'), 5_000],
      [failure('OVERLOADED', { retryAfterMs: 3_000 }), 3_000],
      [failure('MODEL_LOADING'), 5_000],
    ] as const;
    for (const [error, wait] of cases) {
      const a = scripted('a', [[error]]);
      const router = routerOf([a, scripted('b', [says('Hello')])]);
      await router.chat('Hi');
      vi.advanceTimersByTime(wait - 1);
      await router.chat('Hi');
      expect(a.requests).toHaveLength(1);
      vi.advanceTimersByTime(1);
      await router.chat('Hi');
      expect(a.requests).toHaveLength(2);
    }
  });

  it('opens its breaker at the third failure in a row, and one call tries it again later', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const router = routerOf([a, scripted('b', [says('Hello')])]);
    for (let at = 0; at < 10; at++) await router.chat('Hi');
    expect(a.requests).toHaveLength(3);
    vi.advanceTimersByTime(10_000);
    await Promise.all(Array.from({ length: 50 }, () => router.chat('Hi')));
    expect(a.requests).toHaveLength(4);
  });

  it('counts an answer that is cut after its first content', async () => {
    const a = scripted('a', [[[text('Hel')], failure('STREAM_INTERRUPTED')]]);
    const router = routerOf([a, scripted('b', [says('Hello')])]);
    for (let at = 0; at < 3; at++) await read(router.stream('Hi'));
    expect(router.status().targets[0]).toMatchObject({ state: 'open', calls: { failed: 3 } });
    expect((await router.stream('Hi').response).text).toBe('Hello');
  });
});
