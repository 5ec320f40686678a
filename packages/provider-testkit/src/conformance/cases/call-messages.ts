import assert from 'node:assert/strict';
import type { Message, ToolCallPart } from '@modelport/core';
import type { ConformanceCase } from '../conformance-case.js';
import { linesOf, messagesSent } from '../exchange.js';
import type { ReceivedChat } from '../wire-encoder.js';
import { callOf, callsOf, question, resultOf } from './support/samples.js';

/** How calls of tools and their results reach the backend. */
export const callMessagesCases: readonly ConformanceCase[] = [
  {
    id: 'messages/foreign-call-ids',
    title: 'a call with an id of another backend and its result still belong together',
    reason:
      'Conversations move between backends, and each has its own form of ids; some are refused elsewhere.',
    requires: ['wire', 'tools', 'carries:tool-call-ids'],
    async run(t) {
      const id = 'functions.get_weather:0';
      const sent = await messagesSent(t, [question, callsOf(callOf(id, 'Paris')), resultOf(id, 'Sunny.')]);
      const result = sent.find((message) => message.role === 'tool');
      assert.equal(callsIn(sent)[0]?.id, result?.toolCallId);
    },
  },
  {
    id: 'messages/tool-calls',
    title: 'the calls of an assistant message reach the backend with id, name and arguments',
    reason: 'A model that does not see what it has called calls it again.',
    requires: ['wire', 'tools'],
    async run(t) {
      const calls = [callOf('call_1', 'Paris'), callOf('call_2', 'Rome')];
      const sent = await messagesSent(t, [
        ...[question, callsOf(...calls)],
        ...[resultOf('call_1', 'Sunny.'), resultOf('call_2', 'Rain.')],
      ]);
      const hasIds = !t.wire.lacks?.includes('tool-call-ids');
      assert.deepEqual(
        callsIn(sent).map(({ id, name, arguments: given }) => ({ ...(hasIds && { id }), name, given })),
        calls.map(({ id, name, arguments: given }) => ({ ...(hasIds && { id }), name, given })),
      );
    },
  },
  {
    id: 'messages/text-beside-calls',
    title: 'the text of an assistant message with calls reaches the backend',
    reason: 'Contract, `AssistantMessage`: content is a list of parts; one kind does not push another out.',
    requires: ['wire', 'tools'],
    async run(t) {
      const [call, text] = [callOf('call_1', 'Paris'), 'I will look it up.'];
      const sent = await messagesSent(t, [
        question,
        { role: 'assistant', content: [{ type: 'text', text }, call] },
        resultOf('call_1', 'Sunny.'),
      ]);
      assert.deepEqual(linesOf(sent.find(({ role }) => role === 'assistant')?.content ?? ''), [text]);
    },
  },
  {
    id: 'messages/hand-written-call',
    title: 'a call without raw arguments is sent with its parsed ones',
    reason:
      'Contract, `ToolCallPart.rawArguments`: may be absent, as in conversations that people or programs wrote.',
    requires: ['wire', 'tools'],
    async run(t) {
      const given = { city: 'Paris', days: [1, 2], place: { country: null } };
      const call: ToolCallPart = { type: 'tool-call', id: 'call_1', name: 'get_weather', arguments: given };
      const sent = await messagesSent(t, [question, callsOf(call), resultOf('call_1', 'Sunny.')]);
      assert.deepEqual(callsIn(sent)[0]?.arguments, given);
    },
  },
  {
    id: 'messages/call-without-arguments',
    title: 'a call whose arguments the model left empty is sent with an empty object',
    reason: 'Models write nothing for "no arguments", and servers refuse an empty text where JSON must be.',
    requires: ['wire', 'tools'],
    async run(t) {
      const call: ToolCallPart = { ...callOf('call_1', ''), arguments: {}, rawArguments: '' };
      const sent = await messagesSent(t, [question, callsOf(call), resultOf('call_1', 'Sunny.')]);
      assert.deepEqual(callsIn(sent)[0]?.arguments, {});
    },
  },
  {
    id: 'messages/call-with-invalid-arguments',
    title: 'a call whose arguments are no JSON can be sent back',
    reason:
      'Contract, `ToolCallPart.arguments`: `undefined` where the model wrote invalid JSON; it is told so and tries again.',
    requires: ['wire', 'tools'],
    async run(t) {
      const call: ToolCallPart = {
        ...callOf('call_1', ''),
        ...{ arguments: undefined, rawArguments: '{"city": "Par' },
      };
      const sent = await messagesSent(t, [question, callsOf(call), resultOf('call_1', 'No JSON.')]);
      assert.equal(callsIn(sent).length, 1, 'The call must reach the backend.');
    },
  },
  {
    id: 'messages/tool-results',
    title: 'results in a row reach the backend each with its own call',
    reason:
      'Contract, `ToolMessage`: several in a row answer the assistant message before them, one for each call.',
    requires: ['wire', 'tools'],
    async run(t) {
      const sent = await messagesSent(t, [
        ...[question, callsOf(callOf('call_1', 'Paris'), callOf('call_2', 'Rome'))],
        ...[resultOf('call_1', 'Sunny.'), resultOf('call_2', 'Rain.')],
      ]);
      const hasIds = !t.wire.lacks?.includes('tool-call-ids');
      const results = sent.flatMap((message) =>
        message.role === 'tool'
          ? [{ ...(hasIds && { id: message.toolCallId }), lines: linesOf(message.content) }]
          : [],
      );
      assert.deepEqual(results, [
        { ...(hasIds && { id: 'call_1' }), lines: ['Sunny.'] },
        { ...(hasIds && { id: 'call_2' }), lines: ['Rain.'] },
      ]);
    },
  },
  {
    id: 'messages/tool-result-parts',
    title: 'all texts of a tool result reach the backend',
    reason: 'Contract, `ToolMessage`: content is a list of parts like that of a user.',
    requires: ['wire', 'tools'],
    async run(t) {
      const texts = ['Sunny.', '21 degrees.'];
      const parts = texts.map((text) => ({ type: 'text', text }) as const);
      const sent = await messagesSent(t, [
        ...[question, callsOf(callOf('call_1', 'Paris'))],
        resultOf('call_1', parts),
      ]);
      assert.deepEqual(linesOf(sent.find(({ role }) => role === 'tool')?.content ?? ''), texts);
    },
  },
  {
    id: 'messages/tool-error',
    title: 'a result that is an error says so to the backend',
    reason: 'Contract, `ToolMessage.isError`: the tool failed.',
    requires: ['wire', 'tools', 'carries:tool-errors'],
    async run(t) {
      const sent = await messagesSent(t, [
        ...[question, callsOf(callOf('call_1', 'Paris'))],
        { ...resultOf('call_1', 'Out of order.'), isError: true },
      ]);
      const result = sent.find((message) => message.role === 'tool');
      assert.equal(result?.isError, true);
    },
  },
  {
    id: 'messages/answer-back',
    title: 'the message of an answer can be sent back as it is',
    reason: 'Contract, `ChatResponse.message`: append it to the conversation.',
    requires: ['wire', 'tools'],
    async run(t) {
      const { id, name, rawArguments = '' } = callOf('call_1', 'Paris');
      t.answer(
        { parts: [{ toolCall: { id, name, arguments: rawArguments } }] },
        { parts: [{ text: 'Sunny.' }] },
      );
      const { message, toolCalls } = await t.provider().chat({ messages: [question] });
      const stored = structuredClone(message);
      const result = resultOf(toolCalls[0]?.id ?? '', 'Sunny.');
      // As a program that keeps conversations in a file does.
      const kept = JSON.parse(JSON.stringify([question, message, result])) as Message[];
      const sent = await messagesSent(t, kept);
      assert.deepEqual(message, stored, 'The message must not change when it is sent back.');
      const again = callsIn(sent).map((call) => call.arguments);
      assert.deepEqual(again, [{ city: 'Paris' }]);
    },
  },
];

function callsIn(messages: NonNullable<ReceivedChat['messages']>): ToolCallPart[] {
  return messages.flatMap((message) =>
    message.role === 'assistant' ? message.content.filter((part) => part.type === 'tool-call') : [],
  );
}
