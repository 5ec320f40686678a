import type { ChatEvent, ChatResponse } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { createRouter, type Router, type RouterOptions } from '../../src/index.js';
import {
  after,
  errorOf,
  fails,
  failure,
  finish,
  read,
  reasoning,
  type Script,
  type Scripted,
  says,
  scripted,
  text,
  tried,
  usage,
} from '../support/scripted.js';
import { watchUnhandledRejections } from '../support/time.js';

watchUnhandledRejections();

const continuing = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), continuation: true, ...options });

/** A script that is cut after these batches. */
const cut = (...batches: readonly (readonly ChatEvent[])[]): Script => [
  ...batches,
  failure('STREAM_INTERRUPTED'),
];

const hello = () => [
  scripted('a', [cut([text('He')], [text('llo')])]),
  scripted('b', [[[text(', wor')], [text('ld'), finish]]]),
];

/** The ways in which an answer is had: all must be the same. */
const ways: readonly (readonly [string, (router: Router) => Promise<ChatResponse>])[] = [
  ['chat', (router) => router.chat('Hi')],
  ['response alone', (router) => router.stream('Hi').response],
  [
    'response beside a view',
    async (router) => {
      const stream = router.stream('Hi');
      const batches = stream.batches();
      const first = batches.next();
      const { response } = stream;
      await first;
      while (!(await batches.next()).done);
      return response;
    },
  ],
  [
    'response after a view',
    async (router) => {
      const stream = router.stream('Hi');
      await read(stream);
      return stream.response;
    },
  ],
];

describe.each(ways)('an answer that is continued, as %s', (_, answerOf) => {
  it('is one text without loss or repetition, with a warning and all attempts', async () => {
    const response = await answerOf(continuing(hello()));
    expect(response.text).toBe('Hello, world');
    expect(response.message.content).toEqual([{ type: 'text', text: 'Hello, world' }]);
    expect(response.message.from?.provider).toBe('b');
    expect(response.warnings).toEqual([
      {
        code: 'continued',
        message:
          'The answer of a was cut after 5 characters; from there it is b that answers, and both are billed.',
      },
    ]);
    expect(tried(response)).toEqual([
      ['a', 'STREAM_INTERRUPTED'],
      ['b', undefined],
    ]);
  });

  it('counts the tokens and the cost of all', async () => {
    const paid = (inputTokens: number, outputTokens: number, total: number): ChatEvent => ({
      type: 'usage',
      usage: { inputTokens, outputTokens, cost: { total, currency: 'USD', source: 'provider' } },
    });
    const targets = [
      scripted('a', [cut([text('He')], [paid(10, 2, 0.25)])]),
      scripted('b', [[[text('llo')], [paid(20, 3, 0.5), finish]]]),
    ];
    const { usage: sum } = await answerOf(continuing(targets));
    expect(sum).toMatchObject({
      ...{ inputTokens: 30, outputTokens: 5, totalTokens: 35 },
      cost: { total: 0.75, currency: 'USD', source: 'provider' },
    });
    const unpaid = [
      scripted('a', [cut([text('He')], [usage(10, 2)])]),
      scripted('b', [[[text('llo')], [paid(20, 3, 0.5), finish]]]),
    ];
    expect((await answerOf(continuing(unpaid))).usage).toMatchObject({ inputTokens: 30, cost: null });
  });

  it('took as long as all of them, and began with the first', async () => {
    const targets = [scripted('a', [cut([text('He')])]), scripted('b', [[after(100), ...says('llo')]])];
    const { timings } = await answerOf(continuing(targets));
    expect(timings?.totalMs).toBeGreaterThan(95);
    expect(timings?.firstContentMs).toBeLessThan(90);
    expect(Object.keys(timings ?? {}).sort()).toEqual(['firstContentMs', 'totalMs']);
  });

  it('has the sources of all, and no log probabilities unless they are of all tokens', async () => {
    const source = (url: string): ChatEvent => ({ type: 'source', url });
    const logprobs = [{ token: 'x', logprob: -1 }];
    const asked = (first: boolean) => [
      scripted('a', [
        cut([{ ...text('He'), ...(first && { logprobs }) } as ChatEvent, source('https://a.test')]),
      ]),
      scripted('b', [[[{ ...text('llo'), logprobs } as ChatEvent, source('https://b.test'), finish]]]),
    ];
    const both = await answerOf(continuing(asked(true)));
    expect(both.sources?.map(({ url }) => url)).toEqual(['https://a.test', 'https://b.test']);
    expect(both.logprobs).toEqual([...logprobs, ...logprobs]);
    expect((await answerOf(continuing(asked(false)))).logprobs).toBeUndefined();
  });

  it('leaves unknown what one of them did not tell', async () => {
    const targets = [
      scripted('a', [cut([text('He')])]),
      scripted('b', [[[text('llo')], [usage(20, 3), finish]]]),
    ];
    const { usage: sum } = await answerOf(continuing(targets));
    expect(sum).toEqual({ cost: null });
  });

  it('goes on more than once', async () => {
    const targets = [
      scripted('a', [cut([text('one ')])]),
      scripted('b', [cut([text('two ')])]),
      scripted('c', [says('three')]),
    ];
    const response = await answerOf(continuing(targets));
    expect(response.text).toBe('one two three');
    expect(response.warnings.map(({ message }) => message.slice(0, 32))).toEqual([
      'The answer of a was cut after 4 ',
      'The answer of b was cut after 8 ',
    ]);
  });

  it('ends in the error of the last with all that was answered, where the budget is used up', async () => {
    const targets = [
      scripted('a', [cut([text('one ')])]),
      scripted('b', [cut([text('two ')])]),
      scripted('c', [says('three')]),
    ];
    const error = await errorOf(
      answerOf(continuing(targets, { maxRetries: 1 })).catch((reason) => Promise.reject(reason)),
    );
    expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', partial: { text: 'one two ' } });
    expect(tried(error)).toEqual([
      ['a', 'STREAM_INTERRUPTED'],
      ['b', 'STREAM_INTERRUPTED'],
    ]);
  });

  it('ends with what was answered where nobody goes on', async () => {
    const targets = [scripted('a', [cut([text('one')])]), scripted('b', [fails('AUTH_FAILED')])];
    const error = await errorOf(answerOf(continuing(targets, { maxRetries: 1 })));
    expect(error).toMatchObject({ code: 'AUTH_FAILED', partial: { text: 'one' } });
  });
});

describe('what is asked of the one that goes on', () => {
  it('is the conversation, the answer so far, and to go on with it', async () => {
    const [a, b] = hello() as [Scripted, Scripted];
    await continuing([a, b]).chat({ messages: 'Hi', temperature: 0.5 });
    expect(b.requests[0]).toMatchObject({ temperature: 0.5 });
    expect(b.requests[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(b.requests[0]?.messages[1]?.content).toMatchObject([{ type: 'text', text: 'Hello' }]);
    expect(JSON.stringify(b.requests[0]?.messages[2])).toContain('repeat nothing of it');
  });
});

describe('the events of a continued answer', () => {
  it('have one start, parts that go on, the warning at the seam and one end', async () => {
    const targets = [
      scripted('a', [cut([reasoning('Hm')], [text('He', 1)])]),
      scripted('b', [[[reasoning('So')], [text('llo', 1)], [usage(1, 1), finish]]]),
    ];
    const { items } = await read(continuing(targets).stream('Hi'));
    const shown = items.map((event) => {
      if (event.type === 'warning') return event.warning.code;
      return 'part' in event ? `${event.type} ${event.part}` : event.type;
    });
    expect(shown).toEqual([
      'start',
      'reasoning-delta 0',
      'text-delta 1',
      'continued',
      'reasoning-delta 2',
      'text-delta 1',
      'part-end 2',
      'part-end 1',
      'usage',
      'part-end 0',
      'finish',
    ]);
  });

  it('are the same where the response is ahead of the view', async () => {
    const script = () => [
      scripted('a', [cut([reasoning('Hm')], [text('He', 1)])]),
      scripted('b', [[[text('llo')], [finish]]]),
    ];
    const ahead = continuing(script()).stream('Hi');
    await ahead.response;
    const partsOf = async (stream: AsyncIterable<ChatEvent>) =>
      (await read(stream)).items.flatMap((event) => (event.type === 'text-delta' ? [event.part] : []));
    expect(await partsOf(ahead)).toEqual([1, 1]);
    expect(await partsOf(continuing(script()).stream('Hi'))).toEqual([1, 1]);
  });

  it('come in order to a reader that does not wait', async () => {
    const batches = continuing(hello()).stream('Hi').batches();
    const results = await Promise.all(Array.from({ length: 8 }, () => batches.next()));
    const texts = results
      .flatMap(({ value }) => value ?? [])
      .map((event) => (event.type === 'text-delta' ? event.text : ''));
    expect(texts.join('')).toBe('Hello, world');
    expect(results.at(-1)?.done).toBe(true);
  });

  it('have the sum of the usage so far', async () => {
    const targets = [
      scripted('a', [cut([text('He')], [usage(10, 2)])]),
      scripted('b', [[[text('llo')], [usage(20, 3), finish]]]),
    ];
    const { items } = await read(continuing(targets).stream('Hi'));
    expect(items.findLast(({ type }) => type === 'usage')).toMatchObject({
      usage: { inputTokens: 30, outputTokens: 5 },
    });
  });
});
