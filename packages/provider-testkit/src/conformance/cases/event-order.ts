import assert from 'node:assert/strict';
import type { ChatEvent } from '@modelport/core';
import type { Answer } from '../answer.js';
import type { ConformanceCase } from '../conformance-case.js';
import { eventsOf, only } from '../events-of.js';

const thoughtful: Answer = {
  parts: [{ reasoning: ['Hm', '.'] }, { text: ['Hel', 'lo', '.'] }],
  model: 'model-that-answers',
};

/** Which events a stream has, and in which order. */
export const eventOrderCases: readonly ConformanceCase[] = [
  {
    id: 'stream/start',
    title: 'a stream begins with one start event, which names the model that answers',
    reason: 'Contract, `StartEvent`: it comes once, right before the first content.',
    requires: ['carries:response-model'],
    async run(t) {
      t.answer(thoughtful);
      const events = await eventsOf(t.provider().stream('Hi'));
      assert.equal(events[0]?.type, 'start');
      const models = only(events, 'start').map(({ model }) => model);
      assert.deepEqual(
        models,
        ['model-that-answers'],
        'Give model and id in or before the first batch with content.',
      );
    },
  },
  {
    id: 'stream/part-indexes',
    title: 'parts are numbered from 0 in the order of the content, and each keeps its kind',
    reason:
      'Contract, `ChatEvent`: `part` is the index in the content of the message, by which users sort the deltas.',
    requires: ['reasoning'],
    async run(t) {
      t.answer(thoughtful);
      const kinds = new Map<number, Set<string>>();
      for (const event of await eventsOf(t.provider().stream('Hi'))) {
        if (isDelta(event)) kinds.set(event.part, (kinds.get(event.part) ?? new Set()).add(event.type));
      }
      assert.deepEqual(
        [...kinds].map(([part, found]) => [part, ...found]),
        [
          [0, 'reasoning-delta'],
          [1, 'text-delta'],
        ],
      );
    },
  },
  {
    id: 'stream/part-ends',
    title: 'each part ends once, behind its last delta and before the finish',
    reason: 'Contract, `PartEndEvent`: then a part is whole and may be shown as such.',
    requires: ['reasoning'],
    async run(t) {
      t.answer(thoughtful);
      const events = await eventsOf(t.provider().stream('Hi'));
      const parts = [...new Set(events.filter(isDelta).map(({ part }) => part))];
      const ended = only(events, 'part-end').map(({ part }) => part);
      assert.deepEqual(ended.toSorted(), parts.toSorted(), 'Each part that has deltas ends once.');
      for (const { part } of only(events, 'part-end')) {
        const end = events.findIndex((event) => event.type === 'part-end' && event.part === part);
        const last = events.findLastIndex((event) => isDelta(event) && event.part === part);
        assert.ok(end > last, `Part ${part} ends before its last delta.`);
      }
    },
  },
];

type Delta = Extract<ChatEvent, { readonly type: 'text-delta' | 'reasoning-delta' }>;

function isDelta(event: ChatEvent): event is Delta {
  return event.type === 'text-delta' || event.type === 'reasoning-delta';
}
