import { createProviderFromDefinition, type Provider } from '@modelport/core';
import { describe, expect, it, vi } from 'vitest';
import { createRouter, type RouterTarget, type TargetLimits } from '../src/index.js';
import { createWholeRandom } from './support/random.js';
import { minute, useFakeTime } from './support/time.js';

/** What a backend has seen of all calls that were sent to it. */
interface Ledger {
  most: number;
  now: number;
  /** When each was sent. */
  readonly sent: number[];
}

/** Backends that take 10 to 800 ms for an answer and keep one ledger, as those of one account do. */
function backends(ledger: Ledger, random: (least: number, most: number) => number) {
  return (name: string): Provider =>
    createProviderFromDefinition(
      {
        ...{
          specVersion: 1,
          type: 'hosted',
          displayName: 'Hosted',
          packageName: 'test',
          packageVersion: '1.0.0',
        },
        ...{ location: 'cloud', capabilities: {}, settings: [] },
        create: () => ({
          async *stream() {
            ledger.sent.push(Date.now());
            ledger.most = Math.max(ledger.most, ++ledger.now);
            await new Promise((resolve) => setTimeout(resolve, random(10, 800)));
            ledger.now--;
            yield [
              { type: 'text-delta', part: 0, text: 'Hello' },
              { type: 'usage', usage: { inputTokens: 5, outputTokens: random(1, 20) } },
              { type: 'finish', finishReason: 'stop' },
            ];
          },
        }),
      },
      { name },
    );
}

/** How many were sent in each window of a minute, which begins with the first call after the one before. */
function windowsOf(sent: readonly number[]): readonly number[] {
  const counts: number[] = [];
  let endsAt = -Infinity;
  for (const at of sent) {
    if (at >= endsAt) {
      endsAt = at + minute;
      counts.push(0);
    }
    counts.push((counts.pop() ?? 0) + 1);
  }
  return counts;
}

describe('10,000 calls at once through a router, as its backends see them', () => {
  useFakeTime();

  it('never pass a limit of one account, nor of a target', async () => {
    const random = createWholeRandom(1);
    const account: Ledger = { most: 0, now: 0, sent: [] };
    const alone: Ledger = { most: 0, now: 0, sent: [] };
    const shared: TargetLimits = { key: 'account', concurrent: 25, queue: 20_000, requestsPerMinute: 700 };
    const own: TargetLimits = { concurrent: 30, queue: 20_000, requestsPerMinute: 900 };
    const ofAccount = backends(account, random);
    const targets: RouterTarget[] = [
      { provider: ofAccount('a'), limits: shared },
      { provider: ofAccount('b'), limits: shared },
      { provider: backends(alone, random)('c'), limits: own },
    ];
    const router = createRouter({ targets, strategy: 'least-busy' });
    // Options that say the same, put in place again and again, lose nothing of what was counted.
    const updating = setInterval(() => router.update({ targets: [...targets], strategy: 'least-busy' }), 500);
    const calls = Array.from({ length: 10_000 }, () => router.chat('Hi', { maxRetries: 100 }));
    const ended = Promise.allSettled(calls);
    await vi.advanceTimersByTimeAsync(20 * minute);
    clearInterval(updating);

    const answered = (await ended).filter(({ status }) => status === 'fulfilled').length;
    expect(answered).toBe(10_000);
    expect(account.sent.length + alone.sent.length).toBe(10_000);
    expect([account.most, alone.most]).toEqual([25, 30]);
    expect(Math.max(...windowsOf(account.sent))).toBe(700);
    expect(Math.max(...windowsOf(alone.sent))).toBe(900);
    expect(router.status().targets.map(({ inFlight, queued }) => [inFlight, queued])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  }, 600_000);
});
