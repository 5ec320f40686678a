import { expect, it } from 'vitest';
import { codeBlocks, headings } from '../lib/markdown.mjs';

const text = [
  '# Title',
  '## Install',
  '```sh',
  '## not a heading',
  '```',
  '- in a list:',
  '  ```ts nocheck: needs a key',
  '  const one = 1;',
  '  ```',
  '````md',
  '```ts',
  'inner',
  '```',
  '````',
  '## Use',
].join('\n');

it('finds code blocks with their language, note and line, and strips their indent', () => {
  expect(codeBlocks(text)).toEqual([
    { language: 'sh', note: '', line: 3, code: '## not a heading\n' },
    { language: 'ts', note: 'nocheck: needs a key', line: 7, code: 'const one = 1;\n' },
    { language: 'md', note: '', line: 10, code: '```ts\ninner\n```\n' },
  ]);
});

it('finds code blocks in quotations, and however their language is written', () => {
  const quotation = ['> ```TS', '> const one = 1;', '>', '> const two = 2;', '> ```', 'Text'];
  expect(codeBlocks(quotation.join('\n'))).toEqual([
    { language: 'ts', note: '', line: 1, code: 'const one = 1;\n\nconst two = 2;\n' },
  ]);
});

it('takes no heading from a code block', () => {
  expect(headings(text)).toEqual(['Install', 'Use']);
});
