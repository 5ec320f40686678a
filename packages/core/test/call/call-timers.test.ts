import { describe, expect, it, vi } from 'vitest';
import type { CallContext, ChatEvent } from '../../src/contract.js';
import { eventually, minute, pause, timeOf, useFakeTime } from '../support/fake-time.js';
import { finish, hang, providerOf, scriptedDriver, text } from '../support/scripted.js';

useFakeTime();

describe('the first-event timer', () => {
  it('runs from sending to the first event, 300 s by default, and names itself', async () => {
    const driver = scriptedDriver([hang]);
    const { error, after } = await timeOf(providerOf(driver).stream('x').response);
    expect(after).toBe(300_000);
    expect(error).toMatchObject({
      code: 'TIMEOUT',
      timer: 'first-event',
      retryable: false,
      provider: 'scripted',
      type: 'scripted',
    });
    expect(error.message).toMatch(/scripted timed out.*firstEventTimeout of 300000 ms .* 0 /);
    expect(driver.calls).toHaveLength(1);
    expect(driver.calls[0]?.signal.reason).toMatchObject({ timer: 'first-event' });
  });

  it('does not take an empty batch, such as headers and comments bring, for an event', async () => {
    const driver = scriptedDriver(Array.from({ length: 100 }, () => [pause(1_000), []]).flat());
    const { error, after } = await timeOf(
      providerOf(driver).stream('x', { firstEventTimeout: 10_000 }).response,
    );
    expect(error.timer).toBe('first-event');
    expect(after).toBe(10_000);
  });

  it.each<[string, ChatEvent]>([
    ['a start', { type: 'start' }],
    ['progress', { type: 'progress', processedTokens: 1, totalTokens: 2 }],
    ['text', text('a')],
  ])('is done with at %s', async (_, event) => {
    const driver = scriptedDriver([pause(900), [event], pause(900), [text('b'), finish()]]);
    const response = await eventually(providerOf(driver).stream('x', { firstEventTimeout: 1_000 }).response);
    expect(response.finishReason).toBe('stop');
  });

  it('starts anew for each attempt', async () => {
    const failing = [
      pause(900),
      Object.assign(new Error('connection lost'), { code: 'ECONNRESET' }),
    ] as const;
    const driver = scriptedDriver(failing, [pause(900), [text('a'), finish()]]);
    const response = await eventually(providerOf(driver).stream('x', { firstEventTimeout: 1_000 }).response);
    expect(response.text).toBe('a');
  });

  it('is not armed on plain calls, in either way of the driver', async () => {
    const answer = [text('late'), finish()];
    const options = { firstEventTimeout: 1_000 };
    const collected = providerOf(scriptedDriver([pause(5 * minute), answer]));
    expect((await eventually(collected.chat('x', options))).text).toBe('late');
    const own = providerOf({ chat: (_, call) => pause(5 * minute)(call).then(() => answer) });
    expect((await eventually(own.chat('x', options))).text).toBe('late');
  });

  it('covers the time that a function takes to give the key', async () => {
    const provider = providerOf(
      scriptedDriver([]),
      {},
      { apiKey: () => new Promise<string>(() => undefined) },
    );
    const { error } = await timeOf(provider.stream('x', { firstEventTimeout: 10 }).response);
    expect(error.timer).toBe('first-event');
  });
});

describe('the idle timer', () => {
  it('runs while the next read is waited for, 120 s by default, and names itself', async () => {
    const driver = scriptedDriver([[text('so far')], hang]);
    const { error, after } = await timeOf(providerOf(driver).stream('x').response);
    expect(after).toBe(120_000);
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'idle', retryable: false });
    expect(error.message).toMatch(/idleTimeout of 120000 ms/);
    expect(error.partial?.text).toBe('so far');
    expect(driver.calls[0]?.signal.aborted).toBe(true);
  });

  it('starts anew with each read, one that brings no event too', async () => {
    const steps = Array.from({ length: 20 }, () => [pause(900), []]).flat();
    const driver = scriptedDriver([[text('a')], ...steps, pause(900), [text('b'), finish()]]);
    const response = await eventually(providerOf(driver).stream('x', { idleTimeout: 1_000 }).response);
    expect(response.text).toBe('ab');
  });

  it('stands still while the consumer is slow', async () => {
    const provider = providerOf(scriptedDriver([[text('a')], [text('b')], [text('c'), finish()]]));
    const seen: string[] = [];
    const reading = (async () => {
      for await (const piece of provider.stream('x', { idleTimeout: 10, firstEventTimeout: 10 }).text) {
        seen.push(piece);
        await new Promise((resolve) => setTimeout(resolve, 30 * minute));
      }
    })();
    await eventually(reading);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('runs on a plain call that is collected from a stream', async () => {
    const provider = providerOf(scriptedDriver([[text('a')], hang]));
    const { error } = await timeOf(provider.chat('x', { idleTimeout: 1_000 }));
    expect(error.timer).toBe('idle');
  });
});

describe('the connect timer', () => {
  const connecting = (call: CallContext) => {
    call.onConnecting();
    return hang(call);
  };

  it('runs while the transport opens a socket, 10 s by default, and names itself', async () => {
    const provider = providerOf(scriptedDriver([connecting]));
    const { error, after } = await timeOf(provider.chat('x', { maxRetries: 0 }));
    expect(after).toBe(10_000);
    expect(error).toMatchObject({ code: 'TIMEOUT', timer: 'connect', retryable: true });
    expect(error.message).toMatch(/connectTimeout of 10000 ms/);
  });

  it('stops once connected', async () => {
    const connect = async (call: CallContext) => {
      call.onConnecting();
      await pause(900)(call);
      call.onConnected();
      await pause(900)(call);
    };
    const provider = providerOf(scriptedDriver([connect, [text('a'), finish()]]));
    expect((await eventually(provider.chat('x', { connectTimeout: 1_000 }))).text).toBe('a');
  });

  it('ends the attempt alone: another one is made', async () => {
    const driver = scriptedDriver([connecting], [[text('a'), finish()]]);
    const response = await eventually(providerOf(driver).stream('x').response);
    expect(response.text).toBe('a');
    expect(response.attempts).toMatchObject([{ code: 'TIMEOUT' }, {}]);
    expect(driver.calls.map((call) => call.signal.aborted)).toEqual([true, false]);
  });

  it('is not touched by a transport that is still busy with an attempt that has failed', async () => {
    const calls: CallContext[] = [];
    const slow = async (call: CallContext) => {
      calls.push(call);
      if (calls.length === 1) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      call.onConnecting();
      calls[0]?.onConnected();
      calls[0]?.onConnecting();
      await hang(call);
    };
    const { after, error } = await timeOf(
      providerOf(scriptedDriver([slow])).chat('x', { connectTimeout: 100, maxRetries: 1 }),
    );
    expect(error.timer).toBe('connect');
    expect(after).toBeLessThan(100 + 500 + 1);
  });

  it('is not started by a transport that is slower than the call', async () => {
    const driver = scriptedDriver([[text('a'), finish()]]);
    await eventually(providerOf(driver).chat('x'));
    driver.calls[0]?.onConnecting();
    expect(vi.getTimerCount()).toBe(0);
  });
});
