import assert from 'node:assert/strict';
import { type Answer, textAnswer } from '../answer.js';
import { bothWays } from '../both-ways.js';
import type { ConformanceCase, Requirement } from '../conformance-case.js';

interface FinishCase extends Pick<ConformanceCase, 'title' | 'reason'> {
  readonly name: string;
  readonly answer: Answer;
  readonly requires?: readonly Requirement[];
  readonly wanted: string;
}

/** Why a model stopped, in the contract's words and in the backend's own. */
export const finishCases: readonly ConformanceCase[] = [
  finishCase({
    name: 'stop',
    title: 'an answer that came to its end has the finish reason "stop"',
    reason: 'Contract, `FinishReason`: everything else asks the user to do something.',
    answer: textAnswer('Done.'),
    wanted: 'stop',
  }),
  finishCase({
    name: 'length',
    title: 'an answer that hit the limit of tokens has the finish reason "length"',
    reason: 'Contract, `FinishReason`: half an answer that looks whole is used as if it were.',
    answer: textAnswer('Once upon a', { finish: 'length' }),
    wanted: 'length',
  }),
  finishCase({
    name: 'content-filter',
    title: 'an answer that a filter ended is an answer, with the finish reason "content-filter"',
    reason: 'Fault F10: what was written before the filter stepped in has been paid for and may be shown.',
    answer: textAnswer('First you', { finish: 'content-filter' }),
    requires: ['carries:content-filter'],
    wanted: 'content-filter',
  }),
  finishCase({
    name: 'unknown',
    title: 'an unknown finish reason is "other", and no error',
    reason: 'Fault F29: backends add reasons, and an answer is no worse for one.',
    answer: textAnswer('Hm.', { rawFinish: 'became_sentient' }),
    requires: ['wire'],
    wanted: 'other',
  }),
  {
    id: 'responses/raw-finish-reason',
    title: "the backend's own word for why the model stopped is kept",
    reason: 'Contract, `ChatResponse.rawFinishReason`: "other" alone helps nobody to find out why.',
    requires: ['wire'],
    async run(t) {
      t.answer(textAnswer('Hm.', { rawFinish: 'power_cut' }));
      const { rawFinishReason } = await t.provider().chat('Hi');
      assert.equal(rawFinishReason, 'power_cut');
    },
  },
];

function finishCase({ name, title, reason, answer, requires, wanted }: FinishCase): ConformanceCase {
  return {
    id: `responses/finish-${name}`,
    ...{ title, reason },
    ...(name === 'content-filter' && { faults: ['F10'] }),
    ...(name === 'unknown' && { faults: ['F29'] }),
    ...(requires && { requires }),
    async run(t) {
      t.answer(answer);
      for (const [way, { finishReason }] of await bothWays(t.provider())) {
        assert.equal(finishReason, wanted, `${way} has another finish reason.`);
      }
    },
  };
}
