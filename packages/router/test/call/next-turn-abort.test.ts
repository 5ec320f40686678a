import { describe, expect, it, vi } from 'vitest';
import { createRouter, type LimitStore, type RouterOptions } from '../../src/index.js';
import { createMemoryLimitStore } from '../../src/limits/memory-limit-store.js';
import { errorOf, fails, hang, type Scripted, says, scripted, tried } from '../support/scripted.js';
import { countListeners, minute, useFakeTime } from '../support/time.js';

useFakeTime();

const routerOf = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), ...options });

describe('an abort', () => {
  it('before the call asks nobody', async () => {
    const a = scripted('a', [says('Hello')]);
    const reason = new Error('changed my mind');
    const signal = AbortSignal.abort(reason);
    for (const call of [
      () => routerOf([a]).chat('Hi', { signal }),
      () => routerOf([a]).stream('Hi', { signal }).response,
    ])
      expect(await errorOf(call)).toMatchObject({ code: 'ABORTED', name: 'AbortError', cause: reason });
    expect(a.requests).toHaveLength(0);
  });

  it('between rounds ends the wait, and lets go of the signal', async () => {
    const a = scripted('a', [fails('RATE_LIMITED', { retryAfterMs: 30_000 })]);
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const call = errorOf(routerOf([a]).chat('Hi', { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10_000);
    controller.abort('enough');
    const error = await call;
    expect(error).toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(vi.getTimerCount()).toBe(0);
    expect(tried(error)).toEqual([['a', 'RATE_LIMITED']]);
    await vi.advanceTimersByTimeAsync(minute);
    expect([a.requests.length, listeners()]).toEqual([1, 0]);
  });

  it('while a target is asked ends there, and does nothing to the target', async () => {
    const a = scripted('a', [[hang]]);
    const b = scripted('b', [says('Hello')]);
    const router = routerOf([a, b], { breaker: { failures: 1 } });
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const call = errorOf(router.chat('Hi', { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort('enough');
    expect(await call).toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(router.status().targets[0]).toMatchObject({ state: 'available', inFlight: 0 });
    expect([b.requests.length, a.left, listeners()]).toEqual([0, 1, 0]);
  });

  it('is ABORTED whatever a target makes of it, and nothing to that target', async () => {
    const controller = new AbortController();
    const { provider } = scripted('a', []);
    const rude = Object.assign(Object.create(provider) as typeof provider, {
      chat: async () => {
        controller.abort('enough');
        throw new TypeError('socket is gone');
      },
    });
    const b = scripted('b', [says('Hello')]);
    const router = createRouter({ targets: [rude, b.provider], breaker: { failures: 1 } });
    const error = await errorOf(router.chat('Hi', { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(router.status().targets[0]?.state).toBe('available');
    expect(b.requests).toHaveLength(0);
  });

  it('while the store of limits is asked sends nothing, and gives all back', async () => {
    const a = scripted('a', [says('Hello')]);
    const memory = createMemoryLimitStore();
    const store: LimitStore = {
      add: (...given) =>
        new Promise((resolve) => {
          setTimeout(() => resolve(memory.add(...given)), 100);
        }),
    };
    const limits = { concurrent: 1, requestsPerMinute: 5, tokensPerMinute: 10_000 };
    const router = createRouter({ targets: [{ provider: a.provider, limits }], limitStore: store });
    const stream = router.stream('Hi');
    const pending = errorOf(stream.response);
    await vi.advanceTimersByTimeAsync(50);
    await stream[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(500);
    expect((await pending).code).toBe('ABORTED');
    expect(a.requests).toHaveLength(0);
    expect(router.status().targets[0]).toMatchObject({
      inFlight: 0,
      limits: [{ used: 0 }, { used: 0 }],
    });
  });
});
