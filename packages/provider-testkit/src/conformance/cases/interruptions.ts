import assert from 'node:assert/strict';
import type { Fault } from '../../faulty/fault.js';
import * as faults from '../../faulty/faults.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { chatsAsked, failureOf, readToEnd, rejectionOf } from './support/failures.js';

/** Answers that break off. */
export const interruptionsCases: readonly ConformanceCase[] = [
  {
    id: 'interruptions/lost-connection',
    title: 'a connection that is lost in the middle of an answer is an error, with what had come',
    reason:
      'Fault F20: half an answer that passes for a whole one is the worst that can happen to its users.',
    faults: ['F20'],
    requires: ['wire'],
    async run(t) {
      const { wire } = t;
      await expectInterrupted(t, faults.cutMidStream({ wire, how: 'end' }));
      await expectInterrupted(t, faults.cutMidStream({ wire, how: 'reset' }));
      await expectInterrupted(t, faults.chunkCut({ wire }));
    },
  },
  {
    id: 'interruptions/half-event',
    title: 'a body that ends within an event is an error, with what had come',
    reason: 'Fault F20: without a length or chunks, nothing but the half event tells of the loss.',
    faults: ['F20'],
    requires: ['wire'],
    run: (t) =>
      expectInterrupted(t, faults.cutMidStream({ wire: t.wire, framing: 'close', halfFrame: true })),
  },
  {
    id: 'interruptions/no-finish',
    title: 'a stream that ends by itself without a finish reason is an error, with what had come',
    reason: 'Contract, `ChatEvent`: a stream that ends without `finish` was cut. Proxies end it properly.',
    faults: ['F22'],
    requires: ['wire'],
    run: (t) => expectInterrupted(t, faults.endWithoutFinish({ wire: t.wire })),
  },
  {
    id: 'interruptions/tool-call',
    title: 'what had come of a tool call is in `partial`',
    reason: 'Architecture, 5: tool calls are content; after it nothing is repeated, and nothing is lost.',
    faults: ['F20', 'F22'],
    requires: ['wire', 'tools'],
    async run(t) {
      const toolCall = { id: 'call_1', name: 'get_weather', arguments: '{"city":"Oslo"}' };
      const { opening, content } = t.wire.frames({ parts: [{ toolCall }] });
      t.backend.reply('chat', ...faults.endWithoutFinish({ wire: t.wire, frames: [...opening, ...content] }));
      const tools = [{ name: 'get_weather', parameters: { type: 'object' } }];
      const { partial } = await failureOf(t.provider().stream({ messages: 'Hi', tools }));
      assert.deepEqual(
        partial?.toolCalls.map(({ name }) => name),
        ['get_weather'],
      );
    },
  },
  {
    id: 'interruptions/plain-call',
    title: 'a plain answer that breaks off is an interruption',
    reason: 'Fault F20: it may be asked for again, as nothing of it was shown.',
    faults: ['F20'],
    requires: ['driver:chat'],
    async run(t) {
      t.backend.reply('chat', ...faults.bodyCut({ wire: t.wire }));
      const { code, message } = await rejectionOf(t.provider().chat('Hi'));
      assert.equal(code, 'STREAM_INTERRUPTED', message);
    },
  },
  {
    id: 'interruptions/not-repeated',
    title: 'nothing is sent again after the first content',
    reason: 'Architecture, 5: what was shown cannot be taken back, and a second answer is another one.',
    faults: ['F20'],
    requires: ['wire'],
    async run(t) {
      t.backend.reply('chat', ...faults.cutMidStream({ wire: t.wire }));
      await readToEnd(t.provider({ maxRetries: 2 }).stream('Hi'));
      assert.equal(chatsAsked(t), 1, 'A driver makes one exchange; core decides whether to make another.');
    },
  },
];

async function expectInterrupted(t: CaseContext, fault: Fault): Promise<void> {
  t.backend.reply('chat', ...fault);
  const { code, message, partial } = await failureOf(t.provider().stream('Hi'));
  assert.equal(code, 'STREAM_INTERRUPTED', message);
  assert.equal(partial?.text, 'Hello there!', 'What had come must be in `partial`.');
}
