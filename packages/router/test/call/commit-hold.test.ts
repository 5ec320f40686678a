import { type ChatEvent, type Provider, wrapProvider } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import {
  after,
  failure,
  finish,
  hang,
  progress,
  read,
  type Script,
  type Scripted,
  says,
  scripted,
  text,
  tried,
} from '../support/scripted.js';
import { useFakeTime, within } from '../support/time.js';

useFakeTime();

const routerOf = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), ...options });

/** A provider that is not made by core, and gives batches as they are. */
function giving(batches: Iterable<readonly ChatEvent[]> | AsyncIterable<readonly ChatEvent[]>): Provider {
  const { provider } = scripted('giving', []);
  return wrapProvider(provider, {
    stream() {
      let isLeft = false;
      const view = async function* () {
        for await (const batch of batches) {
          if (isLeft) throw failure('ABORTED');
          yield batch;
        }
      };
      const leave = async () => {
        isLeft = true;
      };
      return { batches: view, response: new Promise(() => undefined), [Symbol.asyncDispose]: leave } as never;
    },
  });
}

describe('what is held back', () => {
  const endless: Script = Array.from({ length: 5_000 }, (_, at) => [progress(at)]);

  it('is bounded in events', async () => {
    const a = scripted('a', [endless]);
    const b = scripted('b', [says('Hello')]);
    const stream = routerOf([a, b], { hold: { events: 20 } }).stream('Hi');
    await read(stream);
    const response = await stream.response;
    expect(response.attempts[0]).toMatchObject({ provider: 'a', code: 'RESPONSE_INVALID' });
    expect(response.attempts[0]?.reason).toMatch(/hold\.events or hold\.bytes/);
    expect(a.reads).toBe(21);
    expect(a.left).toBe(1);
  });

  it('is a thousand events, and a mebibyte, where nothing else is said', async () => {
    const a = scripted('a', [endless]);
    await read(routerOf([a, scripted('b', [says('Hello')])]).stream('Hi'));
    expect(a.reads).toBe(1_001);
  });

  it('is handed on in its order, also from a provider that gives it piece by piece', async () => {
    const pieces: (readonly ChatEvent[])[] = [
      [{ type: 'start', id: 'x' }],
      [{ type: 'warning', warning: { code: 'x', message: 'x' } }],
      [progress(10)],
      [text('Hi')],
      [finish],
    ];
    const { items } = await read(createRouter({ targets: [giving(pieces)] }).stream('Hi'));
    expect(items.map(({ type }) => type)).toEqual(['progress', 'start', 'warning', 'text-delta', 'finish']);
    const large: ChatEvent = { type: 'raw', data: 'x'.repeat(2 ** 19) };
    const router = createRouter({
      targets: [giving([[large], [large], [text('Hi')]]), scripted('b', [says('Hello')]).provider],
    });
    expect(tried(await router.stream('Hi').response)[0]).toEqual(['giving', 'RESPONSE_INVALID']);
  });

  it('does not keep a call waiting, however many pieces come that are no answer', async () => {
    const beats = async function* () {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        yield [{ type: 'raw', data: 'beat' }] as const;
      }
    };
    const router = createRouter({ targets: [giving(beats()), scripted('b', [says('Hello')]).provider] });
    const response = await within(10_000, router.stream('Hi', { firstEventTimeout: 5_000 }).response);
    expect(response.attempts[0]).toMatchObject({ provider: 'giving', code: 'TIMEOUT' });
    expect(response.attempts[0]?.reason).toMatch(/firstEventTimeout of 5000 ms/);
  });

  it('is bounded in bytes', async () => {
    const a = scripted('a', [endless]);
    await routerOf([a, scripted('b', [says('Hello')])], { hold: { bytes: 1_000 } }).stream('Hi').response;
    expect(a.reads).toBeLessThan(30);
  });

  it('has as long again with each progress of the prompt', async () => {
    const beats = Array.from({ length: 10 }, (_, at) => [after(1_000), [progress(at)]] as const).flat();
    const a = scripted('a', [[...beats, [text('Hi'), finish]]]);
    const stream = routerOf([a, scripted('b', [says('no')])]).stream('Hi', { firstEventTimeout: 1_500 });
    expect((await within(10_000, stream.response)).text).toBe('Hi');
  });

  it('is given up at the first-event timer of the target, whose error says more', async () => {
    const a = scripted('a', [[hang]]);
    const b = scripted('b', [says('Hello')]);
    const response = await within(
      2_000,
      routerOf([a, b]).stream('Hi', { firstEventTimeout: 2_000 }).response,
    );
    expect(response.attempts[0]?.reason).toMatch(/^a timed out: its firstEventTimeout/);
  });

  it('has no bound in time where the timer is off', async () => {
    const a = scripted('a', [[[{ type: 'start', id: 'x' }], after(1_000_000), [text('Hi'), finish]]]);
    const stream = routerOf([a]).stream('Hi', { firstEventTimeout: 0, idleTimeout: 0 });
    expect((await within(1_000_000, stream.response)).text).toBe('Hi');
  });
});

describe('a provider that was made to be patient', () => {
  it('has its own time to the first content where nothing else is asked for', async () => {
    const a = scripted('a', [[after(600_000), ...says('Hello')]], { firstEventTimeout: 1_200_000 });
    expect((await within(600_000, createRouter({ targets: [a.provider] }).stream('Hi').response)).text).toBe(
      'Hello',
    );
  });
});
