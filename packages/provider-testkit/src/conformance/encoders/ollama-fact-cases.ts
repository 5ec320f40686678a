import assert from 'node:assert/strict';
import type { FinishReason, TokenLogprob } from '@modelport/core';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { askForLines, lastLine, line } from './ollama-lines.js';

const metrics = {
  total_duration: 2_500_000_000,
  load_duration: 300_000_000,
  prompt_eval_count: 12,
  prompt_eval_duration: 60_000_000,
  eval_count: 8,
  eval_duration: 400_000_000,
};
const { prompt_eval_count, eval_count, ...durations } = metrics;

/** What an answer tells of itself beside its content. */
export const ollamaFactCases: readonly ConformanceCase[] = [
  finishCase('stop', 'stop'),
  finishCase('length', 'length'),
  finishCase('load', 'other'),
  {
    id: 'ollama/done-without-reason',
    title: 'a last line without a reason is a regular end',
    reason: 'Older servers give none; that an answer was cut would be a false alarm.',
    requires: ['wire'],
    async run(t) {
      const { done_reason: _reason, ...end } = lastLine();
      const { response } = await askForLines(t, [line({ content: 'Hi' }), end]);
      assert.equal(response.finishReason, 'stop');
      assert.ok(!('rawFinishReason' in response), 'A reason is told that the backend did not give.');
    },
  },
  {
    id: 'ollama/counts-and-times',
    title: 'counts and times of the last line are told, times in milliseconds',
    reason: 'Contract, `Usage` and `Timings`: Ollama counts tokens, and nanoseconds.',
    faults: ['F28'],
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [line({ content: 'Hi' }), lastLine({}, metrics)]);
      const { inputTokens, outputTokens, raw } = response.usage;
      assert.deepEqual({ inputTokens, outputTokens }, { inputTokens: 12, outputTokens: 8 });
      assert.deepEqual(raw, { prompt_eval_count, eval_count });
      const {
        inputMs,
        outputMs,
        inputTokensPerSecond,
        outputTokensPerSecond,
        raw: rawTimes,
      } = response.timings ?? {};
      assert.deepEqual([inputMs, outputMs, inputTokensPerSecond, outputTokensPerSecond], [60, 400, 200, 20]);
      assert.deepEqual(rawTimes, durations);
    },
  },
  {
    id: 'ollama/counts-missing',
    title: 'counts and times that are missing stay unknown',
    reason: 'Fault F28: absent is absent. What is 0 is left out, as is the count of a cached prompt.',
    faults: ['F28'],
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [
        line({ content: 'Hi' }),
        lastLine({}, { eval_count, prompt_eval_duration: 60_000_000, prompt_eval_count: 'many' }),
      ]);
      assert.equal(response.usage.inputTokens, undefined);
      assert.equal(response.usage.outputTokens, 8);
      assert.deepEqual(response.usage.raw, { eval_count, prompt_eval_count: 'many' });
      const { inputMs, outputMs, inputTokensPerSecond, outputTokensPerSecond } = response.timings ?? {};
      assert.deepEqual(
        [inputMs, outputMs, inputTokensPerSecond, outputTokensPerSecond],
        [60, undefined, undefined, undefined],
      );
    },
  },
  {
    id: 'ollama/rate-in-no-time',
    title: 'tokens that took no time have no rate',
    reason: 'A rate of Infinity is no number in JSON, and breaks whoever adds up rates.',
    requires: ['wire'],
    async run(t) {
      const end = lastLine({}, { ...metrics, prompt_eval_duration: 0, eval_duration: 0 });
      const { response } = await askForLines(t, [line({ content: 'Hi' }), end]);
      const { inputTokensPerSecond, outputTokensPerSecond } = response.timings ?? {};
      assert.deepEqual([inputTokensPerSecond, outputTokensPerSecond], [undefined, undefined]);
    },
  },
  costCase('local', { title: 'what this machine computed costs nothing', facts: {}, expected: 0 }),
  costCase('remote-host', {
    title: 'what another host computed has a cost that is not known',
    facts: { remote_host: 'https://ollama.com:443' },
    expected: undefined,
  }),
  costCase('cloud-model', {
    title: 'what a model of the cloud computed has a cost that is not known',
    facts: { model: 'conformance-model:120b-cloud' },
    expected: undefined,
  }),
  costCase('cloud-tag', {
    title: 'the tag "cloud" names a model of the cloud as well',
    facts: { model: 'conformance-model:cloud' },
    expected: undefined,
  }),
  costCase('cloud-within', {
    title: 'a model of this machine may have "cloud" in the middle of its name',
    facts: { model: 'my-cloud-model' },
    expected: 0,
  }),
  {
    id: 'ollama/model-that-answers',
    title: 'the model is the one that the first line names',
    reason: 'Contract, `ChatResponse.model`: the model that answered, as the backend names it.',
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [
        line({ content: 'Hi' }, { model: 'answering:8b' }),
        lastLine({}, { model: 'another:8b' }),
      ]);
      assert.equal(response.model, 'answering:8b');
    },
  },
  {
    id: 'ollama/raw-lines',
    title: 'with includeRaw each line is told as it came, before what it says',
    reason: 'Contract, `RawEvent`: one event of the wire, parsed but otherwise untouched.',
    requires: ['wire'],
    async run(t) {
      const lines = [line({ content: 'Hi' }, { unknown: [1] }), line({ content: ' all' }), lastLine()];
      const { content } = await askForLines(t, lines, { messages: 'Hi', includeRaw: true });
      assert.deepEqual(
        content
          .map((event) => (event.type === 'raw' ? event.data : event.type))
          .filter((item) => item !== 'part-end'),
        [lines[0], 'text-delta', lines[1], 'text-delta', lines[2]],
      );
    },
  },
  {
    id: 'ollama/no-raw-lines',
    title: 'without includeRaw no line is told as it came',
    reason: 'Contract, `includeRaw`: default false.',
    requires: ['wire'],
    async run(t) {
      const { content } = await askForLines(t, [line({ content: 'Hi' }), lastLine()]);
      assert.ok(!content.some(({ type }) => type === 'raw'));
    },
  },
  {
    id: 'ollama/logprobs',
    title: 'log probabilities stand with their text, and are told of every token of the text',
    reason:
      'Contract, `TextDeltaEvent.logprobs`; while a tool call is looked for, tokens come without their text.',
    requires: ['wire', 'logprobs'],
    async run(t) {
      const other = { token: 'Ho', logprob: -2.5, bytes: [72, 111] };
      const lines = [
        line({ thinking: 'Hm' }, { logprobs: [{ token: 'Hm', logprob: -9 }] }),
        line({ content: 'Hi' }, { logprobs: [{ token: 'Hi', logprob: -0.5, top_logprobs: [other, null] }] }),
        line(
          {},
          {
            logprobs: [
              { token: '!', logprob: -1, top_logprobs: [] },
              { token: 7, logprob: -1 },
              { token: 'x', logprob: '1' },
              null,
            ],
          },
        ),
        line({}, { logprobs: [] }),
        lastLine(),
      ];
      const { content, response } = await askForLines(t, lines, { messages: 'Hi', logprobs: 1 });
      const expected: TokenLogprob[] = [
        { token: 'Hi', logprob: -0.5, alternatives: [{ token: 'Ho', logprob: -2.5 }] },
        { token: '!', logprob: -1 },
      ];
      assert.deepEqual(response.logprobs, expected);
      assert.deepEqual(
        content.filter(({ type }) => type === 'text-delta'),
        [
          { type: 'text-delta', part: 1, text: 'Hi', logprobs: [expected[0]] },
          { type: 'text-delta', part: 1, text: '', logprobs: [expected[1]] },
        ],
      );
    },
  },
  {
    id: 'ollama/logprobs-beside-thoughts',
    title: 'a line with a thought and text has the log probabilities of its text',
    reason: 'Contract, `ChatResponse.logprobs`: of all tokens of the text.',
    requires: ['wire', 'logprobs'],
    async run(t) {
      const told = { logprobs: [{ token: 'Hi', logprob: -0.5 }] };
      const lines = [line({ thinking: 'Hm', content: 'Hi' }, told), lastLine()];
      const { response } = await askForLines(t, lines, { messages: 'Hi', logprobs: true });
      assert.deepEqual(response.logprobs, told.logprobs);
    },
  },
];

function finishCase(word: string, expected: FinishReason): ConformanceCase {
  return {
    id: `ollama/done-reason-${word}`,
    title: `the reason "${word}" is told as "${expected}", with Ollama's own word`,
    reason: 'Contract, `FinishReason`: what a program does next depends on it.',
    requires: ['wire'],
    async run(t) {
      const { response } = await askForLines(t, [
        line({ content: 'Hi' }),
        lastLine({}, { done_reason: word }),
      ]);
      assert.deepEqual([response.finishReason, response.rawFinishReason], [expected, word]);
    },
  };
}

function costCase(
  name: string,
  {
    title,
    facts,
    expected,
  }: { title: string; facts: Readonly<Record<string, unknown>>; expected: number | undefined },
): ConformanceCase {
  return {
    id: `ollama/cost-${name}`,
    title,
    reason: 'Contract, `Usage.cost`: `null` where a local server does not do the work itself.',
    requires: ['wire'],
    async run(t: CaseContext) {
      const { response } = await askForLines(t, [
        line({ content: 'Hi' }, facts),
        lastLine({}, { ...metrics, ...facts }),
      ]);
      assert.equal(response.usage.cost?.total, expected);
    },
  };
}
