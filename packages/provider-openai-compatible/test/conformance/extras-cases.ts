import assert from 'node:assert/strict';
import { type ChatEvent, type ChatResponse, createProviderFromDefinition } from '@modelport/core';
import { type CaseContext, type ConformanceCase, streamSteps } from '@modelport/provider-testkit';
import type { ExtraFacts } from '../../src/answer-extras.js';
import { definePreset } from '../../src/define-preset.js';
import { createOpenAICompatibleDriver } from '../../src/openai-compatible-driver.js';
import type { Json } from './send.js';

const says = (delta: Json, facts?: ExtraFacts): Json => ({ choices: [{ index: 0, delta }], facts });
const stop = (facts?: ExtraFacts): Json => ({
  choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
  facts,
});

/** A type of a further package, made with this one: its server has facts in a field of its own. */
const extended = definePreset(
  { type: 'extended', displayName: 'Extended', location: 'local', baseUrl: 'http://127.0.0.1:9/v1' },
  {
    createDriver: (prepared) =>
      createOpenAICompatibleDriver({
        ...prepared,
        createExtras: () => (answer) => answer['facts'] as ExtraFacts | undefined,
      }),
  },
);

async function answered(
  t: CaseContext,
  events: readonly Json[],
  reasoningBack: 'none' | 'reasoning' = 'none',
): Promise<{ readonly response: ChatResponse; readonly events: readonly ChatEvent[] }> {
  const frames = events.map((event) => t.wire.frame(event));
  t.backend.reply('chat', streamSteps(t.wire, [...frames, t.wire.frame('[DONE]')]));
  const baseUrl = `${t.backend.baseUrl}${t.wire.basePath}`;
  const options = { baseUrl, model: t.model, quirks: { reasoningBack } };
  await using provider = createProviderFromDefinition(extended, options);
  const stream = provider.stream('Hi');
  const seen: ChatEvent[] = [];
  for await (const event of stream) seen.push(event);
  return { response: await stream.response, events: seen };
}

const partsOf = ({ message }: ChatResponse) =>
  message.content.map((part) => [part.type, 'text' in part ? part.text : '', part.providerData?.data]);

/** What a package that builds on this one can add to an answer, by `createExtras` of "./extend". */
export const extrasCases: readonly ConformanceCase[] = [
  {
    id: 'extend/facts',
    title: 'events, usage, timings and data of a further package are in the answer, the last ones counting',
    reason: 'AnswerExtras: reads what only one kind of server sends.',
    async run(t) {
      const progress = { type: 'progress', processedTokens: 1, totalTokens: 2 } as const;
      const { response, events } = await answered(t, [
        says({ content: 'Hel' }, { events: [progress], timings: { inputMs: 1 }, finishData: { a: 1 } }),
        says({ content: 'lo' }),
        { ...stop({ usage: { inputTokens: 9 } }), usage: { prompt_tokens: 3, completion_tokens: 4 } },
      ]);
      assert.equal(response.text, 'Hello');
      assert.deepEqual(
        events.filter(({ type }) => type === 'progress'),
        [progress],
      );
      const { inputTokens, outputTokens } = response.usage;
      assert.deepEqual([inputTokens, outputTokens], [9, 4]);
      assert.equal(response.timings?.inputMs, 1);
      assert.deepEqual(response.providerData, { type: 'extended', data: { a: 1 } });
      const later = await answered(t, [
        says({ content: 'Hi' }, { timings: { inputMs: 1 }, finishData: { a: 1 } }),
        stop({ timings: { inputMs: 2 }, finishData: { a: 2 } }),
      ]);
      assert.equal(later.response.timings?.inputMs, 2);
      assert.deepEqual(later.response.providerData?.data, { a: 2 });
      const none = await answered(t, [says({ content: 'Hi' }), stop({})]);
      const finish = none.events.at(-1);
      assert.deepEqual([none.response.providerData, none.response.timings?.inputMs], [undefined, undefined]);
      assert.ok(finish && !('providerData' in finish), 'There is no data for the finish.');
    },
  },
  {
    id: 'extend/reasoning',
    title: 'thoughts and their data go to the last thoughts, or to a part of their own at the end',
    reason: 'AnswerExtras: all data so far that must come back with the reasoning.',
    async run(t) {
      const thought = says({}, { reasoning: 'Hm.', reasoningData: ['a'] });
      const marked = [thought, says({ content: 'Yes.' }, { reasoningData: ['a', 'b'] }), stop()];
      for (const way of ['none', 'reasoning'] as const) {
        assert.deepEqual(partsOf((await answered(t, marked, way)).response), [
          ['reasoning', 'Hm.', ['a', 'b']],
          ['text', 'Yes.', undefined],
        ]);
      }
      const alone = [says({ content: 'Yes.' }, { reasoningData: ['a'] }), says({ content: ' No.' }), stop()];
      assert.deepEqual(partsOf((await answered(t, alone)).response), [
        ['text', 'Yes. No.', undefined],
        ['reasoning', '', ['a']],
      ]);
      const twice = [thought, says({ content: 'Yes.' }), says({}, { reasoning: 'Or?' }), stop()];
      assert.deepEqual(partsOf((await answered(t, twice)).response), [
        ['reasoning', 'Hm.', undefined],
        ['text', 'Yes.', undefined],
        ['reasoning', 'Or?', ['a']],
      ]);
    },
  },
];
