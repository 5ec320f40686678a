import assert from 'node:assert/strict';
import type { Message } from '@modelport/core';
import type { ConformanceCase } from '../conformance-case.js';
import { exchange, linesOf, messagesSent } from '../exchange.js';
import type { ReceivedChat } from '../wire-encoder.js';
import { callMessagesCases } from './call-messages.js';
import { question } from './support/samples.js';

/** How a conversation reaches the backend. */
export const messagesCases: readonly ConformanceCase[] = [
  {
    id: 'messages/order',
    title: 'a long conversation reaches the backend whole and in its order',
    reason: 'Contract, `ChatRequest.messages`: what is too long is for the backend or the user to cut.',
    requires: ['wire'],
    async run(t) {
      const messages = Array.from(
        { length: 25 },
        (_, index): Message => ({
          role: index % 2 === 0 ? 'user' : 'assistant',
          content: `Turn ${index}.`,
        }),
      );
      const sent = await messagesSent(t, messages);
      assert.deepEqual(
        sent.map(({ role, content }) => ({ role, content: linesOf(content).join('') })),
        messages,
      );
    },
  },
  {
    id: 'messages/several-instructions',
    title: 'several system messages reach the backend, all of them and in their order',
    reason:
      'Contract, `SystemMessage`: a backend that knows one place for them has them joined there in order.',
    requires: ['wire'],
    async run(t) {
      const systems = ['Answer in French.', 'Be brief.', 'Never swear.'];
      const { chat } = await exchange(t, {
        messages: [...systems.map((content): Message => ({ role: 'system', content })), question],
      });
      assert.deepEqual(linesOf(instructionsIn(chat.messages).join('\n')), systems);
    },
  },
  {
    id: 'messages/late-instructions',
    title: 'a system message behind others keeps its place, or is moved with a warning',
    reason:
      'Contract, `SystemMessage`: may stand anywhere; the user is told when it was moved over other messages.',
    requires: ['wire'],
    async run(t) {
      const { chat, response } = await exchange(t, {
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Hello!' },
          { role: 'system', content: 'From now on answer in French.' },
          { role: 'user', content: 'How are you?' },
        ],
      });
      assert.deepEqual(instructionsIn(chat.messages).slice(-1), ['From now on answer in French.']);
      const place = chat.messages?.findLastIndex(({ role }) => role === 'system');
      const isInPlace = chat.messages?.[(place ?? 0) - 1]?.role === 'assistant';
      const isTold = response.warnings.some(({ setting }) => setting?.startsWith('messages'));
      assert.ok(isInPlace || isTold, 'The system message was moved without a warning of setting "messages".');
    },
  },
  {
    id: 'messages/text-parts',
    title: 'all texts of a user message reach the backend in their order',
    reason: 'Contract, `UserMessage`: content is a list of parts.',
    requires: ['wire'],
    async run(t) {
      const texts = ['First.', 'Second.', 'Third.'];
      const [message] = await messagesSent(t, [
        { role: 'user', content: texts.map((text) => ({ type: 'text', text })) },
      ]);
      assert.deepEqual(linesOf(message?.content ?? ''), texts);
    },
  },
  {
    id: 'messages/assistant-texts',
    title: 'all texts of an assistant message reach the backend in their order',
    reason: 'Contract, `AssistantMessage`: content is a list of parts.',
    requires: ['wire'],
    async run(t) {
      const texts = ['First.', 'Second.'];
      const sent = await messagesSent(t, [
        { role: 'user', content: 'Two sentences, please.' },
        { role: 'assistant', content: texts.map((text) => ({ type: 'text', text })) },
        { role: 'user', content: 'Thanks.' },
      ]);
      assert.equal(linesOf(sent[1]?.content ?? '').join(''), texts.join(''));
    },
  },
  {
    id: 'messages/begun-answer',
    title: 'a conversation may end in an answer that was begun',
    reason:
      'Contract, `ChatRequest.messages`: any conversation. It is how a model is made to begin its answer so.',
    requires: ['wire'],
    async run(t) {
      const sent = await messagesSent(t, [
        { role: 'user', content: 'A colour?' },
        { role: 'assistant', content: 'My favourite colour is' },
      ]);
      assert.deepEqual(
        sent.map(({ role }) => role),
        ['user', 'assistant'],
      );
    },
  },
  {
    id: 'messages/assistant-file',
    title: 'a file that a model made goes back to the backend, or the user is told that it does not',
    reason:
      'Contract, `AssistantPart`: a file is one. What is left out in silence is missed by the model alone.',
    requires: ['wire', 'files'],
    async run(t) {
      const file = { type: 'file', data: 'SGVsbG8=', mediaType: 'text/plain' } as const;
      const { chat, response } = await exchange(t, {
        messages: [
          { role: 'user', content: 'Write a file.' },
          { role: 'assistant', content: [{ type: 'text', text: 'Here it is.' }, file] },
          { role: 'user', content: 'Shorter, please.' },
        ],
      });
      const isSent = JSON.stringify(chat.messages).includes(file.data);
      const isTold = response.warnings.some(({ code }) => code === 'dropped-content');
      assert.ok(isSent || isTold, 'The file was left out without a warning of code "dropped-content".');
    },
  },
  {
    id: 'messages/empty-answer',
    title: 'an assistant message without content does no harm',
    reason: 'Models do answer nothing at times, and conversations that hold such an answer go on.',
    requires: ['wire'],
    async run(t) {
      const sent = await messagesSent(t, [
        { role: 'user', content: 'One.' },
        { role: 'assistant', content: [] },
        { role: 'user', content: 'Two.' },
      ]);
      const texts = sent.flatMap(({ role, content }) => (role === 'user' ? linesOf(content) : []));
      assert.deepEqual(texts, ['One.', 'Two.']);
    },
  },
  {
    id: 'messages/of-another-provider',
    title: 'the words of another provider’s model go along, its thoughts are not taken for words',
    reason:
      'Contract, `ProviderData`: sent back only to a provider of its type; conversations move between providers.',
    requires: ['wire'],
    async run(t) {
      const providerData = { type: 'conformance-other', data: { signature: 'abc' } };
      const sent = await messagesSent(t, [
        { role: 'user', content: 'One and one?' },
        {
          role: 'assistant',
          from: { provider: 'other', type: 'conformance-other' },
          content: [
            { type: 'reasoning', text: 'Simple.', providerData },
            { type: 'opaque', providerData },
            { type: 'text', text: 'Two.', providerData },
          ],
        },
        { role: 'user', content: 'Are you sure?' },
      ]);
      assert.deepEqual(linesOf(sent[1]?.content ?? ''), ['Two.']);
    },
  },
  ...callMessagesCases,
];

function instructionsIn(messages: ReceivedChat['messages'] = []): string[] {
  return messages.flatMap((message) => (message.role === 'system' ? [message.content] : []));
}
