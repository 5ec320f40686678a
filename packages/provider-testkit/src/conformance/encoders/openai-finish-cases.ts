import assert from 'node:assert/strict';
import type { FinishReason } from '@modelport/core';
import { sseFrame } from '../../openai/chat-wire.js';
import type { ConformanceCase } from '../conformance-case.js';
import { only } from '../events-of.js';
import {
  bare,
  callPiece,
  delta,
  finish,
  oddCases,
  readEvents,
  readFrames,
  readMessage,
} from './odd-answer.js';

/** The words of all who imitate OpenAI, for an answer of text. */
const words: Readonly<Record<string, FinishReason>> = {
  ...{ stop: 'stop', eos: 'stop', eos_token: 'stop', end_turn: 'stop', stop_sequence: 'stop', STOP: 'stop' },
  ...{ length: 'length', max_tokens: 'length', model_length: 'length', MAX_TOKENS: 'length' },
  ...{ content_filter: 'content-filter', safety: 'content-filter', refusal: 'content-filter' },
  // Without a call there is nothing to go on with.
  ...{ tool_calls: 'other', function_call: 'other', tool_use: 'other' },
  ...{ insufficient_system_resource: 'other', ['constructor' as string]: 'other', '': 'other' },
};

/** The same for an answer with a call: what is there decides. */
const wordsOfCalls: Readonly<Record<string, FinishReason>> = {
  ...{ stop: 'tool-calls', eos: 'tool-calls', tool_calls: 'tool-calls', function_call: 'tool-calls' },
  ...{ tool_use: 'tool-calls', a_new_word: 'tool-calls', '': 'tool-calls' },
  ...{ length: 'length', content_filter: 'content-filter' },
};

const hello = delta({ content: 'Hello' });
const called = delta({ tool_calls: [callPiece({ index: 0, id: 'call_1' }, 'f', '{}')] });

/** Why the model stopped, and when an answer is whole. */
export const openAIFinishCases: readonly ConformanceCase[] = oddCases([
  {
    id: 'openai-wire/finish-words',
    title: 'every word that servers have for why the model stopped is understood',
    reason: 'Contract, `FinishReason`: programs decide by it what to do next.',
    faults: ['F29'],
    async run(t) {
      for (const [word, wanted] of Object.entries(words)) {
        const { finishReason, rawFinishReason } = (await readEvents(t, [hello, finish(word)])).response;
        assert.deepEqual([finishReason, rawFinishReason], [wanted, word || undefined], `"${word}"`);
      }
    },
  },
  {
    id: 'openai-wire/finish-words-of-calls',
    title: 'an answer with calls stopped for them, unless it was cut or filtered',
    reason: 'OpenAI says "stop" behind a forced call, others whatever they say behind a text.',
    faults: ['F29'],
    async run(t) {
      for (const [word, wanted] of Object.entries(wordsOfCalls)) {
        const { finishReason } = (await readEvents(t, [called, finish(word)])).response;
        assert.equal(finishReason, wanted, `"${word}"`);
      }
    },
  },
  {
    id: 'openai-wire/finish-word-unsaid',
    title: 'an end marker ends an answer that has no finish reason',
    reason: 'Fault F22: with either of them an answer is whole.',
    faults: ['F22'],
    async run(t) {
      const { events, response } = await readEvents(t, [hello]);
      assert.equal(response.text, 'Hello');
      assert.deepEqual(only(events, 'finish'), [{ type: 'finish', finishReason: 'other' }]);
      for (const nothing of [bare({}), { usage: { prompt_tokens: 1 } }, { choices: [{ delta: {} }] }]) {
        const { text, finishReason } = (await readEvents(t, [nothing])).response;
        assert.deepEqual([text, finishReason], ['', 'other'], JSON.stringify(nothing));
      }
    },
  },
  {
    id: 'openai-wire/end-marker',
    title: 'the end marker may come again, with something behind it, or not at all',
    reason: 'Fault F29: what stands behind the end is no part of the answer.',
    faults: ['F29'],
    async run(t) {
      const done = '[DONE]';
      for (const events of [
        [hello, finish(), done, done, delta({ content: ' again' })],
        [hello, finish(), '[DONE] ', delta({ content: ' again' })],
        [hello, '[DONE]'],
      ]) {
        const { text, warnings } = (await readEvents(t, events)).response;
        assert.deepEqual(
          { text, warnings },
          { text: 'Hello', warnings: [] },
          JSON.stringify(events.slice(1)),
        );
      }
      const { response } = await readFrames(t, [sseFrame(hello), sseFrame(finish('length'))]);
      assert.deepEqual([response.text, response.finishReason], ['Hello', 'length']);
    },
  },
  {
    id: 'openai-wire/whole-finish',
    title: 'a plain answer without a finish reason is an answer',
    reason: 'It came whole: a body that was cut is no JSON.',
    requires: ['driver:chat'],
    async run(t) {
      const choices = [{ message: { content: 'Hello' }, finish_reason: null }];
      const { text, finishReason, rawFinishReason } = await readMessage(t, {}, { choices });
      assert.deepEqual([text, finishReason, rawFinishReason], ['Hello', 'other', undefined]);
    },
  },
]);
