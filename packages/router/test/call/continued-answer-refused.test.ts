import type { ChatEvent } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { createRouter, type RouterOptions } from '../../src/index.js';
import {
  errorOf,
  failure,
  hang,
  read,
  reasoning,
  type Script,
  type Scripted,
  says,
  scripted,
  text,
} from '../support/scripted.js';
import { settle, watchUnhandledRejections } from '../support/time.js';

watchUnhandledRejections();

const continuing = (targets: readonly Scripted[], options: Omit<RouterOptions, 'targets'> = {}) =>
  createRouter({ targets: targets.map(({ provider }) => provider), continuation: true, ...options });

/** A script that is cut after these batches. */
const cut = (...batches: readonly (readonly ChatEvent[])[]): Script => [
  ...batches,
  failure('STREAM_INTERRUPTED'),
];

describe('nobody goes on', () => {
  it.each([
    ['where it is not asked for', {}, { continuation: false }, [text('He')]],
    ['with JSON', { responseFormat: { type: 'json' } }, {}, [text('{"a":')]],
    [
      'with a tool call',
      { tools: [{ name: 'look' }] },
      {},
      [text('I'), { type: 'tool-call', part: 1, id: '1', name: 'look', arguments: {}, rawArguments: '{}' }],
    ],
    ['with thoughts alone', {}, {}, [reasoning('Hm')]],
  ] as const)('%s', async (_, request, options, batch) => {
    const a = scripted('a', [cut([...batch] as ChatEvent[])]);
    const b = scripted('b', [says('no')]);
    const router = continuing([a, b], options);
    for (const error of [
      await errorOf(router.chat({ messages: 'Hi', ...request } as never)),
      await errorOf(router.stream({ messages: 'Hi', ...request } as never).response),
    ])
      expect(error).toMatchObject({ code: 'STREAM_INTERRUPTED', partial: { provider: 'a' } });
    expect(b.requests).toHaveLength(0);
  });

  it('once the caller has gone', async () => {
    const a = scripted('a', [[[text('He')], hang]]);
    const b = scripted('b', [says('no')]);
    const controller = new AbortController();
    const reading = read(continuing([a, b]).stream('Hi', { signal: controller.signal }).text);
    await settle();
    controller.abort('enough');
    expect(await reading).toMatchObject({
      items: ['He'],
      error: { code: 'ABORTED', cause: 'enough', partial: { text: 'He' } },
    });
    expect(b.requests).toHaveLength(0);
  });

  it('for a reader who leaves while another one is asked', async () => {
    for (const quietly of [true, false]) {
      const a = scripted('a', [cut([text('He')])]);
      const b = scripted('b', [[hang]]);
      const stream = continuing([a, b]).stream('Hi');
      const texts = stream.text[Symbol.asyncIterator]();
      await texts.next();
      const pending = texts.next().then(
        (result) => result.done,
        (error) => error.code,
      );
      await settle();
      await (quietly ? texts.return?.() : stream[Symbol.asyncDispose]());
      expect(await pending).toBe(quietly ? true : 'ABORTED');
      await settle();
      expect([b.requests.length, b.left]).toEqual([1, 1]);
      expect(await errorOf(stream.response)).toMatchObject({ code: 'ABORTED', partial: { text: 'He' } });
    }
  });
});
