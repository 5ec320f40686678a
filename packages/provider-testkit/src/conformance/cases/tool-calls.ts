import assert from 'node:assert/strict';
import type { ToolCall } from '@modelport/core';
import type { Answer } from '../answer.js';
import { bothWays } from '../both-ways.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { eventsOf, only } from '../events-of.js';

const tools = [
  { name: 'lookUp', description: 'Looks something up.', parameters: { type: 'object' } },
  { name: 'add', description: 'Adds numbers.', parameters: { type: 'object' } },
] as const;
const request = { messages: 'Please.', tools };

/** How calls of tools are read. */
export const toolCallsCases: readonly ConformanceCase[] = [
  {
    id: 'tool-calls/name',
    title: 'a call has the name of the tool as the model wrote it',
    reason: 'Contract, `ToolCall.name`: by it the program finds what to run.',
    requires: ['tools'],
    async run(t) {
      for (const [way, calls] of await callsOf(t, [{ name: 'lookUp', arguments: '{}' }])) {
        assert.deepEqual(namesOf(calls), ['lookUp'], way);
      }
    },
  },
  {
    id: 'tool-calls/id',
    title: 'a call has the id that the backend gave it',
    reason: 'Contract, `ToolCall.id`: the result goes back under it, and the backend must know it.',
    requires: ['tools', 'wire', 'carries:answer-tool-call-ids'],
    async run(t) {
      for (const [way, [call]] of await callsOf(t, [{ id: 'fc-9:0', name: 'add', arguments: '{}' }])) {
        assert.equal(call?.id, 'fc-9:0', way);
      }
    },
  },
  {
    id: 'tool-calls/arguments',
    title: 'the arguments of a call are parsed, and kept as text, too',
    reason:
      'Contract, `ToolCall`: `arguments` is for the program, `rawArguments` for whoever must see what was written.',
    requires: ['tools'],
    async run(t) {
      const given = { query: 'a "b" \\ c', limit: 3, deep: { list: [1, null, true] } };
      const called = { name: 'lookUp', arguments: JSON.stringify(given) };
      for (const [way, [call]] of await callsOf(t, [called])) {
        assert.deepEqual(call?.arguments, given, way);
        assert.deepEqual(JSON.parse(call?.rawArguments ?? ''), given, `rawArguments of ${way}`);
      }
    },
  },
  {
    id: 'tool-calls/argument-deltas',
    title: 'the arguments of a call are streamed as they come',
    reason:
      'Contract, `ToolCallDeltaEvent`: a file that a model writes as an argument can be shown while it grows.',
    requires: ['tools', 'wire', 'carries:argument-deltas'],
    async run(t) {
      const pieces = ['{"query":', '"all the', ' news"}'];
      t.answer({ parts: [{ toolCall: { id: 'call_1', name: 'lookUp', arguments: pieces } }] });
      const events = await eventsOf(t.provider().stream(request));
      const deltas = only(events, 'tool-call-delta').map(({ argumentsDelta }) => argumentsDelta);
      assert.deepEqual(deltas.filter(Boolean), pieces);
    },
  },
  {
    id: 'tool-calls/several',
    title: 'several calls of one answer keep their order',
    reason: 'Contract, `ChatResponse.toolCalls`: a later call may rest on an earlier one.',
    requires: ['tools'],
    async run(t) {
      const calls = [2, 3, 1].map((a) => ({ name: 'add', arguments: JSON.stringify({ a }) }));
      for (const [way, found] of await callsOf(t, calls)) {
        assert.deepEqual(
          found.map((call) => call.arguments),
          [{ a: 2 }, { a: 3 }, { a: 1 }],
          way,
        );
      }
    },
  },
  {
    id: 'tool-calls/among-text',
    title: 'a streamed call keeps its place between texts',
    reason: 'Contract, `AssistantMessage`: content is in the order in which the model made it.',
    requires: ['tools', 'wire'],
    async run(t) {
      const toolCall = { id: 'call_1', name: 'add', arguments: '{"a":1}' };
      t.answer({ parts: [{ text: 'First.' }, { toolCall }, { text: 'Then.' }] });
      const { message } = await t.provider().stream(request).response;
      const shapes = message.content.map((part) => (part.type === 'text' ? part.text : part.type));
      assert.deepEqual(shapes, ['First.', 'tool-call', 'Then.']);
    },
  },
  {
    id: 'tool-calls/finish-reason',
    title: 'an answer with calls has the finish reason "tool-calls"',
    reason: 'Contract, `FinishReason`: a loop goes on by it. Some backends say "stop" all the same.',
    requires: ['tools'],
    async run(t) {
      t.answer(answerOf([{ name: 'add', arguments: '{"a":1}' }]));
      for (const [way, { finishReason }] of await bothWays(t.provider(), request)) {
        assert.equal(finishReason, 'tool-calls', way);
      }
    },
  },
  {
    id: 'tool-calls/invalid-arguments',
    title: 'invalid arguments are told as such, and no exception',
    reason: 'Fault F27: a model can be told what is wrong, and try again.',
    faults: ['F27'],
    requires: ['tools', 'wire', 'carries:invalid-arguments'],
    async run(t) {
      const written = '{"a": 1, "b": }';
      for (const [way, [call]] of await callsOf(t, [{ name: 'add', arguments: written }])) {
        assert.equal(call?.rawArguments, written, `${way} must keep them as the model wrote them.`);
        assert.equal(call.arguments, undefined, `${way} has arguments although they cannot be parsed.`);
        assert.equal(typeof call.argumentsError, 'string', `${way} does not say why there are none.`);
      }
    },
  },
  {
    id: 'tool-calls/no-arguments',
    title: 'a call without arguments is a call',
    reason: 'Fault F27: models leave out the empty object.',
    faults: ['F27'],
    requires: ['tools', 'wire', 'carries:invalid-arguments'],
    async run(t) {
      for (const [way, [call]] of await callsOf(t, [{ name: 'add', arguments: '' }])) {
        assert.deepEqual(call?.arguments, {}, `${way} has no call with empty arguments.`);
        assert.equal(call?.argumentsError, undefined, way);
      }
    },
  },
  {
    id: 'tool-calls/non-object-arguments',
    title: 'arguments that are no object are kept as they are',
    reason: 'Fault F27: whether they will do is for the schema of the tool to say.',
    faults: ['F27'],
    requires: ['tools', 'wire', 'carries:invalid-arguments'],
    async run(t) {
      for (const [way, [call]] of await callsOf(t, [{ name: 'add', arguments: '[1,2]' }])) {
        assert.deepEqual(call?.arguments, [1, 2], way);
      }
    },
  },
  {
    id: 'tool-calls/unicode-arguments',
    title: 'every character of an argument is kept',
    reason: 'Contract, `ToolCall.arguments`: names and texts of the whole world go through them.',
    requires: ['tools'],
    async run(t) {
      const given = { query: 'Zürich 世界 👩‍👩‍👧 \u2028 \u0007 cafe\u0301' };
      const called = { name: 'lookUp', arguments: JSON.stringify(given) };
      for (const [way, [call]] of await callsOf(t, [called])) assert.deepEqual(call?.arguments, given, way);
    },
  },
  {
    id: 'tool-calls/prototype-arguments',
    title: 'an argument named __proto__ is data like any other',
    reason: 'Fault F44: what a model writes must not reach into the prototypes of the program.',
    faults: ['F44'],
    requires: ['tools', 'wire'],
    async run(t) {
      const written = '{"__proto__":{"polluted":true},"a":1}';
      for (const [way, [call]] of await callsOf(t, [{ name: 'add', arguments: written }])) {
        const given = (call?.arguments ?? {}) as Record<string, unknown>;
        assert.deepEqual(
          Object.entries(given),
          [
            ['__proto__', { polluted: true }],
            ['a', 1],
          ],
          way,
        );
        assert.equal(({} as Record<string, unknown>)['polluted'], undefined, 'All objects are polluted.');
      }
    },
  },
];

interface Called {
  readonly id?: string;
  readonly name: string;
  readonly arguments: string;
}

function answerOf(calls: readonly Called[]): Answer {
  return { parts: calls.map((call, index) => ({ toolCall: { id: `call_${index + 1}`, ...call } })) };
}

/** The calls of an answer, plain and streamed. */
async function callsOf(
  t: CaseContext,
  calls: readonly Called[],
): Promise<readonly (readonly [way: string, calls: readonly ToolCall[]])[]> {
  t.answer(answerOf(calls));
  const both = await bothWays(t.provider(), request);
  return both.map(([way, { toolCalls }]) => [way, toolCalls]);
}

const namesOf = (calls: readonly ToolCall[]) => calls.map(({ name }) => name);
