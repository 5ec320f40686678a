import assert from 'node:assert/strict';
import type { UserPart } from '@modelport/core';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase } from '../conformance-case.js';
import { exchange, linesOf, messagesSent } from '../exchange.js';
import { callOf, callsOf, question, resultOf } from './support/samples.js';

/** Pictures of one pixel that are valid. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const gif = 'R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=';
const address = 'https://images.example/a%20picture.png?size=large&page=1#top';

/** How images and files reach the backend. */
export const mediaCases: readonly ConformanceCase[] = [
  {
    id: 'media/image',
    title: 'the bytes of an image reach the backend as they are',
    reason: 'Contract, `ImagePart`: base64 with a media type.',
    requires: ['wire', 'images'],
    proves: 'images',
    async run(t) {
      const image = { type: 'image', data: png, mediaType: 'image/png' } as const;
      const hasType = !t.wire.lacks?.includes('image-media-type');
      const sent = await mediaSent(t, [{ type: 'text', text: 'What is it?' }, image]);
      assert.deepEqual(
        sent.map(({ type, data, mediaType }) => ({ type, data, ...(hasType && { mediaType }) })),
        [{ type: 'image', data: png, ...(hasType && { mediaType: 'image/png' }) }],
      );
    },
  },
  {
    id: 'media/data-url',
    title: 'an image by data URL is the same as one by its bytes',
    reason: 'Contract, `ImagePart`: by URL, `https:` or `data:`.',
    requires: ['wire', 'images'],
    async run(t) {
      const [image] = await mediaSent(t, [{ type: 'image', url: `data:image/gif;base64,${gif}` }]);
      const { data, url } = image ?? {};
      assert.equal(data ?? /base64,(.*)$/.exec(url ?? '')?.[1], gif);
    },
  },
  {
    id: 'media/image-url',
    title: 'the URL of an image is handed on as it is',
    reason: 'Contract, `ImagePart`: handed on. A query may hold the signature that lets the backend read it.',
    requires: ['wire', 'images', 'carries:image-urls'],
    async run(t) {
      const [image] = await mediaSent(t, [{ type: 'image', url: address }]);
      assert.equal(image?.url, address);
    },
  },
  {
    id: 'media/never-downloaded',
    title: 'the URL of an image is never asked for',
    reason:
      'Architecture, section 4: an image URL is never downloaded on the user’s behalf; it may point into a network.',
    faults: ['F42'],
    requires: ['wire', 'images'],
    async run(t) {
      const url = `${t.backend.baseUrl}/conformance-picture.png`;
      const messages = [{ role: 'user', content: [{ type: 'image', url }] }] as const;
      // A backend that takes no URLs is a reason to refuse, none to download.
      await t
        .provider()
        .chat({ messages })
        .catch(() => {});
      const asked = t.backend.requests.filter(({ path }) => path.includes('conformance-picture'));
      assert.deepEqual(asked, [], 'The image was downloaded: hand its URL on, or refuse it.');
    },
  },
  {
    id: 'media/detail',
    title: 'the detail of an image reaches the backend',
    reason: 'Contract, `ImagePart.detail`: it decides what an image costs.',
    requires: ['wire', 'images', 'carries:image-detail'],
    async run(t) {
      const sent = await mediaSent(t, [
        { type: 'image', data: png, mediaType: 'image/png', detail: 'low' },
        { type: 'image', data: gif, mediaType: 'image/gif' },
      ]);
      assert.deepEqual(
        sent.map((part) => (part.type === 'image' ? part.detail : part)),
        ['low', undefined],
      );
    },
  },
  {
    id: 'media/order',
    title: 'texts and several images keep their order',
    reason: 'Contract, `UserMessage`: a list. "The first picture" means the first.',
    requires: ['wire', 'images'],
    async run(t) {
      const image = (data: string, type: string): UserPart => ({
        type: 'image',
        data,
        mediaType: `image/${type}`,
      });
      const [message] = await messagesSent(t, [
        {
          role: 'user',
          content: [
            image(gif, 'gif'),
            { type: 'text', text: 'or' },
            image(png, 'png'),
            { type: 'text', text: '?' },
          ],
        },
      ]);
      const content = (message?.content ?? []) as readonly UserPart[];
      const places = content.map((part) => (part.type === 'text' ? part.text : 'data' in part && part.data));
      if (!t.wire.lacks?.includes('image-places')) return assert.deepEqual(places, [gif, 'or', png, '?']);
      assert.deepEqual(linesOf(content), ['or', '?']);
      const images = content.flatMap((part) => (part.type === 'image' ? part.data : []));
      assert.deepEqual(images, [gif, png]);
    },
  },
  {
    id: 'media/tool-result',
    title: 'an image in the result of a tool reaches the backend',
    reason: 'Contract, `ToolMessage`: content may hold images, such as a screenshot.',
    requires: ['wire', 'tools', 'images', 'carries:tool-images'],
    async run(t) {
      const sent = await messagesSent(t, [
        ...[question, callsOf(callOf('call_1', 'Paris'))],
        resultOf('call_1', [{ type: 'image', data: png, mediaType: 'image/png' }]),
      ]);
      const result = sent.find((message) => message.role === 'tool');
      assert.deepEqual(
        result?.content.map((part) => ('data' in part ? part.data : part)),
        [png],
      );
    },
  },
  {
    id: 'media/file',
    title: 'a file reaches the backend with its bytes and type',
    reason: 'Contract, `FilePart`: base64 with a media type.',
    requires: ['wire', 'files'],
    proves: 'files',
    async run(t) {
      const sent = await mediaSent(t, [{ ...pdf, filename: 'report.pdf' }]);
      assert.deepEqual(
        sent.map(({ type, data, mediaType }) => ({ type, data, mediaType })),
        [pdf],
      );
    },
  },
  {
    id: 'media/file-url',
    title: 'the URL of a file is handed on as it is',
    reason: 'Contract, `FilePart`: by URL or as base64.',
    requires: ['wire', 'files', 'carries:file-urls'],
    async run(t) {
      const url = address.replace('.png', '.pdf');
      const [file] = await mediaSent(t, [{ type: 'file', url, mediaType: 'application/pdf' }]);
      assert.deepEqual([file?.type, file?.url], ['file', url]);
    },
  },
  {
    id: 'media/filename',
    title: 'the name of a file reaches the backend',
    reason: 'Contract, `FilePart.filename`: models speak of files by their names.',
    requires: ['wire', 'files', 'carries:filenames'],
    async run(t) {
      const [file] = await mediaSent(t, [{ ...pdf, filename: 'Größe 1.pdf' }]);
      assert.equal(file?.type === 'file' && file.filename, 'Größe 1.pdf');
    },
  },
  {
    id: 'media/audio',
    title: 'a recording reaches the backend with its type',
    reason: 'Contract, `FilePart`: backends take sound in a form of its own.',
    requires: ['wire', 'files', 'carries:audio-files'],
    async run(t) {
      const recordings = [
        { type: 'file', data: 'UklGRg==', mediaType: 'audio/wav' },
        { type: 'file', data: 'SUQzBA==', mediaType: 'audio/mpeg' },
      ] as const;
      const sent = await mediaSent(t, recordings);
      assert.deepEqual(
        sent.map(({ type, data, mediaType }) => ({ type, data, mediaType })),
        recordings,
      );
    },
  },
];

const pdf = { type: 'file', data: 'JVBERi0xLjQKJcfsj6I=', mediaType: 'application/pdf' } as const;

/** The images and files that reached the backend. */
async function mediaSent(t: CaseContext, content: readonly UserPart[]) {
  const { chat } = await exchange(t, { messages: [{ role: 'user', content }] });
  const parts = chat.messages?.flatMap((message) => (message.role === 'user' ? message.content : [])) ?? [];
  return parts.filter((part) => part.type === 'image' || part.type === 'file');
}
