import assert from 'node:assert/strict';
import type { Usage } from '@modelport/core';
import { type AnswerUsage, textAnswer } from '../answer.js';
import { bothWays } from '../both-ways.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { eventsOf, only } from '../events-of.js';

/** How tokens are counted. */
export const usageCases: readonly ConformanceCase[] = [
  {
    id: 'usage/counts',
    title: 'the tokens of input and output are those that the backend counted',
    reason: 'Contract, `Usage`: users pay by them.',
    requires: ['wire'],
    async run(t) {
      const { inputTokens, outputTokens } = await usageOf(t, { inputTokens: 31, outputTokens: 7 });
      assert.deepEqual({ inputTokens, outputTokens }, { inputTokens: 31, outputTokens: 7 });
    },
  },
  {
    id: 'usage/total',
    title: 'the total is that of input and output',
    reason:
      'Contract, `Usage.totalTokens`: cached and reasoning tokens are part of the others, not beside them.',
    requires: ['wire'],
    async run(t) {
      const { totalTokens } = await usageOf(t, { inputTokens: 31, outputTokens: 7 });
      assert.equal(totalTokens, 38);
    },
  },
  {
    id: 'usage/cached',
    title: 'the part of the input that came from a cache is told, and is part of the input',
    reason: 'Contract, `Usage.cachedInputTokens`: it costs a tenth, so a sum without it is wrong.',
    requires: ['wire', 'carries:cached-tokens'],
    async run(t) {
      const told = await usageOf(t, { inputTokens: 31, outputTokens: 7, cachedInputTokens: 24 });
      assert.equal(told.cachedInputTokens, 24);
      assert.equal(told.inputTokens, 31, 'All input tokens count, cached ones included.');
    },
  },
  {
    id: 'usage/reasoning',
    title: 'the part of the output that was spent on reasoning is told, and is part of the output',
    reason: 'Contract, `Usage.reasoningTokens`: it explains a short answer with a large bill.',
    requires: ['wire', 'carries:reasoning-tokens'],
    async run(t) {
      const told = await usageOf(t, { inputTokens: 31, outputTokens: 7, reasoningTokens: 5 });
      assert.equal(told.reasoningTokens, 5);
      assert.equal(told.outputTokens, 7, 'All output tokens count, reasoning included.');
    },
  },
  {
    id: 'usage/absent',
    title: 'what the backend did not count is absent, not zero',
    reason: 'Fault F28: zero is a count, and would be summed up as one.',
    faults: ['F28'],
    requires: ['wire'],
    async run(t) {
      t.answer(textAnswer('Hello.'));
      for (const [way, { usage }] of await bothWays(t.provider())) {
        const { raw: _raw, cost: _cost, ...counts } = usage;
        assert.deepEqual(counts, {}, `${way} has counts that nobody told.`);
      }
    },
  },
  {
    id: 'usage/streamed',
    title: 'a stream tells the usage once, before its finish, and the response has the same',
    reason: 'Contract, `UsageEvent`: it comes at most once. Ask for it where the backend must be asked.',
    faults: ['F28'],
    requires: ['wire'],
    async run(t) {
      t.answer(textAnswer('Hello.', { usage: { inputTokens: 31, outputTokens: 7 } }));
      const stream = t.provider().stream('Hi');
      const told = only(await eventsOf(stream), 'usage').map(({ usage }) => usage);
      assert.equal(told.length, 1, `The usage was told ${told.length} times.`);
      assert.deepEqual(told, [(await stream.response).usage]);
      const { inputTokens, outputTokens } = told[0] ?? {};
      assert.deepEqual({ inputTokens, outputTokens }, { inputTokens: 31, outputTokens: 7 });
    },
  },
  {
    id: 'usage/raw',
    title: "the backend's own object of counts is kept",
    reason: 'Contract, `Usage.raw`: what no field was made for is read there.',
    requires: ['wire'],
    async run(t) {
      const { raw } = await usageOf(t, { inputTokens: 31, outputTokens: 7 });
      const values = Object.values((raw ?? {}) as object);
      assert.ok(values.includes(31) && values.includes(7), `raw does not hold the counts 31 and 7.`);
    },
  },
  {
    id: 'usage/cost',
    title: 'a cost that is not known is not made up',
    reason:
      'Contract, `Usage.cost`: a driver gives it where the backend tells; core adds the rest, `null` or a price.',
    requires: ['wire'],
    async run(t) {
      const { cost } = await usageOf(t, { inputTokens: 31, outputTokens: 7 });
      const isMadeUp = cost?.source === 'provider' && cost.total === 0;
      assert.ok(!isMadeUp, 'The backend told no cost, yet it is 0 by its word.');
    },
  },
];

/** The usage of a plain answer with these counts. */
async function usageOf(t: CaseContext, usage: AnswerUsage): Promise<Usage> {
  t.answer(textAnswer('Hello.', { usage }));
  return (await t.provider().chat('Hi')).usage;
}
