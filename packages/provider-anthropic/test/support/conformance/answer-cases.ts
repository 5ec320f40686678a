import assert from 'node:assert/strict';
import { type ConformanceCase, streamSteps } from '@modelport/provider-testkit';
import { block, bodyFor, mine, question, say, sentBack } from './exchange.js';

const streaming = 'https://platform.claude.com/docs/en/build-with-claude/streaming';
const reason = `Anthropic, ${streaming}: blocks go back as they came.`;

/** What answers of this API hold beyond the contract, and that it goes back. */
export const answerCases: readonly ConformanceCase[] = [
  {
    id: 'anthropic/signature',
    title: 'a thought goes back with its signature, shown or not',
    reason: 'Anthropic, extended thinking: a thought without its signature is refused.',
    requires: ['wire'],
    async run(t) {
      const shown = { type: 'thinking_delta', thinking: 'Hm.' };
      const sign = (signature: string) => ({ type: 'signature_delta', signature });
      say(t, [
        ...block(0, { type: 'thinking', thinking: '', signature: '' }, shown, sign('abc')),
        ...block(1, { type: 'thinking', thinking: '' }, sign('de'), sign('f')),
        ...block(2, { type: 'redacted_thinking', data: 'xyz' }),
        ...block(3, { type: 'thinking', thinking: 'So.', signature: 'gh' }),
        ...block(4, { type: 'text', text: 'Yes.' }),
      ]);
      const { first, blocks } = await sentBack(t);
      assert.equal(first.reasoning, 'Hm.So.');
      assert.deepEqual(blocks, [
        { type: 'thinking', thinking: 'Hm.', signature: 'abc' },
        { type: 'thinking', thinking: '', signature: 'def' },
        { type: 'redacted_thinking', data: 'xyz' },
        { type: 'thinking', thinking: 'So.', signature: 'gh' },
        { type: 'text', text: 'Yes.' },
      ]);
    },
  },
  {
    id: 'anthropic/citations',
    title: 'what an answer cites is told, and goes back without the file id',
    reason: 'Anthropic, citations: the API tells a file id, and takes none back.',
    requires: ['wire'],
    async run(t) {
      const page = {
        type: 'web_search_result_location',
        url: 'https://a.example',
        title: 'A',
        cited_text: 'x',
      };
      const file = { type: 'char_location', document_title: 'B', cited_text: 'y' };
      const cite = (citation: object) => ({ type: 'citations_delta', citation });
      say(t, [
        ...block(0, { type: 'text', text: 'One. ' }),
        ...block(1, { type: 'text', text: '' }, { type: 'text_delta', text: 'Two.' }, cite(page), cite(file)),
        ...block(2, { type: 'text', text: ' Three.', citations: [{ ...file, file_id: 'f' }, 5] }),
      ]);
      const { first, blocks } = await sentBack(t);
      const told = first.sources?.map(({ part, url, title, quote }) => ({ part, url, title, quote }));
      assert.deepEqual(told, [
        { part: 1, url: 'https://a.example', title: 'A', quote: 'x' },
        { part: 1, url: undefined, title: 'B', quote: 'y' },
        { part: 2, url: undefined, title: 'B', quote: 'y' },
      ]);
      assert.deepEqual(first.sources?.[0]?.providerData, mine(page));
      assert.deepEqual(blocks, [
        { type: 'text', text: 'One. ' },
        { type: 'text', text: 'Two.', citations: [page, file] },
        { type: 'text', text: ' Three.', citations: [file] },
      ]);
    },
  },
  {
    id: 'anthropic/server-tools',
    title: 'what Anthropic has run itself keeps its form and its place',
    reason,
    requires: ['wire'],
    async run(t) {
      const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
      const found = { type: 'web_search_tool_result', tool_use_id: 's', content: [{ url: 'https://a' }] };
      const piece = (partial_json: string) => ({ type: 'input_json_delta', partial_json });
      const more = { type: 'compaction_delta', content: 'b', count: 2 };
      say(t, [
        ...block(0, search, piece('{"q"'), piece(':1}')),
        ...block(1, found),
        ...block(2, { ...search, id: 'u' }, piece('{"q')),
        ...block(3, { type: 'compaction', content: 'a', count: 1 }, more),
        ...block(4, { type: 'text', text: 'So.' }),
      ]);
      const { first, blocks } = await sentBack(t);
      assert.equal(first.text, 'So.');
      assert.deepEqual(blocks, [
        { ...search, input: { q: 1 } },
        found,
        { ...search, id: 'u', input: '{"q' },
        { type: 'compaction', content: 'ab', count: 2 },
        { type: 'text', text: 'So.' },
      ]);
    },
  },
  {
    id: 'anthropic/tool-caller',
    title: 'a call keeps who made it, where that was not the model',
    reason: 'Anthropic, programmatic tool calling: the caller goes back with the call.',
    requires: ['wire'],
    async run(t) {
      const call = { type: 'tool_use', id: 'a', name: 'now', input: { b: 1 } };
      const caller = { type: 'code_execution_20250825', tool_id: 'x' };
      say(t, [
        ...block(0, { ...call, caller, toolset_name: 'browser' }),
        ...block(1, { ...call, id: 'b', caller: { type: 'direct' } }),
        ...block(2, { ...call, id: 'c', toolset_name: null }),
      ]);
      const { first, blocks } = await sentBack(t);
      assert.deepEqual(blocks, [
        { ...call, caller, toolset_name: 'browser' },
        { ...call, id: 'b' },
        { ...call, id: 'c' },
      ]);
      assert.deepEqual(
        first.message.content.map((part) => 'providerData' in part),
        [true, false, false],
      );
    },
  },
  {
    id: 'anthropic/end',
    title: 'what the end of an answer tells beyond the contract is kept',
    reason: 'Anthropic, stop reasons: why the model refused, where it stopped, in which container.',
    requires: ['wire'],
    async run(t) {
      const told = {
        ...{ stop_sequence: 'END', stop_details: { type: 'refusal', category: 'cyber' } },
        ...{ container: { id: 'c' }, context_management: { applied_edits: [] } },
      };
      say(t, block(0, { type: 'text', text: 'No.' }), { ...told, other: 1 });
      const { response } = await bodyFor(t, {});
      assert.deepEqual(response.providerData, mine(told));
      say(t, block(0, { type: 'text', text: 'No.' }), { stop_details: null });
      assert.equal((await bodyFor(t, {})).response.providerData, undefined);
    },
  },
  {
    id: 'anthropic/stop-reasons',
    title: 'every stop reason of the API has its place in the contract',
    reason: 'Anthropic, https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons',
    requires: ['wire'],
    async run(t) {
      const wanted = {
        ...{ end_turn: 'stop', stop_sequence: 'stop', tool_use: 'tool-calls', max_tokens: 'length' },
        ...{ model_context_window_exceeded: 'length', refusal: 'content-filter', pause_turn: 'other' },
      };
      for (const [stop_reason, finishReason] of Object.entries(wanted)) {
        say(t, block(0, { type: 'text', text: 'So.' }), { stop_reason });
        assert.equal((await bodyFor(t, {})).response.finishReason, finishReason, stop_reason);
      }
    },
  },
  {
    id: 'anthropic/usage',
    title: 'all input counts, what was read from and written to a cache as well',
    reason: 'Anthropic, prompt caching: `input_tokens` are those behind the last mark only.',
    requires: ['wire'],
    async run(t) {
      const input = { input_tokens: 3, cache_read_input_tokens: 10, cache_creation_input_tokens: 100 };
      const details = { output_tokens_details: { thinking_tokens: 4 } };
      const message = {
        ...{ id: 'msg_1', type: 'message', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' },
        usage: { ...input, output_tokens: 9, ...details, service_tier: null },
      };
      t.backend.reply('chat', { body: message });
      const { raw, cost: _, ...usage } = (await bodyFor(t, {})).response.usage;
      assert.deepEqual(usage, {
        ...{ inputTokens: 113, cachedInputTokens: 10, cacheWriteInputTokens: 100 },
        ...{ outputTokens: 9, totalTokens: 122, reasoningTokens: 4 },
      });
      assert.deepEqual(raw, { ...input, output_tokens: 9, ...details });
    },
  },
  {
    id: 'anthropic/plain-answer',
    title: 'a message as one JSON object is understood, with all its blocks',
    reason: 'Servers that imitate the API do not all stream.',
    requires: ['wire'],
    async run(t) {
      const content = [
        { type: 'thinking', thinking: 'Hm.', signature: 'abc' },
        { type: 'text', text: 'Now.' },
        { type: 'tool_use', id: 'a', name: 'now', input: { b: 1 } },
        null,
      ];
      t.backend.reply('chat', { body: { id: 'msg_7', model: 'm-7', content, stop_reason: 'tool_use' } });
      const types: string[] = [];
      for await (const { type } of t.provider().stream({ messages: [question], includeRaw: true })) {
        if (type !== 'part-end' && type !== 'usage') types.push(type);
      }
      assert.deepEqual(types, [
        ...['start', 'raw', 'reasoning-delta', 'text-delta', 'tool-call-start', 'tool-call-delta'],
        ...['tool-call', 'finish'],
      ]);
      const { response } = await bodyFor(t, {});
      const { id, model, text, reasoning, finishReason } = response;
      assert.deepEqual(
        { id, model, text, reasoning, finishReason },
        { id: 'msg_7', model: 'm-7', text: 'Now.', reasoning: 'Hm.', finishReason: 'tool-calls' },
      );
      assert.deepEqual(response.toolCalls[0]?.arguments, { b: 1 });
    },
  },
  {
    id: 'anthropic/lost-start',
    title: 'a delta whose block was never opened is read all the same, or passed over',
    reason: 'Proxies that translate other APIs leave the start out.',
    requires: ['wire'],
    async run(t) {
      const lost = (index: unknown, delta: object) => ({ type: 'content_block_delta', index, delta });
      say(t, [
        lost(0, { type: 'thinking_delta', thinking: 'Hm.' }),
        lost(0, { type: 'signature_delta', signature: 'abc' }),
        lost(1, { type: 'text_delta', text: 'Yes.' }),
        lost(2, { type: 'input_json_delta', partial_json: '{' }),
        lost(undefined, { type: 'text_delta', text: 'No.' }),
        lost(3, { type: 'citations_delta', citation: { type: 'char_location', cited_text: 'x' } }),
        lost(4, { type: 'signature_delta', signature: 'de' }),
        { type: 'content_block_stop', index: 9 },
        { type: 'ping' },
      ]);
      const { first, blocks } = await sentBack(t);
      const types = first.message.content.map(({ type }) => type);
      assert.deepEqual(types, ['reasoning', 'text', 'text', 'reasoning']);
      assert.deepEqual([first.reasoning, first.text], ['Hm.', 'Yes.']);
      assert.equal(first.sources?.[0]?.quote, 'x');
      assert.deepEqual(blocks, [
        { type: 'thinking', thinking: 'Hm.', signature: 'abc' },
        { type: 'text', text: 'Yes.' },
        { type: 'thinking', thinking: '', signature: 'de' },
      ]);
    },
  },
  {
    id: 'anthropic/odd-deltas',
    title: 'deltas without what their kind has change nothing, and a thought may lack its signature',
    reason: 'Servers that imitate the API send empty deltas, and sign nothing.',
    requires: ['wire'],
    async run(t) {
      const odd = [{ type: 'text_delta' }, { type: 'text_delta', text: null }, { type: 'later' }];
      say(t, [
        ...block(0, { type: 'thinking', thinking: 'H' }, ...odd, { type: 'thinking_delta', thinking: 'm.' }),
        ...block(1, { type: 'text', text: 'Y' }, ...odd, { type: 'text_delta', text: 'es.' }),
        ...block(2, { type: 'redacted_thinking', data: 'x' }, ...odd),
        ...block(3, { type: 'tool_use', id: 'a', name: 'now' }, ...odd),
        ...block(4, { type: 'tool_use', name: 'then', input: { b: 1 } }, ...odd),
        ...block(5, { type: 'server_tool_use', id: 's', n: 'a' }, { type: 'd', n: 1 }, { type: 'd', n: 'b' }),
      ]);
      const { first, blocks } = await sentBack(t);
      assert.deepEqual([first.reasoning, first.text], ['Hm.', 'Yes.']);
      assert.equal('providerData' in (first.message.content[0] ?? {}), false);
      assert.match(first.toolCalls[1]?.id ?? '', /^call/);
      assert.deepEqual(
        first.toolCalls.map(({ name, arguments: given }) => [name, given]),
        [
          ['now', {}],
          ['then', { b: 1 }],
        ],
      );
      assert.deepEqual(blocks.slice(0, 2), [
        { type: 'text', text: 'Yes.' },
        { type: 'redacted_thinking', data: 'x' },
      ]);
      assert.deepEqual(blocks.at(-1), { type: 'server_tool_use', id: 's', n: 'b' });
    },
  },
  {
    id: 'anthropic/ends-in-time',
    title: 'a block ends before the next one begins, and the answer with message_stop',
    reason: 'Contract, `PartEndEvent`: a part that is whole can be shown as such, and a call be made.',
    requires: ['wire'],
    async run(t) {
      const events = [
        ...block(0, { type: 'thinking', thinking: 'Hm.' }),
        ...block(1, { type: 'thinking', thinking: 'Hm.', signature: 'abc' }),
        ...block(2, { type: 'text', text: 'Yes.' }),
        ...block(
          3,
          { type: 'tool_use', id: 'a', name: 'now', input: {} },
          { type: 'input_json_delta', partial_json: '{"b":1}' },
        ),
        ...block(4, { type: 'tool_use', id: 'b', name: 'now', input: { b: 2 } }),
        ...block(5, { type: 'text', text: 'Done.' }),
      ];
      const late = [{ type: 'content_block_delta', index: 5, delta: { type: 'text_delta', text: 'Late.' } }];
      const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' } };
      const all = [...events, end, { type: 'message_stop' }, ...late];
      t.backend.reply('chat', streamSteps(t.wire, all.map(t.wire.frame), { open: true }));
      const types: string[] = [];
      const stream = t.provider().stream('Hi');
      for await (const event of stream)
        types.push('part' in event ? `${event.type} ${event.part}` : event.type);
      assert.deepEqual(types.slice(1), [
        ...[
          'reasoning-delta 0',
          'part-end 0',
          'reasoning-delta 1',
          'part-end 1',
          'text-delta 2',
          'part-end 2',
        ],
        ...['tool-call-start 3', 'tool-call-delta 3', 'tool-call 3', 'part-end 3'],
        ...['tool-call-start 4', 'tool-call-delta 4', 'tool-call 4', 'part-end 4'],
        ...['text-delta 5', 'part-end 5', 'finish'],
      ]);
      assert.equal((await stream.response).text, 'Yes.Done.');
    },
  },
  {
    id: 'anthropic/end-without-reason',
    title: 'an end that does not say why is no end',
    reason: 'Fault F22: what is cut must not look whole.',
    faults: ['F22'],
    requires: ['wire'],
    async run(t) {
      const all = [...block(0, { type: 'text', text: 'Yes.' }), { type: 'message_stop' }];
      t.backend.reply('chat', streamSteps(t.wire, all.map(t.wire.frame)));
      await assert.rejects(bodyFor(t, {}), { code: 'STREAM_INTERRUPTED' });
    },
  },
  {
    id: 'anthropic/error-behind-the-end',
    title: 'an error behind the stop reason does not undo the answer',
    reason: 'The answer is whole, and paid for.',
    requires: ['wire'],
    async run(t) {
      const error = { type: 'error', error: { type: 'api_error', message: 'Oh' } };
      const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } };
      const all = [...block(0, { type: 'text', text: 'Yes.' }), end, error];
      t.backend.reply('chat', streamSteps(t.wire, all.map(t.wire.frame)));
      const { response } = await bodyFor(t, {});
      assert.equal(response.text, 'Yes.');
      const { raw, cost: _, ...usage } = response.usage;
      assert.deepEqual([usage, raw], [{ outputTokens: 5 }, { output_tokens: 5 }]);
    },
  },
];
