import assert from 'node:assert/strict';
import type { ChatResponse } from '@modelport/core';
import type { ConformanceCase } from '@modelport/provider-testkit';
import { calls, plainly, stop, streamed } from './answer.js';
import type { Json } from './send.js';

const named = ({ toolCalls }: ChatResponse) =>
  toolCalls.map(({ name, rawArguments }) => [name, rawArguments]);

/** How odd tool calls are read, as far as only this package's reader tells. */
export const callCases: readonly ConformanceCase[] = [
  {
    id: 'chat-completions/joined-calls',
    title: 'fragments of calls find their call by index, by id or by name',
    reason: 'Fault F27: servers leave out indexes or ids, or put every call at index 0.',
    async run(t) {
      const joined = async (...fragments: readonly Json[]) =>
        named((await streamed(t, [...fragments.map((one) => calls(one)), stop])).response);
      const part = (given: string): Json => ({ function: { arguments: given } });
      const first = (name: string, given = ''): Json => ({ function: { name, arguments: given } });
      const x = { id: 'x', ...first('add', '{"a"') };
      const y = { id: 'y', ...first('sub', '{"b"') };
      const both = [
        ['add', '{"a":1}'],
        ['sub', '{"b":2}'],
      ];
      assert.deepEqual(await joined(x, y, { id: 'x', ...part(':1}') }, { id: 'y', ...part(':2}') }), both);
      assert.deepEqual(await joined(x, y, { id: 'x', ...part(':1}') }, part(':2}')), both);
      const unnamed = await joined(
        { index: 0, ...first('add', '{') },
        { index: 0, ...part('}') },
        {
          index: 0,
          ...first('sub', '{}'),
        },
      );
      assert.deepEqual(unnamed, [
        ['add', '{}'],
        ['sub', '{}'],
      ]);
      const bare = await joined({ index: 0, ...first('add') }, { index: 0, ...first('sub', '{}') });
      assert.deepEqual(
        bare.map(([name]) => name),
        ['add', 'sub'],
      );
      const { events } = await streamed(t, [
        calls({ index: 0, ...x }),
        calls({ index: 0, ...part('') }),
        calls({ index: 0, ...part(':1}') }),
        stop,
      ]);
      const deltas = events.flatMap((event) =>
        event.type === 'tool-call-delta' ? [event.argumentsDelta] : [],
      );
      assert.deepEqual(deltas, ['{"a"', ':1}']);
    },
  },
  {
    id: 'chat-completions/whole-calls',
    title: 'calls of a whole message are calls of their own, whatever they look like',
    reason: 'Fault F27: a whole message has neither indexes nor, on some servers, ids.',
    async run(t) {
      const tool_calls = ['', '{}'].map((given) => ({ function: { name: 'clock', arguments: given } }));
      const message = { role: 'assistant', content: null, tool_calls };
      const body = { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
      assert.equal((await plainly(t, body)).toolCalls.length, 2);
      const { response } = await streamed(t, [
        { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] },
      ]);
      assert.equal(response.toolCalls.length, 2);
    },
  },
  {
    id: 'chat-completions/call-signatures',
    title: 'what must come back with a call is kept with it, and with no other',
    reason: 'Google refuses a call that comes back without its signature.',
    async run(t) {
      const signed = (index: number, sign?: string): Json => ({
        ...{ index, id: `call_${index}`, function: { name: 'add', arguments: '{}' } },
        ...(sign && { extra_content: { sign } }),
      });
      const nameless = { index: 3, function: { arguments: '{}' }, extra_content: { sign: 'd' } };
      const { response } = await streamed(t, [
        calls(signed(0, 'a'), signed(1, 'b'), signed(2), nameless),
        stop,
      ]);
      const data = (sign: string) => ({ type: 'openai-compatible', data: { extra_content: { sign } } });
      assert.deepEqual(
        response.message.content.map((part) => part.providerData),
        [data('a'), data('b'), undefined],
      );
      assert.match(response.warnings[0]?.message ?? '', /1 tool call without a name left out/);
    },
  },
];
