import { expect, it } from 'vitest';
import { Utf8Text } from '../../src/framing/utf8-text.js';

const mark = '\ufeff';

it.each([
  ['no mark', 'é日😀', 'é日😀'],
  ['one mark', `${mark}é日😀`, 'é日😀'],
  ['a second mark, which is text', `${mark}${mark}é`, `${mark}é`],
  ['a mark elsewhere', `é${mark}日`, `é${mark}日`],
  ['nothing', '', ''],
])('decodes text with %s, wherever it is cut', (_, text, expected) => {
  const bytes = new TextEncoder().encode(text);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const decoder = new Utf8Text();
    const decoded = decoder.next(bytes.subarray(0, cut)) + decoder.next(bytes.subarray(cut)) + decoder.end();
    expect(decoded, `cut at ${cut}`).toBe(expected);
  }
});

it('goes on after a character that came in two pieces, wherever the text is cut again', () => {
  const text = 'a日b😀c';
  const bytes = new TextEncoder().encode(text);
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const decoder = new Utf8Text();
      const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
      const decoded = pieces.map((piece) => decoder.next(piece)).join('') + decoder.end();
      expect(decoded, `cut at ${first} and ${second}`).toBe(text);
    }
  }
});

it('keeps the pieces of two texts apart that are decoded by turns', () => {
  const [one, other] = [new Utf8Text(), new Utf8Text()];
  expect(one.next(new Uint8Array([0xe6, 0x97]))).toBe('');
  expect(other.next(new Uint8Array([0x61]))).toBe('a');
  expect(one.next(new Uint8Array([0xa5]))).toBe('日');
});

it('replaces a character that never becomes whole', () => {
  const decoder = new Utf8Text();
  expect(decoder.next(new Uint8Array([0x61, 0xe6, 0x97]))).toBe('a');
  expect(decoder.end()).toBe('\ufffd');
});
