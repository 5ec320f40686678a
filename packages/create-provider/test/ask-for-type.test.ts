import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { askForType } from '../src/ask-for-type.js';

it('asks again until it gets a type string that can be used', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answers = ['My LLM', 'ollama', '  my-llm '];
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (text.includes('Type string of the provider')) input.write(`${answers.shift()}\n`);
  });
  expect(await askForType(input, output)).toBe('my-llm');
  expect(answers).toEqual([]);
  expect(shown).toContain('"My LLM" is no type string');
  expect(shown).toContain('@modelport/provider-ollama');
});

it('ends where nobody answers', async () => {
  const input = new PassThrough();
  const answer = askForType(input, new PassThrough());
  input.end();
  await expect(answer).rejects.toThrow('Nothing was written.');
});
