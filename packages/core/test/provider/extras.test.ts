import { describe, expect, it, vi } from 'vitest';
import type { CallContext, CallOptions, ObserveEvent } from '../../src/contract.js';
import { errorOf, hang, passing, providerOf, read } from '../support/scripted.js';

describe('extras', () => {
  it('run in the same pipeline: context, retries, errors with names, hooks', async () => {
    const events: ObserveEvent[] = [];
    const calls: CallContext[] = [];
    const extras = {
      prefix: 'n:',
      async tokenize(this: { prefix: string }, input: { text: string }, call: CallContext) {
        calls.push(call);
        if (call.attempt === 1) throw passing();
        return this.prefix + input.text.length;
      },
    };
    const provider = providerOf({ extras: extras as never }, {}, { headers: { 'X-A': '1' } });
    const observe = (event: ObserveEvent) => void events.push(event);
    expect(await provider.extras['tokenize']?.({ text: 'abc' }, { requestId: 'r1', observe })).toBe('n:3');
    expect(calls[1]).toMatchObject({
      attempt: 2,
      requestId: 'r1',
      headers: { 'x-a': '1', 'x-request-id': 'r1' },
    });
    expect(events.map(({ type, operation }) => [type, operation])).toEqual([
      ['call-start', 'extras.tokenize'],
      ['attempt-start', 'extras.tokenize'],
      ['attempt-end', 'extras.tokenize'],
      ['retry', 'extras.tokenize'],
      ['attempt-start', 'extras.tokenize'],
      ['attempt-end', 'extras.tokenize'],
      ['call-end', 'extras.tokenize'],
    ]);
  });

  it('are the same functions at each look', () => {
    const provider = providerOf({ extras: { version: async () => 1 } });
    expect(Object.keys(provider.extras)).toEqual(['version']);
    expect(provider.extras).toBe(provider.extras);
  });

  it('give their errors the provider’s name, and refuse wrong options', async () => {
    const provider = providerOf({
      extras: {
        async slots() {
          throw new Error('no slots');
        },
      },
    });
    expect(await errorOf(provider.extras['slots']?.())).toMatchObject({
      code: 'BACKEND_ERROR',
      provider: 'scripted',
      message: 'no slots',
    });
    expect(await errorOf(provider.extras['slots']?.(undefined, { timout: 1 } as CallOptions))).toMatchObject({
      code: 'SETTING_INVALID',
    });
  });

  it('are aborted by the user’s signal', async () => {
    const controller = new AbortController();
    const provider = providerOf({ extras: { wait: (_: never, call: CallContext) => hang(call) } });
    const pending = errorOf(provider.extras['wait']?.(undefined, { signal: controller.signal }));
    controller.abort();
    expect(await pending).toMatchObject({ code: 'ABORTED' });
  });
});

describe('extras that report progress', () => {
  const pulling = () => {
    const state = { started: 0, left: 0, signal: undefined as AbortSignal | undefined };
    const provider = providerOf({
      streamExtras: {
        async *pull(input: { steps: number; last?: unknown }, call: CallContext) {
          state.started++;
          state.signal = call.signal;
          try {
            for (let step = 1; step <= input.steps; step++) yield step;
            if (input.last instanceof Error) throw input.last;
            if (input.last === 'hang') await hang(call);
          } finally {
            state.left++;
          }
        },
      },
    });
    const pull = (input: object, options?: CallOptions) =>
      provider.extras['pull']?.(input, options) as AsyncGenerator<number>;
    return { state, pull };
  };

  it('are lazy and give what the driver tells', async () => {
    const { state, pull } = pulling();
    const steps = pull({ steps: 2 });
    expect(state.started).toBe(0);
    expect((await read(steps)).items).toEqual([1, 2]);
    expect(state.left).toBe(1);
  });

  it('close the connection when the consumer leaves', async () => {
    const { state, pull } = pulling();
    const events: string[] = [];
    for await (const _ of pull({ steps: 5 }, { observe: ({ type }) => void events.push(type) })) break;
    expect(state.signal?.aborted).toBe(true);
    await vi.waitFor(() => expect(state.left).toBe(1));
    expect(events).toEqual(['call-start', 'attempt-start', 'attempt-end', 'call-end']);
  });

  it('close it at once when they are left in the middle of a read', async () => {
    const { state, pull } = pulling();
    const steps = pull({ steps: 1, last: 'hang' });
    await steps.next();
    const pending = steps.next();
    await steps.return(undefined);
    expect(state.signal?.aborted).toBe(true);
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('are not retried, and their error has the provider’s name', async () => {
    const { state, pull } = pulling();
    const { items, error } = await read(pull({ steps: 1, last: passing('disk full') }));
    expect(items).toEqual([1]);
    expect(error).toMatchObject({ code: 'OVERLOADED', provider: 'scripted', message: 'disk full' });
    expect(state.started).toBe(1);
  });

  it('end well although the clean-up of the driver fails', async () => {
    const items = [1, 2];
    const pull = () => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: items.length === 0, value: items.shift() }),
        return() {
          throw new Error('clean-up');
        },
      }),
    });
    const provider = providerOf({ streamExtras: { pull: pull as never } });
    expect(await read(provider.extras['pull']?.())).toEqual({ items: [1, 2] });
  });

  it('stop for the user’s signal', async () => {
    const { state, pull } = pulling();
    const controller = new AbortController();
    const steps = pull({ steps: 1, last: 'hang' }, { signal: controller.signal });
    await steps.next();
    const pending = errorOf(steps.next());
    controller.abort();
    expect(await pending).toMatchObject({ code: 'ABORTED' });
    await vi.waitFor(() => expect(state.left).toBe(1));
  });

  it('may take as long as they like while something comes, but not longer than idleTimeout in silence', async () => {
    vi.useFakeTimers();
    try {
      const provider = providerOf({
        streamExtras: {
          async *pull() {
            for (let minute = 0; minute < 30; minute++) {
              await new Promise((resolve) => setTimeout(resolve, 60_000));
              yield minute;
            }
            await new Promise(() => {});
          },
        },
      });
      const reading = read(provider.extras['pull']?.() as AsyncIterable<number>);
      await vi.advanceTimersByTimeAsync(33 * 60_000);
      const { items, error } = await reading;
      expect(items).toHaveLength(30);
      expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'idle' });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
