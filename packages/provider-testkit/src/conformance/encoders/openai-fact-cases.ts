import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';
import { only } from '../events-of.js';
import { delta, finish, oddCases, readEvents } from './odd-answer.js';

/** What comes beside the words of an answer from those who imitate OpenAI. */
export const openAIFactCases: readonly ConformanceCase[] = oddCases([
  {
    id: 'openai-wire/sources',
    title: 'annotations with a URL are sources',
    reason: 'Contract, `SourceEvent`: what an answer cites.',
    async run(t) {
      const cited = [
        { type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A', content: 'Cited.' } },
        { type: 'url_citation', url_citation: { url: 'https://b.example', title: '', content: null } },
        { type: 'url_citation', url_citation: { title: 'No URL' } },
        { type: 'file_citation' },
        null,
      ];
      const { response } = await readEvents(t, [delta({ content: 'Hi', annotations: cited }), finish()]);
      assert.deepEqual(response.sources, [
        { type: 'source', url: 'https://a.example', title: 'A', quote: 'Cited.' },
        { type: 'source', url: 'https://b.example' },
      ]);
    },
  },
  {
    id: 'openai-wire/images',
    title: 'images that the model made are files of the answer',
    reason: 'Contract, `FileEvent`: OpenRouter and others send them beside the content.',
    async run(t) {
      const images = [
        'data:image/png;base64,AAAA',
        'https://a.example/b.png',
        'data:image/svg+xml,<svg/>',
        `see data:image/png;base64,AAAA`,
        'data:image/png;base64,AA\nAA',
      ].map((url) => ({ type: 'image_url', image_url: { url } }));
      const odd = [null, {}, { image_url: null }, { image_url: { url: 7 } }];
      const { events } = await readEvents(t, [
        delta({ content: 'Here:', images: [...images, ...odd] }),
        finish(),
      ]);
      assert.deepEqual(
        only(events, 'file').map(({ part, file }) => ({ part, file })),
        [
          { part: 1, file: { type: 'file', data: 'AAAA', mediaType: 'image/png' } },
          { part: 2, file: { type: 'file', url: 'https://a.example/b.png' } },
          { part: 3, file: { type: 'file', url: 'data:image/svg+xml,<svg/>' } },
          { part: 4, file: { type: 'file', url: 'see data:image/png;base64,AAAA' } },
          { part: 5, file: { type: 'file', data: 'AA\nAA', mediaType: 'image/png' } },
        ],
      );
    },
  },
  {
    id: 'openai-wire/logprobs',
    title: 'log probabilities come with the text that they are of',
    reason: 'Contract, `TokenLogprob`: servers leave out what they do not know.',
    async run(t) {
      const tokens = [
        { token: 'Hel', logprob: -0.5, bytes: [72], top_logprobs: [{ token: 'Sal', logprob: -2 }, null] },
        { token: 'lo', logprob: -1, top_logprobs: null },
        { token: null, logprob: null },
      ];
      const { events, response } = await readEvents(t, [
        delta({ content: 'Hello' }, { logprobs: { content: tokens } }),
        delta({ content: '' }, { logprobs: { content: [{ token: '', logprob: 0 }] } }),
        delta({ content: '.' }, { logprobs: { content: [] } }),
        delta({ content: '.' }, { logprobs: null }),
        delta({ content: '.' }, { logprobs: { content: null } }),
        finish(),
      ]);
      const read = [
        {
          token: 'Hel',
          logprob: -0.5,
          alternatives: [
            { token: 'Sal', logprob: -2 },
            { token: '', logprob: -Infinity },
          ],
        },
        { token: 'lo', logprob: -1 },
        { token: '', logprob: -Infinity },
      ];
      assert.deepEqual(response.logprobs, [...read, { token: '', logprob: 0 }]);
      const deltas = only(events, 'text-delta');
      assert.deepEqual(
        deltas.map(({ text }) => text),
        ['Hello', '', '.', '.', '.'],
      );
      assert.deepEqual(
        deltas.map((event) => 'logprobs' in event),
        [true, true, false, false, false],
      );
    },
  },
]);
