import assert from 'node:assert/strict';
import type { Json } from '../../openai/chat-wire.js';
import { answeringType } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { only } from '../events-of.js';
import { delta, finish, oddCases, readEvents } from './odd-answer.js';

const call = { index: 0, id: 'call_1', function: { name: 'f', arguments: '{}' } };

/** Thoughts, words and a call in turns. */
const turns: readonly Json[] = [
  delta({ role: 'assistant', content: '' }),
  delta({ reasoning_content: 'Hm' }),
  delta({ reasoning_content: '.', content: '' }),
  delta({ content: 'Hel' }),
  delta({ content: 'lo' }),
  delta({ reasoning_content: 'Oh' }),
  delta({ tool_calls: [call] }),
  delta({ content: 'Bye' }),
  finish('tool_calls'),
];

/** How thoughts come from those who imitate OpenAI, and which parts an answer has. */
export const openAIReasoningCases: readonly ConformanceCase[] = oddCases([
  {
    id: 'openai-wire/reasoning-fields',
    title: 'reasoning is read from every field that servers have for it, once',
    reason: 'vLLM and Groq say `reasoning`, DeepSeek and llama.cpp `reasoning_content`, a few say both.',
    async run(t) {
      for (const fields of [
        { reasoning: 'Hm' },
        { reasoning_content: 'Hm' },
        { reasoning: 'Hm', reasoning_content: 'Hm' },
        { reasoning: 'Hm', reasoning_content: null, content: '' },
        { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'H' }, null, { text: 'm' }] }] },
        { content: [{ type: 'thinking', thinking: 'Hm' }, null] },
      ]) {
        const { response } = await readEvents(t, [delta(fields), delta({ content: 'Hello' }), finish()]);
        const read = { reasoning: response.reasoning, text: response.text };
        assert.deepEqual(read, { reasoning: 'Hm', text: 'Hello' }, JSON.stringify(fields));
      }
    },
  },
  {
    id: 'openai-wire/parts',
    title: 'reasoning, text and calls become parts as they take turns',
    reason: 'The wire has no parts; the contract has, and a message goes back in their order.',
    async run(t) {
      const { events } = await readEvents(t, turns);
      const told = events.flatMap((event) =>
        'part' in event && event.type !== 'part-end' ? [`${event.type} ${event.part}`] : [],
      );
      assert.deepEqual(told, [
        ...['reasoning-delta 0', 'reasoning-delta 0', 'text-delta 1', 'text-delta 1', 'reasoning-delta 2'],
        ...['tool-call-start 3', 'tool-call-delta 3', 'text-delta 4', 'tool-call 3'],
      ]);
    },
  },
  {
    id: 'openai-wire/reasoning-ends',
    title: 'reasoning ends as soon as something else begins',
    reason: 'Users fold a thought away when it is over, not when the answer is.',
    async run(t) {
      const { events } = await readEvents(t, turns);
      const told = events.flatMap((event) => ('part' in event ? [`${event.type} ${event.part}`] : []));
      for (const [end, next] of [
        ['part-end 0', 'text-delta 1'],
        ['part-end 2', 'tool-call-start 3'],
      ] as const) {
        assert.equal(told.indexOf(end), told.indexOf(next) - 1, `${end} must come right before ${next}.`);
      }
    },
  },
  {
    id: 'openai-wire/reasoning-in-parts',
    title: 'reasoning that comes as content in parts is one part of the answer',
    reason: 'Mistral sends each piece of a thought as a content of its own.',
    async run(t) {
      const thought = (text: string) => delta({ content: [{ type: 'thinking', thinking: text }] });
      const { response } = await readEvents(t, [
        thought('H'),
        thought('m'),
        delta({ content: 'Hi' }),
        finish(),
      ]);
      const read = response.message.content.map((part) => ('text' in part ? [part.type, part.text] : part));
      assert.deepEqual(read, [
        ['reasoning', 'Hm'],
        ['text', 'Hi'],
      ]);
    },
  },
  {
    id: 'openai-wire/reasoning-back',
    title: 'reasoning is marked with the field in which it must come back, where it must',
    reason: 'Architecture, "Messages": `providerData` is kept and sent back only to a provider of its type.',
    requires: ['setting:quirks'],
    async run(t) {
      const events = [
        delta({ reasoning_content: 'Hm' }),
        delta({ content: 'Hi' }),
        delta({ reasoning: 'Oh' }),
      ];
      for (const reasoningBack of ['reasoning', 'reasoning_content', 'none']) {
        const read = await readEvents(t, [...events, finish()], { quirks: { reasoningBack } });
        const providerData = { type: answeringType(t), data: { field: reasoningBack } };
        const mark = reasoningBack === 'none' ? undefined : providerData;
        assert.deepEqual(
          read.response.message.content.map((part) => part.providerData),
          [mark, undefined, mark],
          `reasoningBack: ${reasoningBack}`,
        );
        const marked = only(read.events, 'part-end').map((end) => 'providerData' in end);
        assert.deepEqual(marked, reasoningBack === 'none' ? [false, false, false] : [true, true, false]);
      }
    },
  },
]);
