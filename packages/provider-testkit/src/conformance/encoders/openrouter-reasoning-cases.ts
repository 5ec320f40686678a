import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.js';
import {
  askForBody,
  askForChunks,
  chunk,
  completion,
  encryptedDetail,
  lastChunk,
  sentBack,
  textDetail,
} from './openrouter-chunks.js';

/** What a model thought: as text, as details, and as both. */
export const openRouterReasoningCases: readonly ConformanceCase[] = [
  {
    id: 'openrouter/whole-details',
    title: 'the details of a plain answer go back as they came, and are not merged',
    reason: 'A signature is of the text as it was; items of a plain answer are whole.',
    requires: ['wire'],
    async run(t) {
      const details = [
        textDetail('One.', { signature: 'a' }),
        textDetail('Two.'),
        textDetail('Three.'),
        encryptedDetail('b'),
      ];
      const { message, reasoning } = await askForBody(
        t,
        completion({ content: 'Hi', reasoning_details: details }),
      );
      assert.equal(reasoning, 'One.Two.Three.');
      const { reasoning_details: back, reasoning: words } = await sentBack(t, message);
      assert.deepEqual([back, words], [details, undefined]);
    },
  },
  {
    id: 'openrouter/words-once',
    title: 'thoughts that come as text and as details are told once',
    reason: 'OpenRouter sends both; users would read every thought twice.',
    requires: ['wire'],
    async run(t) {
      const streamed = await askForChunks(t, [
        chunk({ reasoning: 'One, ', reasoning_details: [textDetail('One, ')] }),
        chunk({ reasoning_details: [textDetail('', { signature: 'a' })] }),
        chunk({ reasoning: 'two.', reasoning_details: [textDetail('two.', { index: 1 })] }),
        chunk({ content: 'Hi' }),
        lastChunk(),
      ]);
      assert.equal(streamed.reasoning, 'One, two.');
      const both = { content: 'Hi', reasoning: 'One.', reasoning_details: [textDetail('One.')] };
      assert.equal((await askForBody(t, completion(both))).reasoning, 'One.');
      const { reasoning: _one, ...older } = { ...both, reasoning_content: 'One.' };
      assert.equal((await askForBody(t, completion(older))).reasoning, 'One.');
    },
  },
  {
    id: 'openrouter/text-alone-back',
    title: 'thoughts that come as text alone go back as text',
    reason: 'Models that lose their thoughts between tool calls start over.',
    requires: ['wire'],
    async run(t) {
      const chunks = [
        chunk({ reasoning: 'One, ' }),
        chunk({ reasoning: 'two.' }),
        chunk({ content: 'Hi' }),
        lastChunk(),
      ];
      const { message } = await askForChunks(t, chunks);
      const streamed = await sentBack(t, message);
      assert.deepEqual([streamed['reasoning'], streamed['reasoning_details']], ['One, two.', undefined]);
      const plain = await askForBody(
        t,
        completion({ content: 'Hi', reasoning: 'One.', reasoning_details: [] }),
      );
      assert.equal((await sentBack(t, plain.message))['reasoning'], 'One.');
    },
  },
  {
    id: 'openrouter/thoughts-in-two-places',
    title: 'thoughts before and behind a text go back together',
    reason: 'A message has one field for them on the wire.',
    requires: ['wire'],
    async run(t) {
      const { message } = await askForChunks(t, [
        chunk({ reasoning: 'One.' }),
        chunk({ content: 'Hi' }),
        chunk({ reasoning: 'Two.' }),
        lastChunk(),
      ]);
      assert.deepEqual(
        message.content.map(({ type }) => type),
        ['reasoning', 'text', 'reasoning'],
      );
      assert.equal((await sentBack(t, message))['reasoning'], 'One.Two.');
    },
  },
  {
    id: 'openrouter/late-details',
    title: 'details that come behind the answer belong to the thoughts before it',
    reason: 'Encrypted thoughts come at the end of a stream; a plain answer has them with the others.',
    requires: ['wire'],
    async run(t) {
      const { message } = await askForChunks(t, [
        chunk({ reasoning: 'One.' }),
        chunk({ content: 'Hi' }),
        chunk({ reasoning_details: [encryptedDetail('a')] }),
        lastChunk(),
      ]);
      assert.deepEqual(
        message.content.map(({ type }) => type),
        ['reasoning', 'text'],
      );
      assert.deepEqual((await sentBack(t, message))['reasoning_details'], [encryptedDetail('a')]);
    },
  },
  {
    id: 'openrouter/text-behind-details',
    title: 'text alone that comes behind details does not replace them',
    reason: 'Without its encrypted thoughts a model starts over.',
    requires: ['wire'],
    async run(t) {
      const { message } = await askForChunks(t, [
        chunk({ reasoning_details: [encryptedDetail('a')] }),
        chunk({ reasoning: 'One.' }),
        chunk({ content: 'Hi' }),
        lastChunk(),
      ]);
      assert.deepEqual((await sentBack(t, message))['reasoning_details'], [encryptedDetail('a')]);
    },
  },
  {
    id: 'openrouter/no-thoughts',
    title: 'an answer without thoughts has none, and none go back',
    reason: 'Contract, `ChatResponse.reasoning`: absent where there was none.',
    requires: ['wire'],
    async run(t) {
      const empty = { content: 'Hi', reasoning: null, reasoning_details: null };
      for (const response of [
        await askForChunks(t, [chunk(empty), chunk({ reasoning: '' }), lastChunk()]),
        await askForBody(t, completion({ ...empty, reasoning_content: '' })),
      ]) {
        assert.deepEqual(response.message.content, [{ type: 'text', text: 'Hi' }]);
        assert.deepEqual(await sentBack(t, response.message), { role: 'assistant', content: 'Hi' });
      }
    },
  },
];
