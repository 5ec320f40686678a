import type { CallContext, CallOptions } from '@modelport/core';
import { describe, expect, it, vi } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import {
  after,
  errorOf,
  fails,
  failure,
  hang,
  reasoning,
  type Script,
  type Scripted,
  says,
  scripted,
  text,
  tried,
} from '../support/scripted.js';
import { countListeners, minute, timeOf, useFakeTime, within } from '../support/time.js';

useFakeTime();

/** One whose provider was made to wait longer than a call usually may. */
const patient = (name: string, ...scripts: readonly Script[]): Scripted =>
  scripted(name, scripts, { timeout: 30 * minute });

const failsLate = (minutes: number): Script => [after(minutes * minute), ...fails('BACKEND_ERROR')];

const routerOf = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), ...options });

const whole = { code: 'TIMEOUT', timer: 'total', retryable: false };

describe('the ten minutes of a call that asks for no timeout', () => {
  it('end its second attempt, although the provider would wait longer', async () => {
    const a = patient('a', failsLate(4));
    const b = patient('b', [hang]);
    const router = routerOf([a, b], { breaker: { failures: 1 } });
    const { error, after: spent } = await timeOf(router.chat('Hi'));
    expect(error).toMatchObject({ ...whole, provider: 'b' });
    expect(tried(error)).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', 'TIMEOUT'],
    ]);
    expect(error.message).toContain('b had not answered when the time of the whole call was over');
    expect(spent / minute).toBeCloseTo(10, 3);
    expect(b.calls[0]?.signal.aborted).toBe(true);
    // It had less time than it should have had.
    expect(router.status().targets[1]).toMatchObject({
      state: 'available',
      calls: { failed: 0 },
      inFlight: 0,
    });
  });

  it('leave the first attempt the timeout of its provider, also after a target that was not asked', async () => {
    const blind = scripted('blind', [says('no')], { definition: { capabilities: { tools: false } } });
    const slow = patient('slow', [after(15 * minute), ...says('Hello')]);
    const request = { messages: 'Hi', tools: [{ name: 'look' }] };
    const { text: answer } = await within(15 * minute, routerOf([blind, slow]).chat(request));
    expect(answer).toBe('Hello');
    expect(blind.requests).toHaveLength(0);
  });

  it('begin with the call: what it waits for a place counts', async () => {
    const a = patient('a', [after(7 * minute), ...says('one')], [hang]);
    const limits = { concurrent: 1, queue: 1 };
    const router = createRouter({ targets: [{ provider: a.provider, limits }] });
    const first = router.chat('Hi');
    const { error, after: spent } = await timeOf(router.chat('Hi'));
    expect((await first).text).toBe('one');
    expect(error).toMatchObject({ ...whole, provider: 'a' });
    expect(spent / minute).toBeCloseTo(10, 3);
    expect(a.requests).toHaveLength(2);
  });

  it('give what had come of the answer', async () => {
    const b = patient('b', [[text('Hel')], [text('lo')], after(minute), [text('!')], hang]);
    const { error } = await timeOf(routerOf([patient('a', failsLate(8)), b]).chat('Hi'));
    expect(error).toMatchObject({ ...whole, partial: { text: 'Hello!' } });
  });

  it('end the first of two that ran beside each other, where the second has failed', async () => {
    const [a, b] = [patient('a', [hang]), scripted('b', [fails('BACKEND_ERROR')])];
    const router = routerOf([a, b], { hedgeAfter: 1_000 });
    const { error, after: spent } = await timeOf(router.chat('Hi'));
    expect(error).toMatchObject({ ...whole, provider: 'a' });
    expect(spent / minute).toBeCloseTo(10, 3);
    expect(a.calls[0]?.signal.aborted).toBe(true);
  });

  it.each(['embed', 'countTokens'] as const)('end %s too', async (operation) => {
    const doing = (name: string, exchange: typeof hang): Scripted =>
      scripted(name, [], {
        ...{ model: 'm', timeout: 30 * minute },
        driver: { [operation]: (_: unknown, call: CallContext) => exchange(call) },
      });
    const failing = doing('a', () => Promise.reject(failure('BACKEND_ERROR')));
    const { error, after: spent } = await timeOf(routerOf([failing, doing('b', hang)])[operation]('Hi'));
    expect(error).toMatchObject({ ...whole, provider: 'b' });
    expect(spent / minute).toBeCloseTo(10, 3);
  });

  it('end an attempt beside the first, and the call with it', async () => {
    const [a, b] = [patient('a', [hang]), patient('b', [hang])];
    const { error, after: spent } = await timeOf(routerOf([a, b], { hedgeAfter: 1_000 }).chat('Hi'));
    expect(error).toMatchObject({ ...whole, provider: 'b' });
    expect(spent / minute).toBeCloseTo(10, 3);
    expect([a, b].map(({ calls }) => calls[0]?.signal.aborted)).toEqual([true, true]);
  });

  it('end an answer that another target goes on with', async () => {
    const thinks = Array.from({ length: 20 }, () => [after(minute), [reasoning('.', 1)]]).flat();
    const a = patient('a', [[text('Once upon')], failure('STREAM_INTERRUPTED')]);
    const b = patient('b', [[text(' a time')], ...thinks]);
    const { error, after: spent } = await timeOf(routerOf([a, b], { continuation: true }).chat('Hi'));
    expect(error).toMatchObject({ ...whole, provider: 'b', partial: { text: 'Once upon a time' } });
    expect(spent / minute).toBeCloseTo(10, 3);
    expect(b.calls[0]?.signal.aborted).toBe(true);
  });

  it('are none for a stream', async () => {
    const slow = Array.from({ length: 15 }, () => [after(minute), [text('.')]]).flat();
    const b = scripted('b', [[...slow, ...says('!')]]);
    const { response } = routerOf([scripted('a', [fails('BACKEND_ERROR')]), b]).stream('Hi');
    expect((await within(15 * minute, response)).text).toBe(`${'.'.repeat(15)}!`);
  });
});

describe('an attempt that ends with the call', () => {
  it.each<[string, Script, Partial<CallOptions>]>([
    ['is answered', [after(minute), ...says('Hello')], {}],
    ['fails', failsLate(1), { maxRetries: 1 }],
  ])('lets go of the signal and the clock when it %s', async (_, script, options) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const router = routerOf([scripted('a', [fails('BACKEND_ERROR')]), scripted('b', [script])]);
    const chat = router.chat('Hi', { signal: controller.signal, ...options });
    await within(minute, Promise.allSettled([chat]));
    expect([vi.getTimerCount(), listeners()]).toEqual([0, 0]);
  });

  it('is the caller’s to abort', async () => {
    const b = scripted('b', [[hang]]);
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const router = routerOf([scripted('a', [fails('BACKEND_ERROR')]), b]);
    const chat = errorOf(router.chat('Hi', { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(minute);
    controller.abort('enough');
    const error = await within(0, chat);
    expect(error).toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(tried(error)).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', 'ABORTED'],
    ]);
    expect([vi.getTimerCount(), listeners()]).toEqual([0, 0]);
  });
});
