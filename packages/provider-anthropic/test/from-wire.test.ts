import { describe, expect, it } from 'vitest';
import { ofType, readAnswer, wire } from './support/read-answer.js';

const usage = { input_tokens: 5, output_tokens: 1 };
const start = { type: 'message_start', message: { id: 'msg_1', model: 'claude-x', content: [], usage } };
const block = (index: number, content_block: object) => ({
  type: 'content_block_start',
  index,
  content_block,
});
const delta = (index: number, fields: object) => ({ type: 'content_block_delta', index, delta: fields });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const end = (stop_reason: string | null, more: object = {}) => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence: null, ...more },
  usage: { output_tokens: 9 },
});
const last = { type: 'message_stop' };
const text = [block(0, { type: 'text', text: '' }), delta(0, { type: 'text_delta', text: 'Hi' }), stop(0)];
const mine = (data: object) => ({ type: 'anthropic', data });

/** The events of a stream that begins and ends well, but for its head and end. */
function content(...events: readonly { type: string }[]) {
  return readAnswer([wire(start, ...events, end('end_turn'), last)]).events.filter(
    ({ type }) => !['start', 'usage', 'finish'].includes(type),
  );
}

describe('the head', () => {
  it('tells the id and the model', () => {
    const { events } = readAnswer([wire(start, ...text, end('end_turn'), last)]);
    expect(events[0]).toEqual({ type: 'start', id: 'msg_1', model: 'claude-x' });
  });

  it('counts the input, but not yet the output, which is only a beginning there', () => {
    const { events } = readAnswer([wire(start)]);
    expect(ofType(events, 'usage')).toEqual([
      { type: 'usage', usage: { inputTokens: 5, raw: { input_tokens: 5 } } },
    ]);
  });
});

describe('text', () => {
  it('comes as deltas of one part, with its end', () => {
    expect(content(...text)).toEqual([
      { type: 'text-delta', part: 0, text: '' },
      { type: 'text-delta', part: 0, text: 'Hi' },
      { type: 'part-end', part: 0 },
    ]);
  });

  it('brings what it cites, as an event and for the way back, where the API takes no file id', () => {
    const page = {
      ...{ type: 'web_search_result_location', url: 'https://a.example', title: 'A', cited_text: 'words' },
      encrypted_index: 'x',
    };
    const file = { type: 'char_location', cited_text: 'more', document_title: 'B', file_id: 'file_1' };
    const cite = (citation: object) => delta(0, { type: 'citations_delta', citation });
    const events = content(text[0] as { type: string }, cite(page), cite(file), stop(0));
    expect(ofType(events, 'source')).toEqual([
      {
        ...{ type: 'source', part: 0, url: 'https://a.example', title: 'A', quote: 'words' },
        providerData: mine(page),
      },
      { type: 'source', part: 0, title: 'B', quote: 'more', providerData: mine(file) },
    ]);
    const { file_id: _, ...kept } = file;
    expect(events.at(-1)).toEqual({
      ...{ type: 'part-end', part: 0 },
      providerData: mine({ citations: [page, kept] }),
    });
  });

  it('is read although the start of its block was lost', () => {
    expect(ofType(content(delta(0, { type: 'text_delta', text: 'Hi' })), 'text-delta')).toMatchObject([
      { text: '' },
      { text: 'Hi' },
    ]);
    expect(content(delta(0, { type: 'input_json_delta', partial_json: '{' }))).toEqual([]);
    expect(content({ type: 'content_block_delta' })).toEqual([]);
  });
});

describe('thoughts', () => {
  it('keep their signature', () => {
    const events = content(
      block(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
      delta(0, { type: 'signature_delta', signature: 'abc' }),
      stop(0),
    );
    expect(events).toEqual([
      { type: 'reasoning-delta', part: 0, text: '' },
      { type: 'reasoning-delta', part: 0, text: 'Hm' },
      { type: 'part-end', part: 0, providerData: mine({ signature: 'abc' }) },
    ]);
  });

  it('may get their signature after the text that follows, as llama-server sends it', () => {
    const events = content(
      block(0, { type: 'thinking', thinking: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
      block(1, { type: 'text', text: '' }),
      delta(1, { type: 'text_delta', text: 'Hi' }),
      delta(0, { type: 'signature_delta', signature: '' }),
      ...[stop(0), stop(1)],
    );
    expect(ofType(events, 'part-end')).toEqual([
      { type: 'part-end', part: 0, providerData: mine({ signature: '' }) },
      { type: 'part-end', part: 1 },
    ]);
  });

  it('without a signature have none', () => {
    const events = content(block(0, { type: 'thinking', thinking: 'Hm' }), stop(0));
    expect(events).toEqual([
      { type: 'reasoning-delta', part: 0, text: 'Hm' },
      { type: 'part-end', part: 0 },
    ]);
  });

  it('that nobody may read are kept as they came', () => {
    const events = content(block(0, { type: 'redacted_thinking', data: 'xyz' }), stop(0));
    expect(events).toEqual([
      { type: 'reasoning-delta', part: 0, text: '' },
      { type: 'part-end', part: 0, providerData: mine({ redacted_thinking: 'xyz' }) },
    ]);
  });
});

describe('a tool call', () => {
  const call = (more: object = {}) =>
    block(1, { type: 'tool_use', id: 'toolu_1', name: 'now', input: {}, ...more });

  it('comes in pieces, behind the text', () => {
    const piece = (partial_json: string) => delta(1, { type: 'input_json_delta', partial_json });
    const events = content(...text, call(), piece(''), piece('{"a":'), piece('1}'), stop(1)).slice(3);
    expect(events).toEqual([
      { type: 'tool-call-start', part: 1, id: 'toolu_1', name: 'now' },
      { type: 'tool-call-delta', part: 1, argumentsDelta: '{"a":' },
      { type: 'tool-call-delta', part: 1, argumentsDelta: '1}' },
      { type: 'part-end', part: 1 },
    ]);
  });

  it('without a piece has the arguments of its start', () => {
    const argumentsOf = (...events: readonly { type: string }[]) =>
      ofType(content(...events), 'tool-call-delta').map(({ argumentsDelta }) => argumentsDelta);
    expect(argumentsOf(call(), stop(1))).toEqual(['{}']);
    expect(argumentsOf(call({ input: { a: 1 } }), stop(1))).toEqual(['{"a":1}']);
    expect(argumentsOf(call({ input: undefined }))).toEqual(['{}']);
  });

  it('keeps who made it, where that was not the model itself', () => {
    const caller = { type: 'code_execution_20250825', tool_id: 'srvtoolu_1' };
    expect(content(call({ caller, toolset_name: 'browser' }), stop(1)).at(-1)).toEqual({
      ...{ type: 'part-end', part: 0 },
      providerData: mine({ caller, toolset_name: 'browser' }),
    });
    expect(content(call({ caller: { type: 'direct' } }), stop(1)).at(-1)).toEqual({
      type: 'part-end',
      part: 0,
    });
  });
});

describe('what the server has done itself', () => {
  it('is kept in its own form, with its place', () => {
    const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };
    const found = {
      type: 'web_search_tool_result',
      tool_use_id: 'srvtoolu_1',
      content: [{ url: 'https://a' }],
    };
    const piece = (partial_json: string) => delta(0, { type: 'input_json_delta', partial_json });
    const events = content(
      ...[block(0, search), piece('{"query"'), piece(':"x"}'), stop(0)],
      ...[block(1, found), stop(1)],
    );
    expect(events).toEqual([
      { type: 'opaque', part: 0, providerData: mine({ ...search, input: { query: 'x' } }) },
      { type: 'opaque', part: 1, providerData: mine(found) },
    ]);
  });

  it('is put together where it comes in pieces that this package does not know', () => {
    const piece = (fields: object) => delta(0, { type: 'compaction_delta', ...fields });
    const events = content(
      block(0, { type: 'compaction', content: 'a' }),
      ...[piece({ content: 'b' }), piece({ encrypted: 1 }), stop(0)],
    );
    expect(events).toEqual([
      { type: 'opaque', part: 0, providerData: mine({ type: 'compaction', content: 'ab', encrypted: 1 }) },
    ]);
  });

  it('keeps input that is no JSON as text', () => {
    const piece = delta(0, { type: 'input_json_delta', partial_json: '{"a' });
    expect(content(block(0, { type: 'server_tool_use' }), piece, stop(0))).toMatchObject([
      { providerData: { data: { input: '{"a' } } },
    ]);
  });
});

describe('the end', () => {
  const finishOf = (reason: string, more: object = {}) =>
    readAnswer([wire(start, ...text, end(reason, more), last)]).events.at(-1);

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['tool_use', 'tool-calls'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'content-filter'],
    ['pause_turn', 'other'],
    ['constructor', 'other'],
  ])('of "%s" is %s', (word, finishReason) => {
    expect(finishOf(word)).toEqual({ type: 'finish', finishReason, rawFinishReason: word });
  });

  it('keeps what the contract has no word for', () => {
    const stop_details = { type: 'refusal', category: 'cyber' };
    const container = { id: 'c_1' };
    expect(finishOf('refusal', { stop_sequence: 'END', stop_details, container })).toMatchObject({
      providerData: mine({ stop_sequence: 'END', stop_details, container }),
    });
  });

  it('counts all input, cached or not, and keeps the counts of the head', () => {
    const head = { input_tokens: 3, cache_read_input_tokens: 10, cache_creation_input_tokens: 100 };
    const ended = {
      ...end('end_turn'),
      usage: { output_tokens: 9, input_tokens: null, output_tokens_details: { thinking_tokens: 4 } },
    };
    const message = { ...start.message, usage: head };
    const { events } = readAnswer([wire({ type: 'message_start', message }, ...text, ended, last)]);
    expect(ofType(events, 'usage').at(-1)?.usage).toEqual({
      ...{ inputTokens: 113, cachedInputTokens: 10, cacheWriteInputTokens: 100 },
      ...{ outputTokens: 9, reasoningTokens: 4 },
      raw: { ...head, output_tokens: 9, output_tokens_details: { thinking_tokens: 4 } },
    });
  });

  it('closes what is open, so that nothing is lost', () => {
    const open = block(0, { type: 'tool_use', id: 't', name: 'now', input: { a: 1 } });
    const { events } = readAnswer([wire(start, open, end('tool_use'), last)]);
    expect(events.slice(-3).map(({ type }) => type)).toEqual(['tool-call-delta', 'part-end', 'finish']);
  });

  it('comes once, whatever follows', () => {
    const { events } = readAnswer([wire(start, ...text, end('end_turn'), last, last, ...text)]);
    expect(ofType(events, 'finish')).toHaveLength(1);
    expect(events.at(-1)?.type).toBe('finish');
  });

  it('needs no message_stop, but a reason', () => {
    expect(readAnswer([wire(start, ...text, end('end_turn'))]).events.at(-1)?.type).toBe('finish');
    expect(ofType(readAnswer([wire(start, ...text, last)]).events, 'finish')).toEqual([]);
    expect(ofType(readAnswer([wire(start, ...text, end(null), last)]).events, 'finish')).toEqual([]);
  });
});

describe('raw events', () => {
  it('come right before what is made of them', () => {
    const { events } = readAnswer([wire(start, ...text)], { includeRaw: true });
    expect(events.slice(0, 2)).toEqual([
      { type: 'raw', data: start },
      { type: 'start', id: 'msg_1', model: 'claude-x' },
    ]);
    expect(ofType(events, 'raw')).toHaveLength(4);
  });

  it('are one for a plain answer', () => {
    const message = { type: 'message', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' };
    const { events } = readAnswer([JSON.stringify(message)], { includeRaw: true });
    expect(events.map(({ type }) => type)).toEqual(['raw', 'start', 'text-delta', 'part-end', 'finish']);
  });
});
