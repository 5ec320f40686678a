import { wrapProvider } from '@modelport/core';
import { describe, expect, it, vi } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import { after, errorOf, finish, type Scripted, says, scripted, text } from '../support/scripted.js';
import { useFakeTime, within } from '../support/time.js';

useFakeTime();

const hedged = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), hedgeAfter: 100, ...options });

const slow = (name: string, milliseconds: number) => scripted(name, [[after(milliseconds), ...says(name)]]);

describe('hedging', () => {
  it('is not for embeddings', async () => {
    const embed = (name: string, milliseconds: number) =>
      scripted(name, [], {
        model: 'm',
        driver: {
          async embed() {
            await new Promise((resolve) => setTimeout(resolve, milliseconds));
            return { embeddings: [[milliseconds]] };
          },
        },
      });
    const { embeddings } = await within(1_000, hedged([embed('a', 1_000), embed('b', 0)]).embed('Hi'));
    expect(embeddings).toEqual([[1_000]]);
  });

  it('is over once a stream has content, however slow it is then', async () => {
    const a = scripted('a', [[[text('a')], after(10_000), [finish]]]);
    const b = slow('b', 0);
    expect((await within(10_000, hedged([a, b]).stream('Hi').response)).text).toBe('a');
    expect(b.requests).toHaveLength(0);
  });

  it('refuses a signal that is none by its name, and holds nothing for it', async () => {
    const router = hedged([slow('a', 0), slow('b', 0)]);
    const error = await errorOf(router.chat('Hi', { signal: 'stop' as never }));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'signal' });
    expect(router.status().targets.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
  });

  it('does not hold against a target how it ends when it is stopped', async () => {
    const { provider } = scripted('a', []);
    const rude = wrapProvider(provider, {
      chat: (_request, options) =>
        new Promise((_, reject) => {
          options?.signal?.addEventListener('abort', () => reject(new TypeError('socket is gone')));
        }),
    });
    const router = createRouter({
      targets: [rude, slow('b', 0).provider],
      hedgeAfter: 100,
      breaker: { failures: 1 },
    });
    expect((await within(110, router.chat('Hi'))).text).toBe('b');
    await vi.advanceTimersByTimeAsync(1);
    expect(router.status().targets[0]).toMatchObject({
      state: 'available',
      inFlight: 0,
      calls: { failed: 0 },
    });
  });
});
