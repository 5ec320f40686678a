import type { ChatStream } from '@modelport/core';
import { describe, expect, it, vi } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import {
  after,
  errorOf,
  fails,
  failure,
  finish,
  progress,
  read,
  reasoning,
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

/** What a stream gives while nothing else happens, as far as it has come. */
function watch(stream: ChatStream) {
  const seen: string[] = [];
  const ended = (async () => {
    for await (const event of stream)
      seen.push(event.type === 'progress' ? `${event.type} ${event.processedTokens}` : event.type);
  })();
  return { seen, ended };
}

describe('before the first content', () => {
  it('nothing is handed on but the progress of the prompt', async () => {
    const warns: Script[number] = async (call) =>
      call.warn({ code: 'setting-ignored', message: 'No topK here.' });
    const a = scripted('a', [
      [
        [{ type: 'start', id: 'one' }],
        warns,
        [progress(10)],
        [progress(50)],
        after(10),
        [text('Hi'), finish],
      ],
    ]);
    const { seen, ended } = watch(routerOf([a]).stream('Hi'));
    await vi.advanceTimersByTimeAsync(9);
    expect(seen.filter((each) => !each.startsWith('progress'))).toEqual([]);
    expect(seen).toContain('progress 50');
    await vi.advanceTimersByTimeAsync(1);
    await ended;
    expect(seen.slice(seen.indexOf('progress 50') + 1)).toEqual(
      expect.arrayContaining(['start', 'text-delta', 'part-end', 'finish']),
    );
    expect(seen.filter((each) => each === 'start')).toHaveLength(1);
  });

  it('nothing of a target that fails is seen, but its progress', async () => {
    const a = scripted('a', [
      [
        [{ type: 'start', id: 'of a' }],
        [progress(10)],
        async (call) => call.warn({ code: 'x', message: 'of a' }),
        failure('BACKEND_ERROR'),
      ],
    ]);
    const b = scripted('b', [[[{ type: 'start', id: 'of b' }], [progress(20)], [text('Hi'), finish]]]);
    const { items } = await read(routerOf([a, b]).stream('Hi'));
    expect(items.filter(({ type }) => type === 'progress')).toMatchObject([
      { processedTokens: 10 },
      { processedTokens: 20 },
    ]);
    expect(items.filter(({ type }) => type === 'start')).toMatchObject([{ id: 'of b' }]);
    expect(items.filter(({ type }) => type === 'warning')).toEqual([]);
  });

  it.each([
    ['text', [text('Hi')]],
    ['reasoning', [reasoning('Hm')]],
    ['a tool call', [{ type: 'tool-call-start', part: 0, id: '1', name: 'look' }]],
  ] as const)('ends with %s: a failure after it is final', async (_, content) => {
    const a = scripted('a', [[[...content], failure('BACKEND_ERROR')]]);
    const b = scripted('b', [says('Hello')]);
    const { error } = await read(routerOf([a, b]).stream('Hi'));
    expect(error).toMatchObject({ code: 'BACKEND_ERROR', partial: { provider: 'a' } });
    expect(b.requests).toHaveLength(0);
  });

  it('ends with an empty answer: a finish alone is one', async () => {
    const a = scripted('a', [[[finish]]]);
    const b = scripted('b', [says('Hello')]);
    const response = await routerOf([a, b]).stream('Hi').response;
    expect([response.text, response.finishReason, b.requests.length]).toEqual(['', 'stop', 0]);
  });

  it('an error inside a 200 is rescued, and so is a stream that ends without a word', async () => {
    for (const script of [
      [[{ type: 'start', id: 'x' }], failure('OVERLOADED')],
      [[{ type: 'start', id: 'x' }]],
      [],
    ] as const) {
      const response = await routerOf([scripted('a', [script]), scripted('b', [says('Hello')])]).stream('Hi')
        .response;
      expect(response.text).toBe('Hello');
      expect(tried(response)[0]?.[1]).toMatch(/OVERLOADED|STREAM_INTERRUPTED/);
    }
  });

  it('a target that is not ours and just ends is rescued too', async () => {
    const { provider } = scripted('a', []);
    const empty = async function* () {};
    const mute = Object.assign(Object.create(provider) as typeof provider, {
      stream: () => ({
        batches: empty,
        response: new Promise(() => undefined),
        [Symbol.asyncDispose]: async () => {},
      }),
    });
    const router = createRouter({ targets: [mute, scripted('b', [says('Hello')]).provider] });
    const response = await router.stream('Hi').response;
    expect(tried(response)).toEqual([
      ['a', 'STREAM_INTERRUPTED'],
      ['b', undefined],
    ]);
  });
});

describe('after the first content', () => {
  it('there is no other target: the error has what had come, and all attempts', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR')]);
    const b = scripted('b', [[[text('Hel')], [text('lo')], failure('STREAM_INTERRUPTED')]]);
    const c = scripted('c', [says('no')]);
    const stream = routerOf([a, b, c]).stream('Hi');
    const { items, error } = await read(stream.text);
    expect(items).toEqual(['Hel', 'lo']);
    expect(error).toMatchObject({
      code: 'STREAM_INTERRUPTED',
      provider: 'b',
      partial: { text: 'Hello', provider: 'b' },
    });
    expect(error && tried(error)).toEqual([
      ['a', 'BACKEND_ERROR'],
      ['b', 'STREAM_INTERRUPTED'],
    ]);
    expect(error?.message).toContain('Tried: a BACKEND_ERROR, b STREAM_INTERRUPTED.');
    expect(await errorOf(stream.response)).toBe(error);
    expect(c.requests).toHaveLength(0);
  });

  it('the clock of a target counts its time to the first content', async () => {
    const a = scripted('a', [[after(300), [text('Hi')], after(5_000), [finish]]]);
    const router = routerOf([a]);
    await within(5_300, router.stream('Hi').response);
    expect(router.status().targets[0]?.latencyMs).toBeCloseTo(300);
    const b = scripted('b', [[after(200), ...says('Hi')]]);
    const other = routerOf([b]);
    await within(200, other.chat('Hi'));
    expect(other.status().targets[0]?.latencyMs).toBeCloseTo(200);
  });

  it('the next call may try a target that is half-open, although the answer is still coming', async () => {
    const a = scripted('a', [fails('BACKEND_ERROR'), [[text('Hi')], after(60_000), [finish]], says('Hello')]);
    const b = scripted('b', [says('other')]);
    const router = routerOf([a, b], { breaker: { failures: 1 } });
    await router.chat('Hi');
    await vi.advanceTimersByTimeAsync(10_000);
    const long = router.stream('Hi');
    const batches = long.batches();
    await batches.next();
    expect((await router.chat('Hi')).text).toBe('Hello');
    await batches.return?.();
  });
});
