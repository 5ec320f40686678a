import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdjsonParser } from '../../src/framing/ndjson.js';
import { bytes, cut, parse } from './support.js';

const lines = (text: string, positions: readonly number[] = []): string[] =>
  parse(createNdjsonParser(), cut(bytes(text), positions));

describe('newline-delimited JSON', () => {
  it.each([
    ['gives the text of each line', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['leaves empty lines out', '\n{"a":1}\n\r\n\n', ['{"a":1}']],
    ['delivers a last line without its line feed', '{"a":1}\n{"b":2}', ['{"a":1}', '{"b":2}']],
    ['skips a byte order mark', '\ufeff{"a":1}\n', ['{"a":1}']],
    ['makes nothing of nothing', '', []],
  ])('%s', (_what, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it('gives lines with CRLF in a form that JSON.parse takes', () => {
    expect(lines('{"a":"é"}\r\n[1]\r\n').map((line) => JSON.parse(line))).toEqual([{ a: 'é' }, [1]]);
  });

  it('gives back any values, whatever the chunking (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.array(fc.nat(2_000)),
        fc.boolean(),
        (values, cuts, carriage) => {
          const text = values.map((value) => JSON.stringify(value) + (carriage ? '\r\n' : '\n')).join('');
          const positions = cuts.map((position) => position % (bytes(text).length + 1));
          expect(lines(text, positions).map((line) => JSON.stringify(JSON.parse(line)))).toEqual(
            values.map((value) => JSON.stringify(value)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives up a line without an end', () => {
    const parser = createNdjsonParser({ maxFrameLength: 1_000 });
    parser.push(bytes('x'.repeat(1_000)));
    expect(() => parser.push(bytes('x'))).toThrow(expect.objectContaining({ code: 'RESPONSE_INVALID' }));
  });
});
