import assert from 'node:assert/strict';
import type { ChatRequest } from '@modelport/core';
import type { ConformanceCase } from '../conformance-case.js';
import { askForLines, lastLine, line } from './ollama-lines.js';

const request: ChatRequest = {
  messages: 'What is the weather?',
  tools: [
    { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
    { name: 'clock', parameters: { type: 'object', properties: {} } },
  ],
};

function call(name: unknown, given?: unknown, id?: unknown): object {
  return {
    ...(id !== undefined && { id }),
    function: { name, ...(given !== undefined && { arguments: given }) },
  };
}

/** How tool calls come, from one version of Ollama and one template to the next. */
export const ollamaToolCallCases: readonly ConformanceCase[] = [
  {
    id: 'ollama/calls-in-one-line',
    title: 'several tool calls in one line are several calls, in their order',
    reason: 'Fault F27: models of GGUF templates send all calls at once.',
    faults: ['F27'],
    requires: ['wire', 'tools'],
    async run(t) {
      const calls = [call('weather', { city: 'Rome' }, 'call_1'), call('clock', {}, 'call_2')];
      const { response } = await askForLines(t, [line({ tool_calls: calls }), lastLine()], request);
      assert.deepEqual(response.message.content, [
        {
          type: 'tool-call',
          id: 'call_1',
          name: 'weather',
          arguments: { city: 'Rome' },
          rawArguments: '{"city":"Rome"}',
        },
        { type: 'tool-call', id: 'call_2', name: 'clock', arguments: {}, rawArguments: '{}' },
      ]);
      assert.equal(response.finishReason, 'tool-calls');
    },
  },
  {
    id: 'ollama/calls-in-many-lines',
    title: 'tool calls in lines of their own are several calls, and text around them keeps its place',
    reason: 'Fault F27: models of Go templates send each call as soon as it is whole.',
    faults: ['F27'],
    requires: ['wire', 'tools'],
    async run(t) {
      const lines = [
        line({ content: 'Let me ' }),
        line({ content: 'see.' }),
        line({ tool_calls: [call('weather', { city: 'Rome' }, 'call_1')] }),
        line({ content: 'And ' }),
        line({ tool_calls: [call('weather', { city: 'Oslo' }, 'call_2')] }),
        lastLine(),
      ];
      const { response } = await askForLines(t, lines, request);
      assert.deepEqual(
        response.message.content.map((part) => (part.type === 'tool-call' ? part.arguments : part)),
        [
          { type: 'text', text: 'Let me see.' },
          { city: 'Rome' },
          { type: 'text', text: 'And ' },
          { city: 'Oslo' },
        ],
      );
    },
  },
  {
    id: 'ollama/call-on-last-line',
    title: 'a tool call on the last line is a call',
    reason: 'Fault F27: models of GGUF templates send them with `done: true`.',
    faults: ['F27'],
    requires: ['wire', 'tools'],
    async run(t) {
      const end = lastLine({ content: 'One moment.', tool_calls: [call('clock', {}, 'call_1')] });
      const { response } = await askForLines(t, [end], request);
      assert.deepEqual(
        [response.text, response.toolCalls.map(({ name }) => name), response.finishReason],
        ['One moment.', ['clock'], 'tool-calls'],
      );
    },
  },
  {
    id: 'ollama/calls-without-ids',
    title: 'calls that come without an id, or with the same one, get ids that tell them apart',
    reason: 'Fault F27: older servers send none, and the results of the tools are matched by them.',
    faults: ['F27'],
    requires: ['wire', 'tools'],
    async run(t) {
      const calls = [
        call('clock'),
        call('clock'),
        call('clock', {}, 'x'),
        call('clock', {}, 'x'),
        call('clock', {}, 7),
      ];
      const { response } = await askForLines(t, [line({ tool_calls: calls }), lastLine()], request);
      const ids = response.toolCalls.map(({ id }) => id);
      assert.equal(new Set(ids).size, 5, `Each call needs an id of its own: ${ids.join(', ')}.`);
      assert.ok(!ids.includes(''), 'An id is empty.');
      assert.equal(ids[2], 'x', 'An id that was given must be kept.');
    },
  },
  {
    id: 'ollama/arguments-as-text',
    title: 'arguments that come as text are parsed, and those that are missing are none',
    reason: 'Fault F27: servers that imitate Ollama send OpenAI’s form.',
    faults: ['F27'],
    requires: ['wire', 'tools'],
    async run(t) {
      const calls = [
        call('weather', '{"city": "Rome"}', 'a'),
        call('clock', undefined, 'b'),
        call('clock', null, 'c'),
      ];
      const { response } = await askForLines(t, [line({ tool_calls: calls }), lastLine()], request);
      assert.deepEqual(
        response.toolCalls.map(({ arguments: parsed, rawArguments }) => [parsed, rawArguments]),
        [
          [{ city: 'Rome' }, '{"city": "Rome"}'],
          [{}, '{}'],
          [{}, '{}'],
        ],
      );
    },
  },
  {
    id: 'ollama/calls-of-nothing',
    title: 'what has no name is no call',
    reason: 'Fault F27: nobody could run it, and an exception would cost the answer.',
    faults: ['F27'],
    requires: ['wire', 'tools'],
    async run(t) {
      const calls = [
        null,
        'call',
        {},
        { id: 'a', function: null },
        call(''),
        call(null),
        call(7),
        call('clock', {}, 'b'),
      ];
      const { response } = await askForLines(
        t,
        [line({ content: 'Hi', tool_calls: calls }), lastLine()],
        request,
      );
      assert.deepEqual(
        response.toolCalls.map(({ id, name }) => [id, name]),
        [['b', 'clock']],
      );
    },
  },
  {
    id: 'ollama/no-calls-no-reason',
    title: 'an answer whose list of calls names nothing has the finish reason "stop"',
    reason: 'Contract, `FinishReason`: "tool-calls" has a program look for calls that are not there.',
    requires: ['wire', 'tools'],
    async run(t) {
      const { response } = await askForLines(
        t,
        [line({ content: 'Hi', tool_calls: [call('')] }), lastLine()],
        request,
      );
      assert.deepEqual([response.toolCalls, response.finishReason], [[], 'stop']);
    },
  },
  {
    id: 'ollama/calls-with-another-reason',
    title: 'an answer with calls has the finish reason "tool-calls", whatever word the server has for it',
    reason: 'Contract, `FinishReason`: servers that imitate Ollama say "tool_calls".',
    requires: ['wire', 'tools'],
    async run(t) {
      const lines = [
        line({ tool_calls: [call('clock', {}, 'a')] }),
        lastLine({}, { done_reason: 'tool_calls' }),
      ];
      const { response } = await askForLines(t, lines, request);
      assert.deepEqual([response.finishReason, response.rawFinishReason], ['tool-calls', 'tool_calls']);
    },
  },
  {
    id: 'ollama/ids-of-several-answers',
    title: 'calls that come without an id get one that no other answer has',
    reason: 'Fault F27: a conversation holds the calls of many answers.',
    faults: ['F27'],
    requires: ['wire', 'tools'],
    async run(t) {
      const lines = [line({ tool_calls: [call('clock'), call('clock')] }), lastLine()];
      const first = await askForLines(t, lines, request);
      const second = await askForLines(t, lines, request);
      const ids = [first, second].flatMap(({ response }) => response.toolCalls.map(({ id }) => id));
      assert.equal(new Set(ids).size, 4, `Ids come twice: ${ids.join(', ')}.`);
    },
  },
  {
    id: 'ollama/calls-cut-by-the-limit',
    title: 'a limit that ends an answer with calls is told as "length"',
    reason: 'Contract, `FinishReason`: further calls may be missing.',
    requires: ['wire', 'tools'],
    async run(t) {
      const lines = [line({ tool_calls: [call('clock', {}, 'a')] }), lastLine({}, { done_reason: 'length' })];
      const { response } = await askForLines(t, lines, request);
      assert.equal(response.finishReason, 'length');
    },
  },
];
