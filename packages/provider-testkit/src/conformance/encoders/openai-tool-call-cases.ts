import assert from 'node:assert/strict';
import type { ToolCall } from '@modelport/core';
import type { Json } from '../../openai/chat-wire.js';
import { answeringType, type CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { only } from '../events-of.js';
import {
  delta,
  finish,
  type OddCase,
  oddCases,
  callPiece as piece,
  readEvents,
  readMessage,
} from './odd-answer.js';
import { callJoinings, type WantedCall } from './openai-call-joinings.js';

/** How calls of tools come from those who imitate OpenAI. */
export const openAIToolCallCases: readonly ConformanceCase[] = oddCases([
  ...callJoinings.map(
    ({ name, title, reason, events, calls }): OddCase => ({
      id: `openai-wire/calls-${name}`,
      ...{ title, reason },
      faults: ['F27'],
      async run(t) {
        await expectCalls(
          t,
          events.map((pieces) => ({ tool_calls: pieces })),
          calls,
        );
      },
    }),
  ),
  {
    id: 'openai-wire/calls-as-function-call',
    title: 'the older function_call is a call',
    reason: 'Older servers know no tool_calls; some send both.',
    faults: ['F27'],
    async run(t) {
      await expectCalls(
        t,
        [{ function_call: { name: 'add', arguments: '{"a"' } }, { function_call: { arguments: ':1}' } }],
        [{ name: 'add', text: '{"a":1}' }],
      );
      const both = {
        tool_calls: [piece({ index: 0, id: 'a' }, 'add', '{}')],
        function_call: { name: 'add', arguments: '{}' },
      };
      await expectCalls(t, [both], [{ id: 'a', name: 'add', text: '{}' }]);
    },
  },
  {
    id: 'openai-wire/calls-without-name',
    title: 'a call that never gets a name is left out, with a warning',
    reason: 'Fault F27: nobody could run it.',
    faults: ['F27'],
    async run(t) {
      const nameless = piece({ index: 0, id: 'a' }, undefined, '{}');
      const text = delta({ content: 'Hm.' });
      const { response } = await readEvents(t, [delta({ tool_calls: [nameless] }), text, finish()]);
      const { toolCalls, finishReason, warnings } = response;
      assert.deepEqual(
        { text: response.text, toolCalls, finishReason },
        { text: 'Hm.', toolCalls: [], finishReason: 'stop' },
      );
      assert.deepEqual(warnings, [
        { code: 'malformed-event', message: '1 tool call without a name left out.' },
      ]);
      const two = [nameless, piece({ index: 1, id: 'b' }), piece({ index: 2, id: 'c' }, 'add', '{}')];
      const more = (await readEvents(t, [delta({ tool_calls: two }), finish('tool_calls')])).response;
      assert.deepEqual(
        more.toolCalls.map(({ id }) => id),
        ['c'],
      );
      assert.deepEqual(
        more.warnings.map(({ message }) => message),
        ['2 tool calls without a name left out.'],
      );
    },
  },
  {
    id: 'openai-wire/calls-extra-content',
    title: 'what must come back with a call is kept with it',
    reason: "Google's signatures stand beside a call and are asked for in the next request.",
    async run(t) {
      const signed = { google: { thought_signature: 'abc' } };
      const { events, response } = await readEvents(t, [
        delta({
          tool_calls: [
            piece({ index: 0, id: 'a', extra_content: signed }, 'add', '{}'),
            piece({ index: 1, id: 'b', extra_content: signed }, 'add', '{}'),
            piece({ index: 3, id: 'd', extra_content: null }, 'add', '{}'),
            piece({ index: 2, id: 'c', extra_content: signed }),
          ],
        }),
        finish('tool_calls'),
      ]);
      const providerData = { type: answeringType(t), data: { extra_content: signed } };
      assert.deepEqual(only(events, 'part-end'), [
        { type: 'part-end', part: 0, providerData },
        { type: 'part-end', part: 1, providerData },
        { type: 'part-end', part: 2 },
      ]);
      const kept = response.message.content.map((part) => part.providerData);
      assert.deepEqual(kept, [providerData, providerData, undefined]);
    },
  },
  {
    id: 'openai-wire/whole-calls',
    title: 'each call of a plain answer is one of its own',
    reason: 'Fault F27: there is nothing to join, whatever ids and indexes say.',
    faults: ['F27'],
    requires: ['driver:chat'],
    async run(t) {
      const calls = [
        piece({}, 'add', '{"a":1}'),
        piece({ index: 0 }, 'add', { a: 2 }),
        piece({}, 'add', '{"a":3}'),
      ];
      const odd = [null, 'junk'];
      const { toolCalls, finishReason } = await readMessage(t, {
        content: null,
        tool_calls: [...calls, ...odd],
      });
      assert.deepEqual(
        toolCalls.map((call) => call.arguments),
        [{ a: 1 }, { a: 2 }, { a: 3 }],
      );
      assert.equal(new Set(toolCalls.map(({ id }) => id)).size, 3);
      assert.equal(finishReason, 'tool-calls');
      const bare = [piece({}, 'add', ''), piece({}, 'add', '')];
      const named = { choices: [{ delta: { tool_calls: bare }, finish_reason: 'tool_calls' }] };
      assert.equal((await readMessage(t, {}, named)).toolCalls.length, 2, 'A few call the message delta.');
      const inStream = { choices: [{ message: { tool_calls: bare }, finish_reason: 'tool_calls' }] };
      assert.equal((await readEvents(t, [inStream])).response.toolCalls.length, 2, 'In an event.');
      const older = await readMessage(t, { content: null, function_call: { name: 'add', arguments: '{}' } });
      assert.deepEqual(
        older.toolCalls.map(({ name }) => name),
        ['add'],
      );
    },
  },
]);

/** Streams deltas and compares the calls, in the events and in the response. */
async function expectCalls(
  t: CaseContext,
  deltas: readonly Json[],
  wanted: readonly WantedCall[],
): Promise<void> {
  const { events, response } = await readEvents(t, [
    ...deltas.map((fields) => delta(fields)),
    finish('tool_calls'),
  ]);
  const { toolCalls, warnings } = response;
  const read = toolCalls.map(({ name, rawArguments: text }) => ({ name, text }));
  assert.deepEqual(
    read,
    wanted.map(({ name, text }) => ({ name, text })),
  );
  const ids = toolCalls.map(({ id }) => id);
  for (const [index, { id }] of wanted.entries()) if (id !== undefined) assert.equal(ids[index], id);
  assert.ok(ids.every(Boolean) && new Set(ids).size === ids.length, `The ids are ${ids.join(', ')}.`);
  assert.deepEqual(
    only(events, 'tool-call-start').map(({ id }) => id),
    ids,
    'Ids of the start events.',
  );
  const pieces = only(events, 'tool-call-delta').map(({ argumentsDelta }) => argumentsDelta);
  assert.ok(pieces.every(Boolean), 'A delta is empty: it tells nothing.');
  for (const [part, text] of textsOf(events, toolCalls)) {
    assert.equal(text.streamed, text.collected, `The deltas of part ${part} are not its arguments.`);
  }
  assert.deepEqual(warnings, []);
}

function textsOf(
  events: Awaited<ReturnType<typeof readEvents>>['events'],
  calls: readonly ToolCall[],
): readonly (readonly [part: number, text: { streamed: string; collected: string | undefined }])[] {
  return only(events, 'tool-call').map(({ part, id }) => {
    const deltas = only(events, 'tool-call-delta').filter((event) => event.part === part);
    const streamed = deltas.map(({ argumentsDelta }) => argumentsDelta).join('');
    return [part, { streamed, collected: calls.find((call) => call.id === id)?.rawArguments }];
  });
}
