import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type ServerSentEvent } from '../../src/framing/sse.js';
import { bytes, cut, parse } from './support.js';

const events = (text: string, positions: readonly number[] = []): ServerSentEvent[] =>
  parse(createSseParser(), cut(bytes(text), positions));

const data = (...values: string[]): ServerSentEvent[] =>
  values.map((value) => ({ event: undefined, data: value }));

describe('server-sent events', () => {
  it.each([
    ['ends lines with LF, CRLF or CR', 'data: a\n\ndata: b\r\n\r\ndata: c\r\r', data('a', 'b', 'c')],
    ['mixes line ends', 'data: a\r\n\ndata: b\n\r\n', data('a', 'b')],
    ['needs no space after the colon and takes off one only', 'data:a\n\ndata:  b\n\n', data('a', ' b')],
    ['joins several data lines', 'data: a\ndata:\ndata: b\n\n', data('a\n\nb')],
    [
      'names events, each name for one event',
      'event: ping\ndata: a\n\ndata: b\n\n',
      [
        { event: 'ping', data: 'a' },
        { event: undefined, data: 'b' },
      ],
    ],
    ['forgets a name whose event has no data', 'event: ping\n\ndata: a\n\n', data('a')],
    ['delivers empty data', 'data:\n\ndata\n\n', data('', '')],
    [
      'takes the last of two names, and an empty one for none',
      'event: a\nevent: b\ndata: 1\n\nevent: a\nevent\ndata: 2\n\n',
      [
        { event: 'b', data: '1' },
        { event: undefined, data: '2' },
      ],
    ],
    [
      'skips comments, ids, retries and unknown fields',
      ': hi\nid: 7\nretry: 3\nfoo: x\n:\ndata: a\n\n',
      data('a'),
    ],
    [
      'does not take a longer field name for a known one',
      'dataset: x\nevents: y\n data: z\n\ndata: a\n\n',
      data('a'),
    ],
    ['skips one byte order mark and no second one', '\ufeffdata: a\n\n\ufeffdata: b\n\n', data('a')],
    [
      'keeps everything inside the data',
      'data: {"a":": data: x"}\u2028\u0000\n\n',
      data('{"a":": data: x"}\u2028\u0000'),
    ],
    ['delivers the last event without its blank line', 'data: a\n\ndata: b\n', data('a', 'b')],
    ['delivers the last event without its line end', 'data: a\n\ndata: [DONE]', data('a', '[DONE]')],
    ['delivers the last event after a lone CR', 'data: a\r', data('a')],
    ['makes nothing of nothing', '', []],
    ['makes nothing of blank lines', '\n\r\n\r\n\n', []],
  ])('%s', (_what, text, expected) => {
    expect(events(text)).toEqual(expected);
  });

  it('delivers an event that ends in CR at once, without waiting for a possible LF', () => {
    const parser = createSseParser();
    expect(parser.push(bytes('data: a\r\r'))).toEqual(data('a'));
    expect(parser.push(bytes('\ndata: b\r\n\r'))).toEqual(data('b'));
    expect(parser.push(bytes('\n'))).toEqual([]);
  });

  it('gives an empty batch for a read without a whole event', () => {
    const parser = createSseParser();
    expect(parser.push(bytes(': keep-alive\n\n'))).toEqual([]);
    expect(parser.push(bytes('data: a'))).toEqual([]);
    expect(parser.push(new Uint8Array())).toEqual([]);
    expect(parser.push(bytes('\n\ndata: b\n\n'))).toEqual(data('a', 'b'));
  });

  it('replaces bytes that are no UTF-8 instead of failing', () => {
    const broken = Uint8Array.from([...bytes('data: '), 0xff, ...bytes('\n\n')]);
    expect(parse(createSseParser(), [broken])).toEqual(data('\ufffd'));
  });

  const sample =
    '\ufeff: c\r\nevent: é\rdata: 日本😀\r\ndata:x\n\r\ndata: {"a":"\u00e4"}\n\n\r: ping\n\ndata\ndata: end';

  it('is the same at every size of chunk', () => {
    const whole = bytes(sample);
    for (let size = 1; size <= whole.length; size++) {
      const positions = Array.from(
        { length: Math.floor(whole.length / size) },
        (_, index) => (index + 1) * size,
      );
      expect(events(sample, positions)).toEqual(events(sample));
    }
  });

  it('is the same at every two cuts', () => {
    const { length } = bytes(sample);
    const expected = JSON.stringify(events(sample));
    for (let first = 0; first <= length; first++) {
      for (let second = first; second <= length; second++) {
        expect(JSON.stringify(events(sample, [first, second]))).toBe(expected);
      }
    }
  });

  // Text in which the pieces that matter are frequent.
  const stream = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'data: ',
          'data:',
          'data',
          'event: ',
          'event',
          ':',
          'id: 1',
          'retry: 1',
          ' ',
          '\ufeff',
        ),
        fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\n\r\n'),
        fc.constantFrom('a', 'é', '日', '😀', '{"x":1}', '[DONE]'),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join(''));

  it('gives the same events whatever the chunking (property)', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 12 }), (text, positions) => {
        const inside = positions.map((position) => position % (bytes(text).length + 1));
        expect(events(text, inside)).toEqual(events(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives the events that eventsource-parser gives (property)', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 12 }), (text, positions) => {
        const reference: ServerSentEvent[] = [];
        const parser = createParser({
          onEvent: ({ event, data: value }) => reference.push({ event, data: value }),
        });
        // Decoded and marked as ended for it, which it leaves to its caller.
        const decoded = new TextDecoder().decode(bytes(text));
        parser.feed(`${decoded}\n\n`);
        const inside = positions.map((position) => position % (bytes(text).length + 1));
        // It takes a second byte order mark off as well; the standard, and we, take off one.
        fc.pre(!decoded.startsWith('\ufeff') && !/^ï»¿/.test(decoded));
        expect(events(text, inside)).toEqual(reference);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes an event of 10 MB in small chunks', () => {
    const value = 'x'.repeat(10_000_000);
    const whole = bytes(`data: ${value}\n\n`);
    const positions = Array.from({ length: 100_000 }, (_, index) => index * 100);
    expect(events(`data: ${value}\n\n`, positions)).toEqual(data(value));
    expect(whole.length).toBeGreaterThan(10_000_000);
  });

  it.each([
    ['a line', 'x'],
    ['data lines', 'data: xxxxxxxxxxxxxx\n'],
  ])('gives up %s without an end, with what came before delivered', (_what, piece) => {
    const parser = createSseParser({ maxFrameLength: 1_000 });
    const first = parser.push(bytes(`data: a\n\n${piece.repeat(1_001)}`));
    expect(first).toEqual(data('a'));
    expect(() => parser.push(bytes(piece))).toThrow(
      expect.objectContaining({
        code: 'RESPONSE_INVALID',
        message: expect.stringContaining('1000 characters'),
      }),
    );
  });

  it('does not count what is whole against the limit', () => {
    const parser = createSseParser({ maxFrameLength: 10 });
    for (let count = 0; count < 100; count++)
      expect(parser.push(bytes('data: 12345\n\n: comment\n'))).toHaveLength(1);
  });
});
