import { describe, expect, it, vi } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import { after, errorOf, fails, hang, type Scripted, says, scripted, tried } from '../support/scripted.js';
import { countListeners, minute, timeOf, useFakeTime, within } from '../support/time.js';

useFakeTime();

const routerOf = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), ...options });

describe('a call that waits for a place', () => {
  const oneAtATime = (script: Parameters<typeof scripted>[1], limits = { concurrent: 1, queue: 5 }) => {
    const a = scripted('a', script);
    return { a, router: createRouter({ targets: [{ provider: a.provider, limits }] }) };
  };

  it('has it as soon as it is free', async () => {
    const { a, router } = oneAtATime([[after(1_000), ...says('one')], says('two')]);
    const both = Promise.all([router.chat('Hi'), router.chat('Hi')]);
    await vi.advanceTimersByTimeAsync(999);
    expect(a.requests).toHaveLength(1);
    expect((await within(1, both)).map((response) => response.text)).toEqual(['one', 'two']);
  });

  it('is refused where no place to wait is left, with the option that raises it', async () => {
    const { router } = oneAtATime([[after(1_000), ...says('one')]], { concurrent: 1, queue: 0 });
    const first = router.chat('Hi');
    const { error } = await timeOf(router.chat('Hi'), 0);
    expect(error).toMatchObject({ code: 'OVERLOADED', retryable: true });
    expect(error.message).toMatch(/limits\.concurrent or limits\.queue/);
    await within(1_000, first);
  });

  it('is not kept from other targets, nor sent back to the one that has failed it', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const b = scripted('b', [says('Hello')]);
    const limits = { concurrent: 1, queue: 5 };
    const router = createRouter({ targets: [{ provider: a.provider, limits }, b.provider] });
    expect((await router.chat('Hi')).text).toBe('Hello');
    const alone = createRouter({ targets: [{ provider: a.provider, limits }], maxRetries: 1 });
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { error, after: spent } = await timeOf(alone.chat('Hi'));
    expect(tried(error)).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['a', 'BACKEND_ERROR'],
    ]);
    expect(Math.round(spent / 10)).toBe(25);
  });

  it('gives its place back where the target is out by then', async () => {
    const { a, router } = oneAtATime([[after(100), ...fails('AUTH_FAILED')], says('Hello')]);
    const both = Promise.all([errorOf(router.chat('Hi')), errorOf(router.chat('Hi'))]);
    const [first, second] = await within(100, both);
    expect([first.code, second.code]).toEqual(['AUTH_FAILED', 'AUTH_FAILED']);
    expect(a.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(300_000);
    expect((await router.chat('Hi')).text).toBe('Hello');
  });

  it('waits at targets of the first priority that has room', async () => {
    const a = scripted('a', [[after(1_000), ...says('a')], says('a')]);
    const b = scripted('b', [[after(10), ...says('b')], says('b')]);
    const limits = { concurrent: 1, queue: 5 };
    const router = createRouter({
      targets: [
        { provider: a.provider, limits },
        { provider: b.provider, limits, priority: 2 },
      ],
      strategy: (candidates) => candidates.at(-1),
    });
    const all = Promise.all([router.chat('Hi'), router.chat('Hi'), router.chat('Hi')]);
    expect((await within(1_000, all)).map((response) => response.text)).toEqual(['a', 'b', 'a']);
  });

  it('leaves at once with its signal, its deadline or its reader', async () => {
    const { a, router } = oneAtATime([[hang]]);
    const first = router.stream('Hi');
    const reading = errorOf(first.response);
    await vi.advanceTimersByTimeAsync(0);
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const aborted = timeOf(router.chat('Hi', { signal: controller.signal }), 0);
    controller.abort(new Error('changed my mind'));
    expect(await aborted).toMatchObject({
      error: { code: 'ABORTED', cause: { message: 'changed my mind' } },
      after: 0,
    });
    expect(listeners()).toBe(0);
    const late = await timeOf(router.chat('Hi', { timeout: 700 }), minute);
    expect(late.error).toMatchObject({ code: 'TIMEOUT', timer: 'total', retryable: false });
    expect(Math.round(late.after / 10)).toBe(70);
    const stream = router.stream('Hi');
    const pending = errorOf(stream.response);
    await vi.advanceTimersByTimeAsync(0);
    await stream[Symbol.asyncDispose]();
    expect((await pending).code).toBe('ABORTED');
    expect(router.status().targets[0]).toMatchObject({ inFlight: 1, queued: 0 });
    await first[Symbol.asyncDispose]();
    await reading;
    expect(a.requests).toHaveLength(1);
  });
});

describe('the deadline', () => {
  it('is one for all targets', async () => {
    const a = scripted('a', [[after(600), ...fails('BACKEND_ERROR')]]);
    const b = scripted('b', [[hang]]);
    const { error, after: spent } = await timeOf(routerOf([a, b]).chat('Hi', { timeout: 999.5 }));
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'total', provider: 'b' });
    expect(tried(error)).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', 'TIMEOUT'],
    ]);
    expect(error.message).toMatch(/its timeout of \d+ ms is over/);
    expect(spent).toBeCloseTo(1_000, -1);
  });

  it('says nothing of the target that had no more time', async () => {
    const a = scripted('a', [[hang]]);
    const router = routerOf([a]);
    for (let at = 0; at < 5; at++) await timeOf(router.chat('Hi', { timeout: 50 }));
    expect(router.status().targets[0]).toMatchObject({ state: 'available', calls: { failed: 0 } });
    expect(a.requests).toHaveLength(5);
  });

  it('of a target is its own, and counts against it', async () => {
    const a = scripted('a', [[hang]]);
    const b = scripted('b', [says('Hello')]);
    const router = createRouter({
      targets: [{ provider: a.provider, options: { timeout: 100 } }, b.provider],
    });
    for (const timeout of [undefined, 10_000])
      expect((await within(200, router.chat('Hi', { timeout }))).text).toBe('Hello');
    expect(router.status().targets[0]).toMatchObject({ calls: { failed: 2 } });
  });

  it('leaves a provider the timeout that it was made with, where none was asked for', async () => {
    const slow = scripted('slow', [[after(15 * minute), ...says('Hello')]], { timeout: 20 * minute });
    expect((await within(15 * minute, routerOf([slow]).chat('Hi'))).text).toBe('Hello');
  });

  it('ends a call that has waited for its next round with the error that it had', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.9);
    const a = scripted('a', [[after(300), ...fails('BACKEND_ERROR')]]);
    const { error, after: spent } = await timeOf(routerOf([a]).chat('Hi', { timeout: 500 }));
    expect(error.code).toBe('BACKEND_ERROR');
    expect(spent).toBeLessThan(500);
  });

  it('of many days does not end a wait at once', async () => {
    const a = scripted('a', [fails('RATE_LIMITED', { retryAfterMs: 1_000 }), says('Hello')]);
    const chat = routerOf([a]).chat('Hi', { timeout: 100 * 24 * 60 * minute });
    expect((await within(1_000, chat)).text).toBe('Hello');
  });
});
