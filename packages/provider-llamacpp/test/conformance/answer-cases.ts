import assert from 'node:assert/strict';
import type { ChatResponse, ProgressEvent } from '@modelport/core';
import { type CaseContext, type ConformanceCase, streamSteps, textAnswer } from '@modelport/provider-testkit';

type Json = Readonly<Record<string, unknown>>;

const timings = {
  ...{ cache_n: 20, prompt_n: 1, prompt_ms: 143.5, prompt_per_token_ms: 143.5, prompt_per_second: 7 },
  ...{ predicted_n: 4, predicted_ms: 0.5, predicted_per_token_ms: 0.125, predicted_per_second: 8000 },
};

/** Answers a chat with `Hello.`, with more in its last event or in events of their own before the content. */
async function answerWith(
  t: CaseContext,
  {
    last = {},
    before = [],
    usage,
  }: { readonly last?: Json; readonly before?: readonly Json[]; readonly usage?: Json },
): Promise<{ readonly response: ChatResponse; readonly progress: readonly Json[] }> {
  const { opening, content, finish, end } = t.wire.frames(textAnswer('Hello.'));
  const added = (frame = '{}', more: Json): string =>
    t.wire.frame({ ...JSON.parse(frame.replace(/^data: /, '')), ...more });
  const told = before.map((more) => added(opening[0], more));
  const closing = [added(finish[0], { ...last, ...(usage && { usage }) }), ...finish.slice(1)];
  t.backend.reply('chat', streamSteps(t.wire, [...opening, ...told, ...content, ...closing, ...end]));
  const stream = t.provider().stream('Hi');
  const progress: Json[] = [];
  for await (const event of stream) {
    assert.equal(typeof event.type, 'string', 'Something in the stream is no event.');
    assert.equal(typeof event, 'object', 'Everything in a stream is an event.');
    if (event.type === 'progress') progress.push(withoutType(event));
  }
  return { response: await stream.response, progress };
}

function withoutType({ type: _, ...counts }: ProgressEvent): Json {
  return counts;
}

/** What of an answer only llama-server tells. */
export const answerCases: readonly ConformanceCase[] = [
  {
    id: 'llamacpp/timings',
    title: 'where the time went is told in milliseconds and tokens per second',
    reason: 'Contract, `Timings`: the backend’s word.',
    async run(t) {
      const { response } = await answerWith(t, { last: { timings } });
      const { totalMs: _, firstContentMs: __, ...told } = response.timings ?? {};
      assert.deepEqual(told, {
        ...{ inputMs: 143.5, outputMs: 0.5, inputTokensPerSecond: 7, outputTokensPerSecond: 8000 },
        raw: timings,
      });
      const cut = (await answerWith(t, { last: { timings: { predicted_ms: 3, prompt_ms: 'x' } } })).response
        .timings;
      assert.deepEqual(
        [cut?.inputMs, cut?.outputMs, 'inputTokensPerSecond' in (cut ?? {})],
        [undefined, 3, false],
      );
      assert.equal((await answerWith(t, {})).response.timings?.raw, undefined);
    },
  },
  {
    id: 'llamacpp/usage-by-timings',
    title: 'where the server counts nothing else, usage is read from the timings',
    reason: '`prompt_n` counts only what was not cached: the whole prompt is that and what was.',
    async run(t) {
      const usageOf = async (answer: Parameters<typeof answerWith>[1]) => {
        const {
          raw: _,
          cost: __,
          totalTokens: ___,
          ...counts
        } = (await answerWith(t, answer)).response.usage;
        return counts;
      };
      const counted = { inputTokens: 21, outputTokens: 4, cachedInputTokens: 20 };
      assert.deepEqual(await usageOf({ last: { timings } }), counted);
      const { cache_n: _, ...uncached } = timings;
      assert.deepEqual(await usageOf({ last: { timings: uncached } }), { inputTokens: 1, outputTokens: 4 });
      const { prompt_n: __, ...unread } = timings;
      assert.deepEqual(await usageOf({ last: { timings: unread } }), {
        outputTokens: 4,
        cachedInputTokens: 20,
      });
      const usage = { prompt_tokens: 5, completion_tokens: 6, total_tokens: 11 };
      const own = { inputTokens: 5, outputTokens: 6 };
      assert.deepEqual(await usageOf({ last: { timings }, usage }), own);
    },
  },
  {
    id: 'llamacpp/progress',
    title: 'how far the prompt has been read comes as progress',
    reason: 'Contract, `ProgressEvent`: how far the backend has come with the prompt.',
    async run(t) {
      const steps = [
        { total: 21, cache: 5, processed: 10, time_ms: 3 },
        { total: 21, cache: 5, processed: 21, time_ms: 6 },
        { total: 21, cache: 5, time_ms: 6 },
        { cache: 5, processed: 21 },
      ];
      const before = steps.map((prompt_progress) => ({ prompt_progress }));
      const { progress, response } = await answerWith(t, { before });
      assert.deepEqual(progress, [
        { processedTokens: 10, totalTokens: 21 },
        { processedTokens: 21, totalTokens: 21 },
      ]);
      assert.equal(response.text, 'Hello.');
      // Some builds send the first timings along with it.
      const both = await answerWith(t, { before: [{ prompt_progress: steps[1], timings }] });
      assert.deepEqual([both.progress.length, both.response.timings?.inputMs], [1, 143.5]);
    },
  },
];
