import assert from 'node:assert/strict';
import type { Reasoning } from '@modelport/core';
import type { Answer } from '../answer.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { assertSent, exchange, messagesSent } from '../exchange.js';

const thought: Answer = { parts: [{ reasoning: ['Two and ', 'two.'] }, { text: ['It is ', 'four.'] }] };

/** How a model is asked to think, and what becomes of its thoughts. */
export const reasoningCases: readonly ConformanceCase[] = [
  {
    id: 'reasoning/effort',
    title: 'how much the model is to think reaches the backend',
    reason:
      'Contract, `Reasoning`: mapped to what the backend offers; low, medium and high are offered wherever efforts are.',
    requires: ['wire', 'reasoning', 'carries:reasoning-efforts'],
    async run(t) {
      for (const effort of ['low', 'medium', 'high'] as const) {
        assertSent(t, await exchange(t, { messages: 'Hi', reasoning: { effort } }), 'reasoning', { effort });
      }
    },
  },
  {
    id: 'reasoning/rare-efforts',
    title: 'an effort that the backend does not know is not lost in silence',
    reason:
      'Contract, `Reasoning`: mapped to what the backend offers, with a warning where it is another effort.',
    requires: ['wire', 'reasoning'],
    async run(t) {
      for (const effort of ['minimal', 'xhigh', 'max'] as const) await assertThinks(t, { effort }, true);
    },
  },
  {
    id: 'reasoning/on',
    title: 'the wish that the model think reaches the backend',
    reason: 'Contract, `Reasoning`: `{ enabled: true }`.',
    requires: ['wire', 'reasoning'],
    proves: 'reasoning',
    run: (t) => assertThinks(t, { enabled: true }, true),
  },
  {
    id: 'reasoning/off',
    title: 'the wish that the model not think reaches the backend, in either form',
    reason:
      'Contract, `Reasoning`: `{ enabled: false }` and the effort `none`. Thoughts cost time and money.',
    requires: ['wire', 'reasoning'],
    async run(t) {
      await assertThinks(t, { enabled: false }, false);
      await assertThinks(t, { effort: 'none' }, false);
    },
  },
  {
    id: 'reasoning/separate',
    title: 'thoughts are reasoning and no part of the text, streamed or not',
    reason: 'Contract, `ChatResponse.reasoning`: all reasoning parts, joined.',
    requires: ['reasoning', 'carries:answer-reasoning'],
    async run(t) {
      t.answer(thought);
      const provider = t.provider();
      for (const response of [await provider.chat('2+2?'), await provider.stream('2+2?').response]) {
        const { text, reasoning } = response;
        assert.deepEqual({ text, reasoning }, { text: 'It is four.', reasoning: 'Two and two.' });
      }
    },
  },
  {
    id: 'reasoning/back',
    title: 'thoughts go back to the backend with the answer that they belong to',
    reason:
      'Contract, `ProviderData`: kept verbatim and sent back. Models that lose their thoughts between tool calls start over.',
    requires: ['wire', 'tools', 'reasoning', 'carries:answer-reasoning', 'carries:reasoning-back'],
    async run(t) {
      const toolCall = { id: 'call_1', name: 'get_weather', arguments: '{}' };
      t.answer({ parts: [{ reasoning: ['I must ', 'look.'] }, { toolCall }] }, thought);
      const { message, toolCalls } = await t.provider().chat('Weather?');
      const result = { role: 'tool', toolCallId: toolCalls[0]?.id ?? '', content: 'Sunny.' } as const;
      const sent = await messagesSent(t, [{ role: 'user', content: 'Weather?' }, message, result]);
      const again = sent.find(({ role }) => role === 'assistant');
      const thoughts =
        again?.role === 'assistant' ? again.content.filter(({ type }) => type === 'reasoning') : [];
      assert.equal(thoughts.map((part) => ('text' in part ? part.text : '')).join(''), 'I must look.');
    },
  },
];

async function assertThinks(t: CaseContext, reasoning: Reasoning, expected: boolean): Promise<void> {
  const asked = await exchange(t, { messages: 'Hi', reasoning });
  const sent = asked.chat.reasoning;
  const isTold = asked.response.warnings.some(({ setting }) => setting?.startsWith('reasoning'));
  if (sent === undefined && isTold && t.definition.capabilities.reasoning !== true) return;
  assert.ok(sent, `Nothing of ${JSON.stringify(reasoning)} reached the backend, and no warning says so.`);
  assert.equal('enabled' in sent ? sent.enabled : sent.effort !== 'none', expected);
}
