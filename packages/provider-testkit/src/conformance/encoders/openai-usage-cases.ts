import assert from 'node:assert/strict';
import type { Usage } from '@modelport/core';
import type { Json } from '../../openai/chat-wire.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { only } from '../events-of.js';
import { bare, delta, finish, oddCases, readEvents, readMessage } from './odd-answer.js';

const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
const soFar = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const hello = delta({ content: 'Hello' });

/** Where servers tell the usage of a stream. */
const places: Readonly<Record<string, readonly Json[]>> = {
  'on an event of its own': [hello, finish(), bare({ usage })],
  'on an event that has nothing else': [hello, finish(), { usage }],
  'on the event that finishes': [hello, finish('stop', { usage })],
  'on an event of its own, with choices': [hello, finish(), { ...delta({}), usage }],
  'on the event that finishes and on one of its own': [hello, finish('stop', { usage }), bare({ usage })],
  'with every event, growing': [
    { ...delta({ content: 'Hel' }), usage: soFar },
    { ...delta({ content: 'lo' }), usage: soFar },
    finish('stop', { usage }),
  ],
  'with null before': [{ ...hello, usage: null }, finish('stop', { usage: null }), bare({ usage })],
  'with junk before': [{ ...hello, usage: 'none' }, finish('stop', { usage: [1] }), bare({ usage })],
  'before everything else': [bare({ usage }), hello, finish()],
  "in Groq's field": [hello, finish('stop', { x_groq: { id: 'req', usage } })],
  "in Groq's field, and as null in its place": [hello, finish('stop', { usage: null, x_groq: { usage } })],
  'in its place, and something else in Groq’s field': [
    hello,
    finish('stop', { usage, x_groq: { usage: soFar } }),
  ],
};

/** How tokens are counted by those who imitate OpenAI. */
export const openAIUsageCases: readonly ConformanceCase[] = oddCases([
  {
    id: 'openai-wire/usage-places',
    title: 'usage is the same, and told once, wherever a stream has it',
    reason: 'Fault F28: servers disagree on where and how often it comes.',
    faults: ['F28'],
    async run(t) {
      for (const [where, events] of Object.entries(places)) {
        const read = await readEvents(t, events);
        const told = only(read.events, 'usage').map((event) => event.usage);
        const { inputTokens, outputTokens, totalTokens, raw } = told[0] ?? {};
        assert.equal(told.length, 1, `It came ${where}.`);
        assert.deepEqual(
          { inputTokens, outputTokens, totalTokens, raw },
          { inputTokens: 9, outputTokens: 4, totalTokens: 13, raw: usage },
          `It came ${where}.`,
        );
        assert.equal(read.response.text, 'Hello', where);
      }
    },
  },
  {
    id: 'openai-wire/usage-details',
    title: 'the parts of the counts are read from every field that servers have for them',
    reason: 'Contract, `Usage`: cached input costs less, written cache costs more.',
    async run(t) {
      const all = {
        ...usage,
        prompt_tokens_details: { cached_tokens: 3, cache_write_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 1 },
        prompt_cache_hit_tokens: 7,
      };
      assert.deepEqual(countsOf(await told(t, all)), {
        ...{ inputTokens: 9, outputTokens: 4, totalTokens: 13 },
        ...{ cachedInputTokens: 3, cacheWriteInputTokens: 2, reasoningTokens: 1 },
      });
      // DeepSeek.
      const hit = { ...usage, prompt_cache_hit_tokens: 7, prompt_cache_miss_tokens: 2 };
      assert.equal((await told(t, hit)).cachedInputTokens, 7);
    },
  },
  {
    id: 'openai-wire/usage-holes',
    title: 'counts that are missing, null or no numbers are absent',
    reason: 'Fault F28: absent is not zero.',
    faults: ['F28'],
    async run(t) {
      const details = { prompt_tokens_details: null, completion_tokens_details: { reasoning_tokens: null } };
      const holes = { prompt_tokens: 9, completion_tokens: 'four', total_tokens: -1, ...details };
      assert.deepEqual(countsOf(await told(t, holes)), { inputTokens: 9 });
      assert.deepEqual(countsOf(await told(t, {})), {});
      const { events } = await readEvents(t, [{ ...hello, usage: null }, finish('stop', { usage: 'none' })]);
      // Where the cost is known without being told there is an event all the same.
      for (const { usage: nothing } of only(events, 'usage')) {
        assert.deepEqual({ ...countsOf(nothing), raw: nothing.raw }, { raw: undefined });
      }
    },
  },
  {
    id: 'openai-wire/service-tier',
    title: 'the tier that served a request is kept beside its counts',
    reason: 'The price depends on it, and it stands outside of the usage.',
    async run(t) {
      const tier = { service_tier: 'flex' };
      const { response } = await readEvents(t, [hello, finish(), bare({ usage, ...tier })]);
      assert.deepEqual(response.usage.raw, { ...usage, ...tier });
      const untold = await readEvents(t, [hello, finish('stop', { usage, service_tier: null })]);
      assert.deepEqual(untold.response.usage.raw, usage);
      const other = await readEvents(t, [hello, finish('stop', tier)]);
      assert.equal(other.response.usage.raw, undefined, 'A tier alone is no usage.');
    },
  },
  {
    id: 'openai-wire/whole-usage',
    title: 'usage of a plain answer is read like that of a stream',
    reason: 'Fault F28: a plain answer has it in the same fields.',
    faults: ['F28'],
    requires: ['driver:chat'],
    async run(t) {
      const message = { content: 'Hello' };
      assert.deepEqual(countsOf((await readMessage(t, message, { usage })).usage), {
        ...{ inputTokens: 9, outputTokens: 4, totalTokens: 13 },
      });
      assert.deepEqual(countsOf((await readMessage(t, message, { usage: null })).usage), {});
    },
  },
]);

/** The usage of an answer that tells it in the usual place. */
async function told(t: CaseContext, given: Json): Promise<Usage> {
  return (await readEvents(t, [hello, finish(), bare({ usage: given })])).response.usage;
}

function countsOf({ raw: _raw, cost: _cost, ...counts }: Usage): Usage {
  return counts;
}
