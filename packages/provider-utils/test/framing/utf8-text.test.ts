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

it('replaces a character that never becomes whole', () => {
  const decoder = new Utf8Text();
  expect(decoder.next(new Uint8Array([0x61, 0xe6, 0x97]))).toBe('a');
  expect(decoder.end()).toBe('\ufffd');
});
