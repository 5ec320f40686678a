import assert from 'node:assert/strict';
import { textAnswer } from '../answer.js';
import { streamSteps } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';

/** What a backend of tomorrow may add. */
export const tolerationCases: readonly ConformanceCase[] = [
  {
    id: 'stream/unknown-events',
    title: 'events of an unknown kind are passed over',
    reason: 'Fault F29: backends add events, such as pings, and an answer is no worse for one.',
    faults: ['F29'],
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(textAnswer(['Hel', 'lo.']));
      const unknown = t.wire.frame({ type: 'conformance.ping', at: 1_790_000_000 });
      const [first = '', ...others] = content;
      await expectHello(t, [...opening, first, unknown, ...others, ...finish, ...end]);
    },
  },
  {
    id: 'stream/unknown-fields',
    title: 'unknown fields of an event are passed over',
    reason: 'Fault F29: backends add fields at any time.',
    faults: ['F29'],
    requires: ['wire'],
    async run(t) {
      const { opening, content, finish, end } = t.wire.frames(textAnswer(['Hel', 'lo.']));
      const added = [...opening, ...content, ...finish, ...end].map((frame) =>
        frame.replace('{"', '{"conformance_extra":{"depth":[1,null]},"'),
      );
      await expectHello(t, added);
    },
  },
];

async function expectHello(t: CaseContext, frames: readonly string[]): Promise<void> {
  t.backend.reply('chat', streamSteps(t.wire, frames));
  const { text } = await t.provider().stream('Hi').response;
  assert.equal(text, 'Hello.');
}
