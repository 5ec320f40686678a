import { createProvider, type ObserveEvent } from '@modelport/core';
import { type FaultyServer, faults, startFaultyServer } from '@modelport/provider-testkit';
import { createRouter, type RouterTarget } from '@modelport/router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureOf, readStream, rejectionOf } from '../faults/support/read-stream.js';
import { shortRetryDelays } from '../faults/support/short-retry-delays.js';
import { providerAt, targetKey } from './support/wall-targets.js';

const forever = { times: Infinity };

shortRetryDelays();

function targetsAt(...servers: readonly FaultyServer[]): RouterTarget[] {
  return servers.map(({ baseUrl }, at) => ({ provider: providerAt(`number-${at}`, baseUrl) }));
}

describe('a call has one budget of attempts over all targets', { concurrent: true }, () => {
  it.each(['stream', 'chat'] as const)(
    'and ends, where all of them fail, with every attempt of a %s listed',
    async (way) => {
      await using first = await startFaultyServer(faults.httpError({ status: 500, ...forever }));
      await using second = await startFaultyServer(faults.httpError({ status: 503, ...forever }));
      // The breaker is not what this is about.
      const router = createRouter({ targets: targetsAt(first, second), breaker: { failures: 10 } });
      const error =
        way === 'stream' ? await failureOf(router.stream('Hi')) : await rejectionOf(router.chat('Hi'));
      expect(error).toMatchObject({
        code: 'OVERLOADED',
        provider: 'number-1',
        attempts: [
          { provider: 'number-0', code: 'BACKEND_ERROR', status: 500 },
          { provider: 'number-1', code: 'OVERLOADED', status: 503 },
          { provider: 'number-0', code: 'BACKEND_ERROR', status: 500 },
          { provider: 'number-1', code: 'OVERLOADED', status: 503 },
        ],
      });
      expect(error.message).toContain('number-0 BACKEND_ERROR');
      expect([first.requests.length, second.requests.length]).toEqual([2, 2]);
    },
  );

  it.each([0, 1, 2])('of maxRetries: %i', async (maxRetries) => {
    await using first = await startFaultyServer(faults.httpError(forever));
    await using second = await startFaultyServer(faults.httpError(forever));
    await using third = await startFaultyServer(faults.httpError(forever));
    const servers = [first, second, third];
    const router = createRouter({ targets: targetsAt(...servers) });
    const error = await failureOf(router.stream('Hi', { maxRetries }));
    expect(error.attempts).toHaveLength(1 + maxRetries);
    expect(servers.map(({ requests }) => requests.length)).toEqual(
      servers.map((_, at) => (at <= maxRetries ? 1 : 0)),
    );
  });

  it('in which the attempts of a target that repeats its calls itself count', async () => {
    await using first = await startFaultyServer(faults.httpError(forever));
    await using second = await startFaultyServer(faults.httpError(forever));
    const [one, other] = targetsAt(first, second) as [RouterTarget, RouterTarget];
    const router = createRouter({ targets: [{ ...one, options: { maxRetries: 2 } }, other] });
    const error = await failureOf(router.stream('Hi'));
    expect(error.attempts?.map(({ provider }) => provider)).toEqual([
      'number-0',
      'number-0',
      'number-0',
      'number-1',
    ]);
    expect([first.requests.length, second.requests.length]).toEqual([3, 1]);
  });

  it('and does not ask again after errors that no repetition helps', async () => {
    await using first = await startFaultyServer('quotaExceeded');
    await using second = await startFaultyServer(faults.httpError({ code: 'AUTH_FAILED', ...forever }));
    const router = createRouter({ targets: targetsAt(first, second) });
    const error = await failureOf(router.stream('Hi'));
    expect(error.attempts?.map(({ code }) => code)).toEqual(['INSUFFICIENT_FUNDS', 'AUTH_FAILED']);
    // Both are out: the next call asks nobody, and says why.
    const next = await failureOf(router.stream('Hi'));
    expect(next.message).toMatch(/number-0 is out.*INSUFFICIENT_FUNDS.*number-1 is out.*AUTH_FAILED/);
    expect(next.attempts ?? []).toEqual([]);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
  });

  it('shows in the hooks as the attempts of one call', async () => {
    await using first = await startFaultyServer('httpError');
    await using second = await startFaultyServer('none');
    const router = createRouter({ targets: targetsAt(first, second) });
    const events: ObserveEvent[] = [];
    await readStream(router.stream('Hi', { observe: (event) => void events.push(event) }));
    expect(events.map(({ type, attempt }) => `${attempt} ${type}`)).toEqual([
      '0 call-start',
      '1 attempt-start',
      '1 attempt-end',
      '1 retry',
      '2 attempt-start',
      '2 response',
      '2 first-content',
      '2 attempt-end',
      '2 call-end',
    ]);
    expect(new Set(events.map(({ callId }) => callId)).size).toBe(1);
  });
});

describe('a call has one deadline over all targets', { concurrent: true }, () => {
  it.each(['stream', 'chat'] as const)('and nobody else is asked once it has passed: %s', async (way) => {
    await using first = await startFaultyServer('silenceBeforeHeaders');
    await using second = await startFaultyServer('none');
    const router = createRouter({ targets: targetsAt(first, second) });
    const call = { timeout: 2_000 };
    const error =
      way === 'stream'
        ? await failureOf(router.stream('Hi', call))
        : await rejectionOf(router.chat('Hi', call));
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'total', attempts: [{ provider: 'number-0' }] });
    expect((await first.connections[0]?.closed)?.by).toBe('client');
    expect(second.connections).toHaveLength(0);
  });

  it('that ends the wait for a place', async () => {
    await using first = await startFaultyServer('stallMidStream');
    const [target] = targetsAt(first) as [RouterTarget];
    const router = createRouter({ targets: [{ ...target, limits: { concurrent: 1, queue: 1 } }] });
    await using busyWith = router.stream('Hi');
    await busyWith[Symbol.asyncIterator]().next();
    const error = await failureOf(router.stream('Hi', { timeout: 200 }));
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'total' });
    expect(router.status().targets[0]?.queued).toBe(0);
    expect(first.requests).toHaveLength(1);
  });

  it('that is not waited for where the next round would begin after it', async () => {
    await using first = await startFaultyServer(faults.rateLimited({ retryAfter: 30, ...forever }));
    const router = createRouter({ targets: targetsAt(first) });
    const error = await failureOf(router.stream('Hi', { timeout: 20_000 }));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 30_000 });
    expect(first.requests).toHaveLength(1);
  });

  it.each([
    ['stream', { firstEventTimeout: 200 }],
    ['chat', { timeout: 200 }],
  ] as const)('but a %s leaves each provider the timers that it was made with', async (way, timers) => {
    await using first = await startFaultyServer('silenceBeforeHeaders');
    await using second = await startFaultyServer('none');
    const baseUrl = `${first.baseUrl}/v1`;
    const impatient = createProvider('openai-compatible', {
      ...{ name: 'impatient', baseUrl, model: 'faulty', apiKey: targetKey },
      ...timers,
    });
    const router = createRouter({ targets: [impatient, ...targetsAt(second)] });
    const { text, attempts } = await (way === 'stream' ? router.stream('Hi').response : router.chat('Hi'));
    expect(text).toBe('Hello there!');
    expect(attempts).toMatchObject([{ provider: 'impatient', code: 'TIMEOUT' }, { provider: 'number-0' }]);
  });
});

describe('a call that waits for a place', { concurrent: true }, () => {
  it('waits at a target that it has not tried', async () => {
    await using first = await startFaultyServer(faults.httpError(forever));
    await using second = await startFaultyServer(faults.delayBeforeHeaders({ ms: 200 }));
    const limits = { concurrent: 1, queue: 1 };
    const router = createRouter({
      targets: targetsAt(first, second).map((target) => ({ ...target, limits })),
    });
    const before = router.chat('Hi');
    await second.waitForRequest(1);
    const { text, attempts } = await router.chat('Hi');
    expect(text).toBe('Hello there!');
    expect(attempts).toMatchObject([
      { provider: 'number-0', code: 'BACKEND_ERROR' },
      { provider: 'number-1' },
    ]);
    expect((await before).text).toBe('Hello there!');
    expect([first.requests.length, second.requests.length]).toEqual([2, 2]);
  });

  it('is told at once what is full where no place is left', async () => {
    await using first = await startFaultyServer('stallMidStream');
    const [target] = targetsAt(first) as [RouterTarget];
    const router = createRouter({ targets: [{ ...target, limits: { concurrent: 1 } }] });
    await using busyWith = router.stream('Hi');
    await busyWith[Symbol.asyncIterator]().next();
    const error = await failureOf(router.stream('Hi'));
    expect(error).toMatchObject({ code: 'OVERLOADED', retryable: true });
    expect(error.message).toMatch(/number-0.*limits\.concurrent/);
    expect(first.requests).toHaveLength(1);
  });
});

describe('a server that is silent for longer than is usual', () => {
  afterEach(() => void vi.useRealTimers());

  it('is given all the time that its provider was made with', async () => {
    await using first = await startFaultyServer(faults.delayBeforeHeaders({ ms: 300 }));
    await using second = await startFaultyServer('none');
    const patient = createProvider('openai-compatible', {
      ...{ name: 'patient', baseUrl: `${first.baseUrl}/v1`, model: 'faulty', apiKey: targetKey },
      firstEventTimeout: 0,
    });
    const router = createRouter({ targets: [patient, ...targetsAt(second)] });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const answering = router.stream('Hi').response;
    await first.waitForRequest(1);
    vi.advanceTimersByTime(20 * 60_000);
    const { text, provider } = await answering;
    expect([text, provider]).toEqual(['Hello there!', 'patient']);
    expect(second.connections).toHaveLength(0);
  });
});
