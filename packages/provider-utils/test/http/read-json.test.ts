import { expect, it } from 'vitest';
import { readJson } from '../../src/http/read-json.js';
import { createFetchTransport } from '../../src/transport/fetch-transport.js';
import { providerError } from '../support/transports.js';

const answer = (text: string) =>
  createFetchTransport(async () => new Response(text))({
    url: 'http://h.example',
    method: 'GET',
    headers: {},
  });

it.each(['{"a":1}', '\n\n \r\n{"a":1}', '\ufeff{"a":1}'])('reads %j', async (text) => {
  expect(await readJson(await answer(text))).toEqual({ a: 1 });
});

it.each([
  ['', 'an empty body'],
  ['\n \n', 'an empty body'],
  ['<html><title>Welcome</title></html>', 'an HTML page, "Welcome"'],
  ['File Not Found', 'File Not Found'],
  ['{"a":', 'broken JSON'],
])('refuses %j and says what it is', async (text, what) => {
  const error = await providerError(readJson(await answer(text)));
  expect(error).toMatchObject({ code: 'RESPONSE_INVALID', status: 200 });
  expect(error.message).toContain(what);
});

it('quotes whole words only, so that a key in them can still be recognised and taken out', async () => {
  const text = `${'File not found. '.repeat(6)}my-very-own-key`;
  const { message } = await providerError(readJson(await answer(text)));
  expect(message).toContain('File not found.');
  expect(message).not.toContain('my-very');
  expect((await providerError(readJson(await answer('x'.repeat(200))))).message).toContain('no JSON. Is');
});
