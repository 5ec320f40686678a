import assert from 'node:assert/strict';
import type { ChatEvent, ChatRequest } from '@modelport/core';
import { type ConformanceCase, streamSteps } from '@modelport/provider-testkit';

const request: ChatRequest = {
  messages: 'What is the weather?',
  tools: [
    { name: 'say "hi"'.replace(/\W/g, '_'), parameters: { type: 'object', properties: {} } },
    { name: 'clock' },
  ],
  toolChoice: 'required',
};

/** How JSON in the form of a call is read as a call. */
export const forcedCallCases: readonly ConformanceCase[] = [
  forcedCase({
    id: 'ollama-forced/letter-by-letter',
    title: 'a call that comes letter by letter is a call with the same arguments',
    pieces: [...'{"name":"clock","parameters":{"zone":"Rome","at":{"hour":1}}}'],
    calls: [['clock', '{"zone":"Rome","at":{"hour":1}}']],
  }),
  forcedCase({
    id: 'ollama-forced/at-once',
    title: 'a call that comes at once is a call',
    pieces: ['{"name":"clock","parameters":{"zone":"Rome"}}'],
    calls: [['clock', '{"zone":"Rome"}']],
  }),
  forcedCase({
    id: 'ollama-forced/white-space',
    title: 'white space around the words of a call does not matter',
    pieces: [' \n{ \t"name" : "clock" ,\n "parameters" :\n { "zone" : "Rome" }\n}\n'],
    calls: [['clock', '{ "zone" : "Rome" }']],
  }),
  forcedCase({
    id: 'ollama-forced/braces-in-text',
    title: 'braces and quotes inside a text do not end the arguments',
    pieces: [...String.raw`{"name":"clock","parameters":{"a":"}\"}{","b":"\\"},"c":{"d":1}}`],
    calls: [['clock', String.raw`{"a":"}\"}{","b":"\\"}`]],
  }),
  forcedCase({
    id: 'ollama-forced/escaped-name',
    title: 'a name with escapes is read as JSON',
    pieces: [String.raw`{"name":"clo\u0063k","parameters":{}}`],
    calls: [['clock', '{}']],
  }),
  forcedCase({
    id: 'ollama-forced/cut-by-the-limit',
    title: 'a call that the limit cut is a call with arguments that are not usable',
    pieces: ['{"name":"clock","parameters":{"zone":', '"Ro'],
    reason: 'length',
    finishReason: 'length',
    calls: [['clock', '{"zone":"Ro']],
  }),
  forcedCase({
    id: 'ollama-forced/cut-in-an-escape',
    title: 'an escape that is cut by a line stays an escape',
    pieces: [String.raw`{"name":"clock","parameters":{"a":"\ `.trimEnd(), '"}', '"}}'],
    calls: [['clock', String.raw`{"a":"\"}"}`]],
  }),
  forcedCase({
    id: 'ollama-forced/no-call',
    title: 'text that is no call, whatever was asked for, is text',
    pieces: ['I would ', 'rather not: {"name":"clock","parameters":{}}'],
    text: 'I would rather not: {"name":"clock","parameters":{}}',
    finishReason: 'stop',
  }),
  ...[
    ['other-field', '{"tool":"clock","parameters":{}}'],
    ['other-order', '{"parameters":{},"name":"clock"}'],
    ['no-name', '{"name":,"parameters":{}}'],
    ['open-name', '{"name":"clock'],
    ['no-object', '{"name":"clock","parameters":[1]}'],
    ['no-comma', '{"name":"clock" "parameters":{}}'],
    ['no-colon', '{"name" "clock","parameters":{}}'],
    ['no-colon-either', '{"name":"clock","parameters" {}}'],
    ['no-brace', '"name":"clock","parameters":{}}'],
  ].map(([name = '', text = '']) =>
    forcedCase({
      id: `ollama-forced/not-a-call-${name}`,
      title: `JSON that has not the form of a call is text: ${text}`,
      pieces: [text],
      text,
      finishReason: 'stop',
    }),
  ),
  forcedCase({
    id: 'ollama-forced/other-reason',
    title: 'a call is told as the reason, whatever word the server has for it',
    pieces: ['{"name":"clock","parameters":{}}'],
    reason: 'tool_calls',
    calls: [['clock', '{}']],
  }),
  {
    id: 'ollama-forced/nothing',
    title: 'an empty answer has no parts, and makes no events',
    reason: 'Contract, `ChatEvent`: a part that stays empty is left out.',
    requires: ['wire'],
    async run(t) {
      t.backend.reply('chat', streamSteps(t.wire, linesOf(t.wire.frame, [''])));
      const stream = t.provider().stream(request);
      const types: string[] = [];
      for await (const { type } of stream) types.push(type);
      assert.deepEqual(types, ['start', 'usage', 'finish']);
      assert.deepEqual((await stream.response).message.content, []);
    },
  },
  {
    id: 'ollama-forced/ids',
    title: 'each forced call has an id of its own',
    reason: 'JSON has no place for one, and the results of a conversation are matched by them.',
    requires: ['wire'],
    async run(t) {
      t.backend.reply(
        'chat',
        streamSteps(t.wire, linesOf(t.wire.frame, ['{"name":"clock","parameters":{}}'])),
      );
      const provider = t.provider();
      const calls = [await provider.chat(request), await provider.chat(request)].flatMap(
        ({ toolCalls }) => toolCalls,
      );
      assert.equal(new Set(calls.map(({ id }) => id)).size, 2);
    },
  },
  {
    id: 'ollama-forced/events',
    title: 'arguments are handed on as they come, and nothing else is',
    reason: 'Contract, `ToolCallDeltaEvent`: long arguments can be shown while they are written.',
    requires: ['wire'],
    async run(t) {
      const pieces = ['{"name":"clock",', '"parameters":', '{"zone":', '', '"Rome"', '}', '}', ' '];
      t.backend.reply('chat', streamSteps(t.wire, linesOf(t.wire.frame, pieces)));
      const events: ChatEvent[] = [];
      for await (const event of t.provider().stream(request)) {
        if (/^tool-call-|^text/.test(event.type)) events.push(event);
      }
      const [start, ...deltas] = events;
      assert.ok(
        start?.type === 'tool-call-start' && start.name === 'clock' && start.part === 0 && start.id !== '',
      );
      assert.deepEqual(
        deltas,
        ['{"zone":', '"Rome"', '}'].map((argumentsDelta) => ({
          type: 'tool-call-delta',
          part: 0,
          argumentsDelta,
        })),
      );
    },
  },
  {
    id: 'ollama-forced/thoughts-before',
    title: 'thoughts before a forced call are a part of their own',
    reason: 'Contract, `AssistantPart`: parts are in the order in which the model made them.',
    requires: ['wire'],
    async run(t) {
      const thinking = { message: { role: 'assistant', content: '', thinking: 'Hm.' }, done: false };
      const call = linesOf(t.wire.frame, ['{"name":"clock","parameters":{}}']);
      t.backend.reply('chat', streamSteps(t.wire, [t.wire.frame(thinking), ...call]));
      const { message } = await t.provider().chat(request);
      assert.deepEqual(
        message.content.map((part) => (part.type === 'tool-call' ? part.name : part)),
        [{ type: 'reasoning', text: 'Hm.' }, 'clock'],
      );
    },
  },
];

function linesOf(
  frame: (data: unknown) => string,
  pieces: readonly string[],
  reason = 'stop',
): readonly string[] {
  const line = (content: string, more: object) => frame({ message: { role: 'assistant', content }, ...more });
  return [
    ...pieces.map((piece) => line(piece, { done: false })),
    line('', { done: true, done_reason: reason }),
  ];
}

function forcedCase({
  pieces,
  reason: doneReason,
  calls = [],
  text = '',
  finishReason = 'tool-calls',
  ...rest
}: Pick<ConformanceCase, 'id' | 'title'> & {
  readonly pieces: readonly string[];
  readonly reason?: string;
  readonly calls?: readonly (readonly [name: string, rawArguments: string])[];
  readonly text?: string;
  readonly finishReason?: string;
}): ConformanceCase {
  return {
    ...rest,
    reason: 'Definition: toolChoice is declared true; Ollama has none, so a call is asked for as JSON.',
    faults: ['F27'],
    requires: ['wire'],
    async run(t) {
      t.backend.reply('chat', streamSteps(t.wire, linesOf(t.wire.frame, pieces, doneReason)));
      const response = await t.provider().chat(request);
      assert.deepEqual(
        response.toolCalls.map(({ name, rawArguments }) => [name, rawArguments]),
        calls,
      );
      assert.deepEqual([response.text, response.finishReason], [text, finishReason]);
    },
  };
}
