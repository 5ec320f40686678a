import type { UserPart } from '@modelport/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from './backends.js';
import { chatBodies, connect, rows } from './table.js';

/** One pixel. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const dataUrl = `data:image/png;base64,${pixel}`;
const letter = Buffer.from('%PDF-1.4 nothing').toString('base64');

const images: readonly (readonly [string, UserPart])[] = [
  ['base64', { type: 'image', data: pixel, mediaType: 'image/png' }],
  ['a data URL', { type: 'image', url: dataUrl }],
];

describe.each(rows)('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
    backend.say([{ text: 'A pixel.' }]);
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  const show = (part: UserPart) =>
    connect(type, backend).chat({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, part] }],
    });
  /** The message that the backend got. */
  const lastMessage = () => (chatBodies(backend, kind).at(-1)?.['messages'] as unknown[] | undefined)?.[0];
  const text = { type: 'text', text: 'What is it?' };

  it.each(images)('sends an image given as %s', async (_, image) => {
    expect((await show(image)).text).toBe('A pixel.');
    expect(lastMessage()).toEqual(
      type === 'ollama'
        ? { role: 'user', content: 'What is it?', images: [pixel] }
        : { role: 'user', content: [text, { type: 'image_url', image_url: { url: dataUrl } }] },
    );
  });

  it(`${type === 'ollama' ? 'refuses' : 'hands on'} the address of an image, and does not load it`, async () => {
    const url = new URL('/pixel.png', backend.baseUrl).href;
    const before = backend.requests.length;
    const answer = show({ type: 'image', url });
    if (type === 'ollama') {
      const setting = 'messages[0].content[1]';
      await expect(answer).rejects.toMatchObject({ code: 'NOT_SUPPORTED', setting });
      expect(backend.requests).toHaveLength(before);
      return;
    }
    expect((await answer).text).toBe('A pixel.');
    expect(lastMessage()).toMatchObject({ content: [text, { image_url: { url } }] });
    expect(backend.requests).toHaveLength(before + 1);
  });

  it(`${type === 'ollama' ? 'refuses' : 'sends'} a file`, async () => {
    const before = backend.requests.length;
    const answer = show({
      type: 'file',
      data: letter,
      mediaType: 'application/pdf',
      filename: 'letter.pdf',
    });
    if (type === 'ollama') {
      await expect(answer).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      expect(backend.requests).toHaveLength(before);
      return;
    }
    expect((await answer).text).toBe('A pixel.');
    const file = { filename: 'letter.pdf', file_data: `data:application/pdf;base64,${letter}` };
    expect(lastMessage()).toEqual({ role: 'user', content: [text, { type: 'file', file }] });
  });
});
