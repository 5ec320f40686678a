import { describe, expect, it, vi } from 'vitest';
import { createRouter, type LimitStore, type RouterOptions } from '../../src/index.js';
import { createMemoryLimitStore } from '../../src/limits/memory-limit-store.js';
import {
  after,
  errorOf,
  fails,
  failure,
  finish,
  hang,
  type Scripted,
  says,
  scripted,
  text,
  tried,
} from '../support/scripted.js';
import { countListeners, timeOf, useFakeTime, within } from '../support/time.js';

useFakeTime();

const hedged = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), hedgeAfter: 100, ...options });

const slow = (name: string, milliseconds: number) => scripted(name, [[after(milliseconds), ...says(name)]]);

describe.each(['chat', 'stream'] as const)('a hedged %s', (operation) => {
  const ask = (router: ReturnType<typeof hedged>, options = {}) =>
    operation === 'chat' ? router.chat('Hi', options) : router.stream('Hi', options).response;

  it('asks nobody else where the first answers in time', async () => {
    const a = slow('a', 99);
    const b = slow('b', 0);
    expect((await within(99, ask(hedged([a, b])))).text).toBe('a');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(b.requests).toHaveLength(0);
  });

  it('has the answer of the faster one; the other is stopped, and listed', async () => {
    const a = slow('a', 10_000);
    const b = slow('b', 50);
    const router = hedged([a, b]);
    const response = await within(150, ask(router));
    expect(response.text).toBe('b');
    expect(tried(response)).toEqual([
      ['a', 'ABORTED'],
      ['b', undefined],
    ]);
    expect(response.attempts[0]?.reason).toBe('Another target was faster.');
    expect([a.calls[0]?.signal.aborted, b.calls[0]?.signal.aborted]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(0);
    expect(a.left).toBe(1);
    // That another one was faster says nothing against it.
    expect(router.status().targets).toMatchObject([
      { name: 'a', state: 'available', inFlight: 0, calls: { failed: 0 } },
      { name: 'b', inFlight: 0, calls: { succeeded: 1 } },
    ]);
  });

  it('stops the second where the first is faster after all', async () => {
    const a = slow('a', 150);
    const b = slow('b', 10_000);
    const response = await within(150, ask(hedged([a, b])));
    expect(tried(response)).toEqual([
      ['b', 'ABORTED'],
      ['a', undefined],
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect([response.text, b.left]).toEqual(['a', 1]);
  });

  it('never asks more than two at once', async () => {
    const targets = [slow('a', 10_000), slow('b', 5_000), slow('c', 0)];
    expect((await within(5_100, ask(hedged(targets)))).text).toBe('b');
    expect(targets.map(({ requests }) => requests.length)).toEqual([1, 1, 0]);
  });

  it('goes on at once with the next target where the first fails in time', async () => {
    const a = scripted('a', [[after(50), ...fails('BACKEND_ERROR')]]);
    const b = slow('b', 20);
    expect(tried(await within(70, ask(hedged([a, b]))))).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', undefined],
    ]);
  });

  it('is left to the other where one fails', async () => {
    for (const scripts of [
      [
        [after(150), failure('BACKEND_ERROR')],
        [after(200), text('b'), finish],
      ],
      [
        [after(300), text('a'), finish],
        [after(50), failure('BACKEND_ERROR')],
      ],
    ]) {
      const [a = [], b = []] = scripts.map((script) =>
        script.map((step) => (typeof step === 'object' && 'type' in step ? [step] : step)),
      );
      const response = await within(
        300,
        ask(hedged([scripted('a', [a as never]), scripted('b', [b as never])])),
      );
      expect(response.attempts.map(({ code }) => code)).toEqual(['BACKEND_ERROR', undefined]);
    }
  });

  it('tries further targets where both fail, within the budget', async () => {
    const a = scripted('a', [[after(150), ...fails('BACKEND_ERROR')]]);
    const b = scripted('b', [[after(100), ...fails('OVERLOADED')]]);
    const c = slow('c', 0);
    expect(tried(await within(300, ask(hedged([a, b, c]))))).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', 'OVERLOADED'],
      ['c', undefined],
    ]);
    const error = await within(300, errorOf(ask(hedged([a, b, c], { maxRetries: 1 }))));
    expect(tried(error)).toHaveLength(2);
  });

  it('ends with the error of the first where that is final, and stops the second', async () => {
    const a = scripted('a', [[after(150), ...fails('CONTENT_FILTERED')]]);
    const b = scripted('b', [[hang]]);
    const { error, after: spent } = await timeOf(ask(hedged([a, b])), 200);
    expect([error.code, spent]).toEqual(['CONTENT_FILTERED', 150]);
    expect(b.left).toBe(1);
  });

  it('waits for the first where there is no second, or no budget for one', async () => {
    expect((await within(1_000, ask(hedged([slow('a', 1_000)])))).text).toBe('a');
    const b = slow('b', 0);
    expect((await within(1_000, ask(hedged([slow('a', 1_000), b], { maxRetries: 0 })))).text).toBe('a');
    expect(b.requests).toHaveLength(0);
  });

  it('stops both when the caller gives up, and lets go of the signal', async () => {
    const a = scripted('a', [[hang]]);
    const b = scripted('b', [[hang]]);
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const error = errorOf(ask(hedged([a, b]), { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(200);
    controller.abort('enough');
    expect(await error).toMatchObject({ code: 'ABORTED', cause: 'enough' });
    await vi.advanceTimersByTimeAsync(0);
    expect([a.left, b.left, listeners()]).toEqual([1, 1, 0]);
  });

  it('lets go of the signal after its end', async () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    await within(200, ask(hedged([slow('a', 10_000), slow('b', 50)]), { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(0);
    expect(listeners()).toBe(0);
  });

  it('takes a second target that has room', async () => {
    const [b, c] = [slow('b', 0), slow('c', 10)];
    const busy = { provider: b.provider, limits: { tokensPerMinute: 1 } };
    const router = createRouter({
      targets: [slow('a', 10_000).provider, busy, { provider: c.provider, limits: { requestsPerMinute: 5 } }],
      hedgeAfter: 100,
    });
    expect((await within(110, ask(router))).text).toBe('c');
    expect(b.requests).toHaveLength(0);
    expect(router.status().targets.map(({ inFlight }) => inFlight)).toEqual([0, 0, 0]);
  });

  it('does not ask the second where the first answered while its limits were looked up', async () => {
    const memory = createMemoryLimitStore();
    const limitStore: LimitStore = {
      add: (...given) =>
        new Promise((resolve) => {
          setTimeout(() => resolve(memory.add(...given)), 100);
        }),
    };
    const [a, b] = [slow('a', 150), slow('b', 0)];
    const router = createRouter({
      targets: [a.provider, { provider: b.provider, limits: { requestsPerMinute: 5 } }],
      hedgeAfter: 100,
      limitStore,
    });
    const { text: answer } = await within(300, ask(router));
    await vi.advanceTimersByTimeAsync(500);
    expect([answer, b.requests.length]).toEqual(['a', 0]);
    expect(router.status().targets[1]).toMatchObject({ inFlight: 0, limits: [{ used: 0 }] });
  });

  it('does not leave the first behind where the strategy breaks', async () => {
    const a = scripted('a', [[hang]]);
    let picks = 0;
    const router = hedged([a, slow('b', 0)], {
      strategy: (candidates) => {
        if (picks++ > 0) throw new TypeError('no idea');
        return candidates[0];
      },
    });
    const error = await within(100, errorOf(ask(router)));
    expect(error).toMatchObject({
      code: 'SETTING_INVALID',
      setting: 'strategy',
      cause: { message: 'no idea' },
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(a.left).toBe(1);
  });
});
