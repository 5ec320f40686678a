import assert from 'node:assert/strict';
import type { ConformanceCase } from '@modelport/provider-testkit';

/** What Ollama tells of its models in several places. */
export const modelCases: readonly ConformanceCase[] = [
  {
    id: 'ollama-models/facts',
    title: 'models have what they can do, and whether and with which context they are in memory',
    reason:
      'Contract, `ModelInfo`: the list leaves most of it out, so each model and those in memory are asked for.',
    requires: ['wire'],
    async run(t) {
      const [first, second] = await t.provider().models();
      assert.deepEqual(
        [first, second].map((model) => [model?.contextLength, model?.effectiveContextLength, model?.loaded]),
        [
          [8192, 4096, true],
          [8192, undefined, false],
        ],
      );
      const { chat, tools, images, reasoning, embeddings } = first?.capabilities ?? {};
      assert.deepEqual(
        { chat, tools, images, reasoning, embeddings },
        { chat: true, tools: true, images: true, reasoning: true, embeddings: false },
      );
    },
  },
  {
    id: 'ollama-models/list-alone',
    title: 'a server that tells nothing but its list has models all the same',
    reason: 'Servers that imitate Ollama know no `/api/show` and no `/api/ps`.',
    requires: ['wire'],
    async run(t) {
      t.backend.reply('other', { status: 404, body: '404 page not found' });
      const models = await t.provider().models();
      assert.deepEqual(
        models.map(({ id, contextLength, loaded, source }) => ({ id, contextLength, loaded, source })),
        [t.model, 'another-model'].map((id) => ({
          id,
          contextLength: undefined,
          loaded: undefined,
          source: 'live',
        })),
      );
    },
  },
  {
    id: 'ollama-models/embed-options',
    title: 'options of the provider and of the request go along with embeddings',
    reason: 'OllamaRequestOptions: the model of the embeddings is loaded with them.',
    requires: ['wire'],
    async run(t) {
      t.backend.reply('embed', t.wire.embeddings?.([[1]]) ?? { body: '' });
      const provider = t.provider({ numCtx: 512, keepAlive: '1h' });
      await provider.embed({ input: 'one', providerOptions: { ollama: { numBatch: 8, keepAlive: 0 } } });
      assert.deepEqual(t.backend.requestsFor('embed')[0]?.body, {
        ...{ model: t.model, input: ['one'], truncate: false, keep_alive: 0 },
        options: { num_ctx: 512, num_batch: 8 },
      });
      const wrong = provider.embed({ input: 'one', providerOptions: { ollama: { think: true } } });
      await assert.rejects(wrong, { code: 'REQUEST_INVALID', setting: 'providerOptions.ollama.think' });
      await assert.rejects(provider.embed(['one', '']), { code: 'REQUEST_INVALID', setting: 'input[1]' });
      assert.equal(t.backend.requestsFor('embed').length, 1);
    },
  },
];
