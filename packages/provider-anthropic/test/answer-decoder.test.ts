import { ProviderError } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { ofType, readAnswer, wire } from './support/read-answer.js';

const message = { type: 'message_start', message: { id: 'msg_1', usage: {} } };
const text = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } };
const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' } };
const stop = { type: 'message_stop' };
const good = wire(message, text, end, stop);
const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

function failureOf(action: () => unknown): ProviderError {
  try {
    action();
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('events that are no part of an answer', () => {
  it('are skipped: pings, kinds that may come to be, the end mark of proxies', () => {
    const odd = wire({ type: 'ping' }, { type: 'message_hint', text: 'new' });
    const { events, warnings } = readAnswer([`${odd}${good}data: [DONE]\n\n`]);
    expect([ofType(events, 'text-delta').length, warnings]).toEqual([2, []]);
  });

  it('are known by the name of the event where the data has none', () => {
    const { type: _, ...unnamed } = text;
    const body = good.replace(JSON.stringify(text), JSON.stringify(unnamed));
    expect(ofType(readAnswer([body]).events, 'text-delta').at(-1)?.text).toBe('Hi');
  });

  it('are a warning where one is broken', () => {
    const { events, warnings } = readAnswer([`data: {"type":\n\n${good}`]);
    expect(warnings).toMatchObject([{ code: 'malformed-event' }]);
    expect(events.at(-1)?.type).toBe('finish');
  });

  it('are an error where most are, as with the stream of another API', () => {
    const other = 'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n';
    for (const count of [1, 9]) {
      expect(failureOf(() => readAnswer([other.repeat(count)]))).toMatchObject({
        code: 'RESPONSE_INVALID',
        message: expect.stringContaining('Is baseUrl that of a Messages API?'),
      });
    }
  });

  it('do not undo an answer that is whole', () => {
    const { events, warnings, failure } = readAnswer([
      `${wire(message, text, end)}${'data: {\n\n'.repeat(20)}`,
    ]);
    expect([events.at(-1)?.type, warnings, failure]).toEqual(['finish', [], undefined]);
  });
});

describe('an error inside a stream', () => {
  it('comes behind what was said before, with the code that it has over HTTP', () => {
    const { events, failure } = readAnswer([wire(message, text, overloaded, end, stop)]);
    expect(ofType(events, 'text-delta').at(-1)?.text).toBe('Hi');
    expect(ofType(events, 'finish')).toEqual([]);
    expect(failure).toMatchObject({ code: 'OVERLOADED', retryable: true });
    expect(failure?.message).toBe('Anthropic reported an error: Overloaded.');
  });

  it('says more than broken events before it', () => {
    expect(readAnswer([`${'data: {\n\n'.repeat(3)}${wire(overloaded)}`]).failure).toMatchObject({
      code: 'OVERLOADED',
    });
  });

  it('is read in the form of other servers, too', () => {
    const body = `${wire(message)}data: {"error":{"message":"out of memory","code":500}}\n\n`;
    expect(readAnswer([body]).failure).toMatchObject({ code: 'BACKEND_ERROR', status: 500 });
  });

  it('does not show the key that the server echoes', () => {
    const echo = { type: 'error', error: { type: 'api_error', message: 'no sk-ant-secret here' } };
    expect(readAnswer([wire(message, echo)]).failure?.message).not.toContain('secret');
  });

  it('does not undo an answer that is whole', () => {
    const { events, failure } = readAnswer([wire(message, text, end, overloaded)]);
    expect([events.at(-1)?.type, failure]).toEqual(['finish', undefined]);
  });
});

describe('a success that is none', () => {
  it.each([
    ['a page', '<!doctype html><title>Login</title>', 'an HTML page, "Login"'],
    ['broken JSON', '{"type":"mess', 'broken JSON'],
    ['JSON of another API', '{"choices":[]}', 'JSON that is no message'],
    ['a list', '[1]', 'JSON that is no message'],
    ['a text', '"Hi"', 'JSON that is no message'],
    ['nothing', '', 'an empty body'],
    ['blanks', ' \n ', 'an empty body'],
  ])('is an error that says what came: %s', (_, body, words) => {
    const error = failureOf(() => readAnswer([body]));
    expect(error).toMatchObject({ code: 'RESPONSE_INVALID', status: 200 });
    expect(error.message).toContain(words);
  });

  it('has the code of the error that its body tells of', () => {
    expect(readAnswer([JSON.stringify(overloaded)]).failure).toMatchObject({ code: 'OVERLOADED' });
  });

  it('is refused when it grows past any answer', () => {
    const piece = '{'.repeat(1024 * 1024);
    const pieces = Array.from({ length: 40 }, () => piece);
    expect(failureOf(() => readAnswer(pieces)).message).toContain('that are no stream');
  });
});

describe('the form of an answer', () => {
  it('is told by its first character, however small the pieces, and not by its content type', () => {
    const bytes = new TextEncoder().encode(`\n ${good}`);
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const { events } = readAnswer(pieces, { headers: { 'content-type': 'application/json' } });
    expect(events.at(-1)?.type).toBe('finish');
  });

  it('is told behind a byte order mark, wherever that is split', () => {
    const unnamed = good.replace(/^event: .*\n/gm, '');
    const bytes = new TextEncoder().encode(`\uFEFF${unnamed}`);
    const whole = JSON.stringify(readAnswer([good]).events);
    for (const at of [1, 2, 3, 4]) {
      const { events } = readAnswer([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(JSON.stringify(events)).toBe(whole);
    }
  });

  it('may be one message in pieces', () => {
    const whole = { content: [{ type: 'text', text: 'Hallo Würfel' }], stop_reason: 'end_turn' };
    const bytes = new TextEncoder().encode(JSON.stringify(whole));
    const { events } = readAnswer(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(ofType(events, 'text-delta')).toMatchObject([{ text: 'Hallo Würfel' }]);
  });
});
