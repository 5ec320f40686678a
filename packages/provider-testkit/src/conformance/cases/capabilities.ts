import assert from 'node:assert/strict';
import type { ChatRequest, SamplingSetting } from '@modelport/core';
import type { ConformanceCase } from '../conformance-case.js';
import { assertSent, exchange } from '../exchange.js';

/** What is declared, and what becomes of it. */
export const capabilitiesCases: readonly ConformanceCase[] = [
  sampling('temperature', 0.5),
  sampling('topP', 0.9),
  sampling('topK', 40),
  sampling('minP', 0.05),
  sampling('presencePenalty', 0.6),
  sampling('frequencyPenalty', -0.4),
  sampling('maxTokens', 321),
  sampling('seed', 42),
  sampling('stop', ['END', 'STOP']),
  {
    ...sampling('logprobs', 3),
    title: 'logprobs reach the backend, with the number of alternatives where there is one',
    async run(t) {
      for (const logprobs of [true, 3, 0]) {
        assertSent(t, await exchange(t, { messages: 'Hi', logprobs }), 'logprobs', logprobs);
      }
      const { chat } = await exchange(t, { messages: 'Hi', logprobs: false });
      assert.ok(!chat.logprobs, '`logprobs: false` must not ask for them.');
    },
  },
  {
    id: 'capabilities/zero',
    title: 'zero is a value like any other',
    reason: 'Contract, `ChatRequest.temperature`: from 0. A test for truth takes it for absent.',
    requires: ['wire', 'temperature'],
    async run(t) {
      const names = ['temperature', 'frequencyPenalty', 'seed'] as const;
      const zeros = Object.fromEntries(
        names.filter((name) => t.definition.capabilities[name] !== false).map((name) => [name, 0]),
      );
      const asked = await exchange(t, { messages: 'Hi', ...zeros });
      for (const name of Object.keys(zeros)) assertSent(t, asked, name as 'seed', 0);
    },
  },
];

function sampling(
  setting: SamplingSetting,
  value: NonNullable<ChatRequest[SamplingSetting]>,
): ConformanceCase {
  return {
    id: `capabilities/${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    title: `${setting} reaches the backend`,
    reason: `Contract, \`SamplingSetting\`: what the backend does not take is dropped with a warning, never in silence.`,
    requires: ['wire', setting],
    proves: setting,
    run: async (t) => assertSent(t, await exchange(t, { messages: 'Hi', [setting]: value }), setting, value),
  };
}
