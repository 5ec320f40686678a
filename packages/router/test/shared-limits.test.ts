import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRouter } from '../src/index.js';
import { createMemoryLimitStore } from '../src/limits/memory-limit-store.js';
import { fakeServer, textOf } from './planner-support.js';

describe('routers that share a store of limits', () => {
  // The first call loads what all calls need, which takes real time.
  beforeAll(() => fakeServer('warm-up').provider.chat('Hi'));
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('use what another one gives back, five seconds after they found nothing left', async () => {
    const limitStore = createMemoryLimitStore();
    const [here, there] = [fakeServer('here'), fakeServer('there')];
    const routerOver = ({ provider }: typeof here) =>
      createRouter({
        ...{ limitStore, maxRetries: 0 },
        targets: [{ name: 'shared', provider, limits: { tokensPerDay: 1_000 } }],
      });
    const [one, other] = [routerOver(here), routerOver(there)];
    there.server.latencyMs = 1_000;
    const long = other.chat({ messages: 'Hi', maxTokens: 999 });
    await vi.advanceTimersByTimeAsync(500);
    await expect(textOf(one)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await vi.advanceTimersByTimeAsync(500);
    await long;
    await expect(textOf(one)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(here.server.calls).toBe(0);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await textOf(one)).toBe('I am here.');
  });
});
