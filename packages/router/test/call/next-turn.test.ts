import { describe, expect, it, vi } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import {
  after,
  errorOf,
  fails,
  finish,
  type Scripted,
  says,
  scripted,
  text,
  tried,
  usage,
} from '../support/scripted.js';
import { minute, timeOf, useFakeTime, within } from '../support/time.js';

useFakeTime();

const routerOf = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), ...options });

describe('a further round', () => {
  it('comes after a random wait of up to half a second, twice as long each time', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const router = routerOf([a], { breaker: { failures: 9 } });
    const { after: spent } = await timeOf(router.chat('Hi'));
    expect(spent).toBeCloseTo(250 + 500 + 1_000);
    random.mockReturnValue(0);
    expect(Math.round((await timeOf(router.chat('Hi'))).after / 10)).toBe(0);
  });

  it('waits eight seconds at most', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999999);
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const router = routerOf([a], { breaker: { failures: 99 }, maxRetries: 7 });
    const { after: spent } = await timeOf(router.chat('Hi'));
    expect(Math.round(spent / 100)).toBe(5 + 10 + 20 + 40 + 80 + 80 + 80);
  });

  it('waits as long as the first target to come back asked for', async () => {
    const a = scripted('a', [fails('RATE_LIMITED', { retryAfterMs: 40_000 }), says('Hello')]);
    const b = scripted('b', [fails('RATE_LIMITED', { retryAfterMs: 20_000 }), says('Hello')]);
    const chat = routerOf([a, b])
      .chat('Hi')
      .then((response) => [response.text, performance.now()] as const);
    const startedAt = performance.now();
    const [answer, at] = await within(minute, chat);
    expect([answer, at - startedAt]).toEqual(['Hello', 20_000]);
    expect([a.requests.length, b.requests.length]).toEqual([1, 2]);
  });

  it('is not waited for where all ask for more than a minute: the error says how long', async () => {
    const a = scripted('a', [fails('RATE_LIMITED', { retryAfterMs: 90_000 })]);
    const { error, after: spent } = await timeOf(routerOf([a]).chat('Hi'));
    expect([error.code, error.retryAfterMs, spent]).toEqual(['RATE_LIMITED', 90_000, 0]);
    expect(error.message).toMatch(/90 s/);
  });

  it('is not made for a target whose breaker has opened', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const { error } = await timeOf(routerOf([a], { breaker: { failures: 1 } }).chat('Hi'));
    expect(tried(error)).toEqual([['a', 'BACKEND_ERROR']]);
  });

  it('counts in the budget also where others were always faster', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const a = scripted('a', [fails('BACKEND_ERROR'), [after(2 * minute), ...says('Hello')]]);
    const router = createRouter({ targets: [{ provider: a.provider, limits: { concurrent: 1 } }] });
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const first = errorOf(router.chat('Hi'));
    await vi.advanceTimersByTimeAsync(1);
    const other = router.stream('Hi').response;
    expect(tried(await within(minute, first))).toEqual([['a', 'BACKEND_ERROR']]);
    expect((await within(2 * minute, other)).text).toBe('Hello');
  });
});

describe('where nobody can take the call', () => {
  it('says why of each, and when to come again', async () => {
    const router = routerOf(
      [
        scripted('a', [fails('AUTH_FAILED')]),
        scripted('b', [fails('RATE_LIMITED', { retryAfterMs: 100_000 })]),
      ],
      { maxRetries: 1 },
    );
    await errorOf(router.chat('Hi'));
    const { error, after: spent } = await timeOf(router.chat('Hi'));
    expect(error).toMatchObject({
      code: 'RATE_LIMITED',
      retryable: true,
      retryAfterMs: 100_000,
      provider: 'router',
    });
    expect(error.message).toContain(
      'a is out for 300 s after AUTH_FAILED; b is cooling for 100 s after RATE_LIMITED',
    );
    expect(error.attempts).toBeUndefined();
    expect(spent).toBe(0);
  });

  it('waits for one that cools for less than a minute', async () => {
    const a = scripted('a', [fails('RATE_LIMITED', { retryAfterMs: 30_000 }), says('Hello')]);
    const router = routerOf([a], { maxRetries: 0 });
    await errorOf(router.chat('Hi'));
    expect((await timeOf(router.chat('Hi'))).error.retryAfterMs).toBe(30_000);
    expect((await within(30_000, router.chat('Hi', { maxRetries: 1 }))).text).toBe('Hello');
  });

  it('waits for a limit that has too little left until it begins anew, but soon looks for what other calls give back', async () => {
    const a = scripted('a', [[after(100), [text('Hello'), usage(1, 1), finish]]]);
    const limits = { key: 'account', tokensPerMinute: 1_000 };
    const targets = ['a1', 'a2'].map((name) => ({ name, provider: a.provider, limits }));
    const router = createRouter({ targets });
    const request = { messages: 'Hi', maxTokens: 900 };
    const both = Promise.all([router.chat(request), router.chat(request)]);
    await within(3_500, both);
    const large = { messages: 'Hi', maxTokens: 998 };
    const chat = router.chat(large);
    await vi.advanceTimersByTimeAsync(50_000);
    expect(a.requests).toHaveLength(2);
    expect((await within(10_000, chat)).text).toBe('Hello');
  });

  it('waits for one that has told another call when to come again', async () => {
    const a = scripted('a', [fails('OVERLOADED', { retryAfterMs: 2_000 }), says('Hello')]);
    const router = routerOf([a]);
    await errorOf(router.chat('Hi', { maxRetries: 0 }));
    expect((await within(2_000, router.chat('Hi'))).text).toBe('Hello');
    expect(a.requests).toHaveLength(2);
  });

  it('does not wait for one that is broken, and says that the call may be made again', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const router = routerOf([a], { breaker: { failures: 1 } });
    await errorOf(router.chat('Hi'));
    const { error, after: spent } = await timeOf(router.chat('Hi'));
    expect(error).toMatchObject({ code: 'BACKEND_ERROR', retryable: true, retryAfterMs: 10_000 });
    expect(spent).toBe(0);
    expect(a.requests).toHaveLength(1);
  });

  it('says which models there are', async () => {
    const a = scripted('a', [says('Hello')]);
    const router = createRouter({ targets: [{ provider: a.provider, models: { fast: 'x', '*': 'y' } }] });
    expect((await router.chat({ model: 'any', messages: 'Hi' })).text).toBe('Hello');
    const strict = createRouter({ targets: [{ provider: a.provider, models: ['fast', 'slow'] }] });
    expect(await errorOf(strict.chat({ model: 'any', messages: 'Hi' }))).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      candidates: ['fast', 'slow'],
      message: 'No target of the router serves the model "any". They serve: fast, slow.',
    });
    expect(a.requests).toHaveLength(1);
  });
});

describe('a model that is being loaded', () => {
  it('is not waited for where another target can answer', async () => {
    const a = scripted('a', [fails('MODEL_LOADING')]);
    const b = scripted('b', [says('Hello')]);
    const response = await within(0, routerOf([a, b]).chat('Hi'));
    expect(tried(response)).toEqual([
      ['a', 'MODEL_LOADING'],
      ['b', undefined],
    ]);
  });

  it('is waited for where no other can, by polling', async () => {
    const a = scripted('a', [
      fails('MODEL_LOADING'),
      fails('MODEL_LOADING'),
      fails('MODEL_LOADING'),
      says('Hello'),
    ]);
    const b = scripted('b', [fails('AUTH_FAILED')]);
    const response = await within(minute, routerOf([a, b]).chat('Hi'));
    expect(response.text).toBe('Hello');
    expect(a.requests).toHaveLength(4);
  });

  it('is waited for once: what it fails with then ends the wait', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const a = scripted('a', [fails('MODEL_LOADING'), fails('BACKEND_ERROR')]);
    const b = scripted('b', [fails('AUTH_FAILED')]);
    const { error, after: spent } = await timeOf(routerOf([a, b], { maxRetries: 4 }).chat('Hi'));
    expect(error.code).toBe('BACKEND_ERROR');
    // Rounds with their waits follow, as after any failure.
    expect(spent).toBeGreaterThan(0);
  });

  it('is waited for by calls too that come while others wait for it', async () => {
    const loading = fails('MODEL_LOADING');
    const a = scripted('a', [loading, loading, loading, says('one'), says('two')]);
    const b = scripted('b', [fails('AUTH_FAILED')]);
    const router = routerOf([a, b]);
    const first = router.chat('Hi');
    await vi.advanceTimersByTimeAsync(1);
    const second = router.chat('Hi');
    const unwilling = await timeOf(router.chat('Hi', { waitForModel: false }), 0);
    expect(unwilling.error).toMatchObject({ code: 'MODEL_LOADING', retryAfterMs: 4_999 });
    expect((await within(minute, Promise.all([first, second]))).map(({ text }) => text)).toEqual([
      'one',
      'two',
    ]);
  });

  it('is not waited for beyond the calls that the target may have at once', async () => {
    const loading = fails('MODEL_LOADING', { retryAfterMs: 100 });
    const a = scripted('a', [loading, loading, [after(30_000), ...says('Hello')]]);
    const b = scripted('b', [[after(1_000), ...fails('MODEL_NOT_FOUND')]]);
    const limits = { concurrent: 1 };
    const router = createRouter({ targets: [{ provider: a.provider, limits }, b.provider] });
    const first = router.chat('Hi');
    await vi.advanceTimersByTimeAsync(200);
    const second = errorOf(router.chat('Hi'));
    await vi.advanceTimersByTimeAsync(1_800);
    expect(a.requests).toHaveLength(3);
    expect(router.status().targets[0]).toMatchObject({ inFlight: 1 });
    expect((await within(minute, second)).code).toBe('MODEL_LOADING');
    expect((await first).text).toBe('Hello');
  });

  it('is not waited for where the call says so, nor asked again', async () => {
    const a = scripted('a', [fails('MODEL_LOADING')]);
    const b = scripted('b', [fails('AUTH_FAILED')]);
    const call = routerOf([a, b]).chat('Hi', { waitForModel: false });
    const { error, after: spent } = await timeOf(call);
    expect([error.code, spent]).toEqual(['MODEL_LOADING', 0]);
    expect(tried(error).map(([name]) => name)).toEqual(['a', 'b']);
  });
});
