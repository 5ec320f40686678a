import { expect, it } from 'vitest';
import { firstWords } from '../../src/http/first-words.js';

it.each([
  ['one two', 7, 'one two'],
  [' one\n\ttwo ', 7, 'one two'],
  ['one two three', 7, 'one two…'],
  ['one two three', 8, 'one two…'],
  ['one twothree', 7, 'one…'],
  ['{"key":"abcdefgh"}', 12, '{"key":"…'],
  ['onetwothree', 7, ''],
  ['', 7, ''],
])('the first words of %j in %i characters are %j', (text, most, words) => {
  expect(firstWords(text, most)).toBe(words);
});
