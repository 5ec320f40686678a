import type { ObserveEvent } from '@modelport/core';
import { describe, expect, it, vi } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import {
  after,
  errorOf,
  fails,
  failure,
  hang,
  read,
  type Scripted,
  says,
  scripted,
  text,
} from '../support/scripted.js';
import { useFakeTime, within } from '../support/time.js';

useFakeTime();

function observed(targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) {
  const events: ObserveEvent[] = [];
  const router = createRouter({
    targets: targets.map(({ provider }) => provider),
    observe: (event) => void events.push(event),
    ...options,
  });
  /** What was told of calls: type, provider and number of the attempt. */
  const shown = () =>
    events
      .filter(({ type }) => type !== 'target-change')
      .map(({ type, provider, attempt }) => `${type} ${provider} ${attempt}`);
  return { router, events, shown };
}

describe('an observer of a router', () => {
  it('sees one call with the attempts of all targets, numbered, and a retry between them', async () => {
    const { router, events, shown } = observed([
      scripted('a', [fails('BACKEND_ERROR')]),
      scripted('b', [says('Hello')]),
    ]);
    await router.chat({ messages: 'Hi', temperature: 0.5, model: 'm' }, { requestId: 'mine' });
    expect(shown()).toEqual([
      'call-start router 0',
      'attempt-start a 1',
      'attempt-end a 1',
      'retry router 1',
      'attempt-start b 2',
      'response b 2',
      'first-content b 2',
      'attempt-end b 2',
      'call-end router 2',
    ]);
    expect(new Set(events.map(({ callId }) => callId)).size).toBe(1);
    for (const event of events)
      expect(event).toMatchObject({ operation: 'chat', model: 'm', requestId: 'mine' });
    expect(events[0]).toMatchObject({ providerType: 'router', settings: { temperature: 0.5, inputs: 1 } });
    expect(events[3]).toMatchObject({ delayMs: 0, error: { code: 'BACKEND_ERROR' } });
    expect(events.at(-1)).toMatchObject({ providerType: 'router', usage: {} });
    expect(events.at(-1)).not.toHaveProperty('error');
  });

  it('has an id of its own for each call', async () => {
    const { router, events } = observed([scripted('a', [says('Hello')])]);
    await Promise.all(Array.from({ length: 100 }, () => router.chat('Hi')));
    expect(new Set(events.map(({ callId }) => callId)).size).toBe(100);
  });

  it('goes on counting where a target tries again by itself, and over rounds', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const events: ObserveEvent[] = [];
    const router = createRouter({
      targets: [{ provider: a.provider, name: 'first', options: { maxRetries: 1 } }],
      breaker: { failures: 9 },
    });
    await within(10_000, errorOf(router.chat('Hi', { observe: (event) => void events.push(event) })));
    const starts = events.filter(({ type }) => type === 'attempt-start');
    expect(starts.map(({ provider, attempt }) => [provider, attempt])).toEqual(
      [1, 2, 3, 4].map((at) => ['first', at]),
    );
    expect(events.filter(({ type }) => type === 'retry').map(({ provider }) => provider)).toEqual([
      'first',
      'router',
      'first',
    ]);
    expect(events.filter(({ type }) => type === 'retry')[1]).toMatchObject({ delayMs: 250 });
  });

  it('is told of one retry for each that is made, and of none where nobody is left', async () => {
    const { router, shown } = observed([
      scripted('a', [fails('AUTH_FAILED')]),
      scripted('b', [fails('AUTH_FAILED')]),
    ]);
    await errorOf(router.chat('Hi'));
    expect(shown().filter((each) => each.startsWith('retry'))).toHaveLength(1);
    await errorOf(router.chat('Hi'));
    expect(shown().slice(-2)).toEqual(['call-start router 0', 'call-end router 0']);
  });

  it('sees the beginning first, also of a call that must wait before anybody is asked', async () => {
    const { router, shown, events } = observed([
      scripted('a', [fails('RATE_LIMITED', { retryAfterMs: 1_000 }), says('Hello')]),
    ]);
    await errorOf(router.chat('Hi', { maxRetries: 0 }));
    events.length = 0;
    await within(1_000, router.chat('Hi'));
    expect(shown().slice(0, 3)).toEqual(['call-start router 0', 'retry router 0', 'attempt-start a 1']);
  });

  it('sees the end of a stream, in whichever way it ends', async () => {
    const cut = [[text('Hel')], failure('STREAM_INTERRUPTED')];
    const whole = observed([scripted('a', [says('Hello')])]);
    await read(whole.router.stream('Hi'));
    expect(whole.shown().filter((each) => each.startsWith('call'))).toEqual([
      'call-start router 0',
      'call-end router 1',
    ]);
    const broken = observed([scripted('a', [cut])]);
    await read(broken.router.stream('Hi'));
    expect(broken.events.at(-1)).toMatchObject({ type: 'call-end', error: { code: 'STREAM_INTERRUPTED' } });
    // What was answered is not for observers.
    for (const event of broken.events) expect(JSON.stringify(event)).not.toContain('Hel"');
    for (const event of broken.events) if ('error' in event) expect(event.error?.partial).toBeUndefined();
    const left = observed([scripted('a', [[[text('Hel')], hang]])]);
    for await (const _ of left.router.stream('Hi').text) break;
    await vi.advanceTimersByTimeAsync(0);
    expect(left.events.at(-1)).toMatchObject({ type: 'call-end', error: { code: 'ABORTED' } });
    const early = observed([scripted('a', [[hang]])]);
    const stream = early.router.stream('Hi');
    const pending = errorOf(stream.response);
    await vi.advanceTimersByTimeAsync(0);
    await stream[Symbol.asyncDispose]();
    await pending;
    expect(early.shown().filter((each) => each.startsWith('call'))).toEqual([
      'call-start router 0',
      'call-end router 1',
    ]);
  });

  it('sees nothing of a stream that nobody reads', async () => {
    const { router, events } = observed([scripted('a', [says('Hello')])]);
    const stream = router.stream('Hi');
    await stream[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(10);
    expect(events).toEqual([]);
  });

  it.each(['chat', 'stream'] as const)(
    'sees both attempts of a hedged %s, and how the faster one ended',
    async (operation) => {
      const targets = [scripted('a', [[hang]]), scripted('b', [[after(10), ...says('Hello')]])];
      const { router, events, shown } = observed(targets, { hedgeAfter: 50 });
      await within(100, operation === 'chat' ? router.chat('Hi') : router.stream('Hi').response);
      expect(shown().slice(0, 3)).toEqual(['call-start router 0', 'attempt-start a 1', 'attempt-start b 2']);
      expect(shown().slice(3, -1)).toEqual(expect.arrayContaining(['attempt-end a 1', 'attempt-end b 2']));
      // How the other one was stopped is not how the call ended.
      expect(events.at(-1)).toMatchObject({ type: 'call-end', provider: 'router', response: {} });
      expect(events.at(-1)).not.toHaveProperty('error');
    },
  );

  it('may throw, and the other one is told all the same', async () => {
    const told: string[] = [];
    const a = scripted('a', [says('Hello')]);
    const router = createRouter({
      targets: [
        {
          provider: a.provider,
          options: {
            observe: () => {
              throw new Error('target');
            },
          },
        },
      ],
      observe: () => {
        throw new Error('router');
      },
    });
    expect((await router.chat('Hi', { observe: ({ type }) => void told.push(type) })).text).toBe('Hello');
    expect(told).toEqual([
      'call-start',
      'attempt-start',
      'response',
      'first-content',
      'attempt-end',
      'call-end',
    ]);
  });

  it('of a target sees the calls that go there, also where the call has one', async () => {
    const seen: string[] = [];
    const a = scripted('a', [says('Hello')]);
    const router = createRouter({
      targets: [
        {
          provider: a.provider,
          options: { observe: ({ type, provider }) => void seen.push(`${type} ${provider}`) },
        },
      ],
    });
    await router.chat('Hi');
    await router.chat('Hi', { observe: () => undefined });
    expect(seen.filter((each) => each === 'call-end a')).toHaveLength(2);
  });

  it('who ends a call when it is told of a retry is heeded: nobody else is asked', async () => {
    const b = scripted('b', [says('Hello')]);
    const controller = new AbortController();
    const { router } = observed([scripted('a', [fails('BACKEND_ERROR')]), b], {
      observe: ({ type }) => {
        if (type === 'retry') controller.abort('enough');
      },
    });
    expect(await errorOf(router.chat('Hi', { signal: controller.signal }))).toMatchObject({
      code: 'ABORTED',
      cause: 'enough',
    });
    expect(b.requests).toHaveLength(0);
    expect(router.status().targets[1]?.inFlight).toBe(0);
  });
});

describe('a change of a target', () => {
  it('is told outside of calls, with its reason', async () => {
    const { router, events } = observed([
      scripted('a', [fails('AUTH_FAILED')]),
      scripted('b', [says('Hello')]),
    ]);
    await router.chat('Hi');
    expect(events.filter(({ type }) => type === 'target-change')).toMatchObject([
      {
        operation: 'route',
        callId: '',
        attempt: 0,
        provider: 'router',
        providerType: 'router',
        target: 'a',
        state: 'out',
        error: { code: 'AUTH_FAILED' },
        retryAfterMs: 300_000,
      },
    ]);
  });
});
