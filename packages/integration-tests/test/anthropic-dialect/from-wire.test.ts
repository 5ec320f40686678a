import type { ChatEvent } from '@modelport/core';
import { captures, everyTwoWaySplit, loadCapture } from '@modelport/provider-testkit';
import { createSseParser } from '@modelport/provider-utils';
import { describe, expect, it } from 'vitest';
import { MessagesReader } from './from-wire.js';
import type { WireAnswer, WireEvent } from './wire.js';

const readCapture = (name: string) => loadCapture(`llamacpp/${name}`).body;

function createReader(includeRaw = false): MessagesReader {
  return new MessagesReader({ type: 'anthropic-dialect', includeRaw, head: {} });
}

function readBytes(...pieces: readonly Uint8Array[]): ChatEvent[] {
  const parser = createSseParser();
  const reader = createReader();
  const frames = [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
  return [...frames.flatMap((frame) => reader.read(frame)), ...reader.end()];
}

function readEvents(...events: readonly WireEvent[]): ChatEvent[] {
  const reader = createReader();
  const frames = events.map((event) => ({ event: event.type, data: JSON.stringify(event) }));
  return [...frames.flatMap((frame) => reader.read(frame)), ...reader.end()];
}

function readPlain(name: string): ChatEvent[] {
  const answer: WireAnswer = JSON.parse(new TextDecoder().decode(readCapture(name)));
  return createReader().readAnswer(answer);
}

/** Deltas of a part joined, ids, counts and white space in JSON out: what two answers to one question share. */
function essence(events: readonly ChatEvent[]): unknown {
  const parts: Record<string, string> = {};
  const rest: unknown[] = [];
  for (const event of events) {
    if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
      const key = `${event.part} ${event.type}`;
      parts[key] = (parts[key] ?? '') + event.text;
    } else if (event.type === 'tool-call-delta') {
      const key = `${event.part} arguments`;
      parts[key] = (parts[key] ?? '') + event.argumentsDelta.trim();
    } else if (event.type === 'tool-call-start') rest.push({ ...event, id: 'any' });
    else if (event.type === 'part-end' || event.type === 'finish') rest.push(event);
  }
  return { parts, rest };
}

describe('a recorded stream', () => {
  it.each(captures({ path: '/v1/messages', stream: true }))(
    'gives the same events wherever the bytes are split: $name',
    ({ body }) => {
      const whole = JSON.stringify(readBytes(body));
      for (const pieces of everyTwoWaySplit(body)) {
        const events = JSON.stringify(readBytes(...pieces));
        if (events !== whole) expect.fail(`other events when split after ${pieces[0]?.length} bytes`);
      }
    },
  );

  it.each([
    ['messages-stream', 'messages'],
    ['messages-tools-stream', 'messages-tools'],
    ['thinking-messages-stream', 'thinking-messages'],
  ])('says what the plain answer to the same question says: %s', (stream, plain) => {
    expect(essence(readBytes(readCapture(stream)))).toEqual(essence(readPlain(plain)));
  });

  it('opens with the id and the model, and ends with the reason', () => {
    const events = readBytes(readCapture('messages-stream'));
    expect(events[0]).toMatchObject({
      type: 'start',
      id: expect.stringMatching(/^chatcmpl-/),
      model: 'tiny-chat',
    });
    expect(events.at(-1)).toEqual({ type: 'finish', finishReason: 'stop', rawFinishReason: 'end_turn' });
  });

  it('hands over a signature that comes after the next block has ended', () => {
    const events = readBytes(readCapture('thinking-messages-tools-stream'));
    const places = events.map((event) => ('part' in event ? `${event.type} ${event.part}` : event.type));
    expect(places.indexOf('part-end 0')).toBeGreaterThan(places.lastIndexOf('tool-call-delta 1'));
    expect(events).toContainEqual({
      type: 'part-end',
      part: 0,
      providerData: { type: 'anthropic-dialect', data: { signature: '' } },
    });
  });

  it('counts cached tokens as input and keeps the counts of the start', () => {
    const usages = readBytes(readCapture('messages-stream')).filter(({ type }) => type === 'usage');
    expect(usages).toMatchObject([
      { usage: { inputTokens: 13, cachedInputTokens: 12, outputTokens: 0 } },
      { usage: { inputTokens: 13, cachedInputTokens: 12, outputTokens: 20 } },
    ]);
  });

  it('is complete without message_stop, and has no end when cut before the reason', () => {
    const text = new TextDecoder().decode(readCapture('messages-stream'));
    const upTo = (name: string) => new TextEncoder().encode(text.slice(0, text.indexOf(`event: ${name}`)));
    expect(readBytes(upTo('message_stop')).at(-1)).toMatchObject({ type: 'finish' });
    expect(readBytes(upTo('message_delta')).some(({ type }) => type === 'finish')).toBe(false);
  });
});

describe('a plain answer', () => {
  it('tells the stop sequence that matched', () => {
    expect(readPlain('messages-stop').at(-1)).toEqual({
      type: 'finish',
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      providerData: { type: 'anthropic-dialect', data: { stop_sequence: ' 7' } },
    });
  });

  it('finishes with length at max_tokens', () => {
    expect(readPlain('messages-length').at(-1)).toMatchObject({ finishReason: 'length' });
  });

  it('carries the tool call whole', () => {
    const { parts } = essence(readPlain('messages-tools')) as { parts: Record<string, string> };
    expect(JSON.parse(parts['0 arguments'] ?? '')).toEqual({ city: 'Paris', days: 4 });
  });
});

// What llama-server does not send, by the dialect's own documentation.
describe('the rest of the dialect', () => {
  const stop: WireEvent = { type: 'message_delta', delta: { stop_reason: 'end_turn' } };

  it('ignores pings and unknown events', () => {
    expect(readEvents({ type: 'ping' }, { type: 'message_wink' })).toEqual([]);
  });

  it('skips an event that is no JSON with a warning', () => {
    expect(createReader().read({ event: 'message_start', data: '{"type":' })).toMatchObject([
      { type: 'warning', warning: { code: 'malformed-event' } },
    ]);
  });

  it('throws an error event with the code of its HTTP twin', () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    expect(() => readEvents({ type: 'message_start', message: {} }, { type: 'error', error })).toThrow(
      expect.objectContaining({ code: 'OVERLOADED', retryable: true }),
    );
  });

  it('keeps a redacted thought in its place', () => {
    const block = { type: 'redacted_thinking', data: 'EmwKAhgB' };
    const events = readEvents(
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hi' } },
      stop,
    );
    expect(events).toMatchObject([
      { type: 'opaque', part: 0, providerData: { type: 'anthropic-dialect', data: block } },
      { type: 'text-delta', part: 1, text: 'Hi' },
      { type: 'finish' },
    ]);
  });

  it('keeps a tool that the server ran apart from the calls that the user has to make', () => {
    const block = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };
    const events = readEvents(
      { type: 'content_block_start', index: 0, content_block: block },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"query":' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '"x"}' } },
      { type: 'content_block_stop', index: 0 },
      stop,
    );
    expect(events[0]).toMatchObject({
      type: 'opaque',
      providerData: { data: { ...block, input: { query: 'x' } } },
    });
    expect(events.some(({ type }) => type.startsWith('tool-call'))).toBe(false);
  });

  it('reports a citation as a source of the text that cites it', () => {
    const citation = { document_title: 'Manual', cited_text: 'Press start.' };
    const events = readEvents(
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'See' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'citations_delta', citation } },
      { type: 'content_block_stop', index: 0 },
    );
    expect(events).toContainEqual({ type: 'source', part: 0, title: 'Manual', quote: 'Press start.' });
  });

  it('takes no place for a text block that stays empty', () => {
    const events = readEvents(
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'now' },
      },
      { type: 'content_block_stop', index: 1 },
    );
    expect(events).toEqual([
      { type: 'tool-call-start', part: 0, id: 'toolu_1', name: 'now' },
      { type: 'tool-call-delta', part: 0, argumentsDelta: '{}' },
      { type: 'part-end', part: 0 },
    ]);
  });

  it('counts tokens written to the cache, and lets a later count replace an earlier one', () => {
    const events = readEvents(
      { type: 'message_start', message: { usage: { input_tokens: 5, cache_creation_input_tokens: 100 } } },
      { ...stop, usage: { input_tokens: 7, output_tokens: 3 } },
    );
    expect(events.findLast(({ type }) => type === 'usage')).toMatchObject({
      usage: { inputTokens: 107, cacheWriteInputTokens: 100, outputTokens: 3 },
    });
  });

  it.each([
    ['pause_turn', 'other'],
    ['refusal', 'content-filter'],
    ['model_context_window_exceeded', 'length'],
    ['stop_sequence', 'stop'],
  ])('maps the stop reason %s to %s', (stop_reason, finishReason) => {
    expect(readEvents({ type: 'message_delta', delta: { stop_reason } })).toEqual([
      { type: 'finish', finishReason, rawFinishReason: stop_reason },
    ]);
  });

  it('puts each raw event before what is made of it', () => {
    const data = JSON.stringify(stop);
    expect(createReader(true).read({ event: 'message_delta', data })[0]).toEqual({ type: 'raw', data: stop });
  });
});
