import assert from 'node:assert/strict';
import type { AnswerUsage } from '../answer.js';
import type { Reply } from '../backend.js';
import type { CaseContext } from '../case-context.js';
import type { ConformanceCase, Requirement } from '../conformance-case.js';
import type { EmbeddingsForm } from '../wire-encoder.js';
import { abortWhileSilent, assertCarries, htmlPage, otherJson } from './support/side-calls.js';

const requires: readonly Requirement[] = ['wire', 'driver:embed', 'embeddings'];

/** Embeddings. */
export const embeddingsCases: readonly ConformanceCase[] = [
  {
    id: 'embeddings/vectors',
    title: 'each text gets its embedding, number by number',
    reason: 'Contract, `EmbedResponse`: embeddings in the order of the input. Rounded ones rank differently.',
    requires,
    proves: 'embeddings',
    async run(t) {
      const vectors = [
        [0.123456789, -1, 0],
        [1e-9, 0.5, -0.25],
        [3, 2, 1],
      ];
      t.backend.reply('embed', embeddingsOf(t, vectors));
      const { embeddings } = await t.provider().embed(['one', 'two', 'three']);
      assert.deepEqual(embeddings, vectors);
    },
  },
  {
    id: 'embeddings/request',
    title: 'the texts and the model reach the backend as they are, and nothing else',
    reason: 'A text that was tidied up has another embedding than the same text in another program.',
    requires,
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[1], [2], [3]]));
      const input = ['Two\nlines  and a tab\t', ' spaces ', 'Ünïcödé ✓ 漢字'];
      await t.provider().embed(input);
      assert.deepEqual(t.backend.embeds, [{ model: t.model, input }]);
    },
  },
  {
    id: 'embeddings/one-text',
    title: 'a single text gives a list of one embedding',
    reason: 'Contract, `EmbedRequest.input`: one text or many; the answer has one form.',
    requires,
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[0.5, 0.25]]));
      assert.deepEqual((await t.provider().embed('Hello')).embeddings, [[0.5, 0.25]]);
    },
  },
  {
    id: 'embeddings/model',
    title: 'the model of the request wins over that of the provider',
    reason: 'Contract, `EmbedRequest.model`: chats and embeddings need different models.',
    requires,
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[1], [2]]));
      await t.provider().embed({ model: 'another-model', input: ['one', 'two'] });
      assert.deepEqual(
        t.backend.embeds.map(({ model }) => model),
        ['another-model'],
      );
    },
  },
  {
    id: 'embeddings/dimensions',
    title: 'the wanted length of the embeddings reaches the backend, or a warning says that it cannot',
    reason: 'Contract, `EmbedRequest.dimensions`: vectors of another length do not fit into the index.',
    requires,
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[1], [2]]));
      const { warnings } = await t.provider().embed({ input: ['one', 'two'], dimensions: 1 });
      const [sent] = t.backend.embeds.map(({ dimensions }) => dimensions);
      const isTold = warnings.some(({ setting }) => setting === 'dimensions');
      if (sent === undefined && isTold) return;
      assert.equal(
        sent,
        1,
        'It must reach the backend, or be left out with a warning of setting "dimensions".',
      );
    },
  },
  {
    id: 'embeddings/order',
    title: 'embeddings that are listed in another order are put into that of the input',
    reason: 'Contract, `EmbedResponse`: in the order of the input. The wire numbers them for this.',
    requires: [...requires, 'carries:embedding-order'],
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[1], [2], [3]], undefined, { order: [2, 0, 1] }));
      assert.deepEqual((await t.provider().embed(['one', 'two', 'three'])).embeddings, [[1], [2], [3]]);
    },
  },
  {
    id: 'embeddings/base64',
    title: 'embeddings that come as base64 are decoded',
    reason: 'Architecture, `EmbedRequest`: base64 on the wire is decoded here; some servers send it unasked.',
    requires: [...requires, 'carries:embedding-base64'],
    async run(t) {
      const vectors = [
        [0.5, -0.25, 1024],
        [0, 1, -2],
      ];
      t.backend.reply('embed', embeddingsOf(t, vectors, undefined, { base64: true }));
      assert.deepEqual((await t.provider().embed(['one', 'two'])).embeddings, vectors);
    },
  },
  {
    id: 'embeddings/batches',
    title: 'a list that is longer than the limit comes back whole and in order',
    reason: 'Contract, `embedBatchLimit`: core splits longer lists; each request stands for itself.',
    requires: [...requires, 'definition:embedBatchLimit'],
    async run(t) {
      t.backend.reply('embed', (request) => {
        const { input = [] } = t.wire.readEmbed?.(request) ?? {};
        return t.wire.embeddings?.(input.map((text) => [Number(text), 0.5])) ?? { status: 501, body: '' };
      });
      const limit = t.definition.embedBatchLimit ?? 0;
      const rest = Math.min(limit, 2);
      const input = Array.from({ length: 2 * limit + rest }, (_, index) => String(index));
      const { embeddings } = await t.provider().embed(input);
      assert.deepEqual(
        embeddings.map(([first]) => String(first)),
        input,
      );
      assert.deepEqual(
        t.backend.embeds.map((embed) => embed.input.length),
        [limit, limit, rest],
      );
    },
  },
  {
    id: 'embeddings/usage',
    title: 'the tokens that were used are told',
    reason: 'Contract, `EmbedResponse.usage`: without it nobody knows the cost.',
    requires,
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[1], [2]], { inputTokens: 12, outputTokens: 0 }));
      assert.equal((await t.provider().embed(['one', 'two'])).usage.inputTokens, 12);
    },
  },
  {
    id: 'embeddings/no-usage',
    title: 'tokens that were not told are not zero',
    reason: 'Contract, `Usage`: absent is not zero.',
    faults: ['F28'],
    requires,
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[1], [2]]));
      assert.equal((await t.provider().embed(['one', 'two'])).usage.inputTokens, undefined);
    },
  },
  {
    id: 'embeddings/too-few',
    title: 'an answer with too few embeddings is an error',
    reason: 'A text without its embedding is never found again, and nobody is told.',
    faults: ['F7'],
    requires,
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[1, 2]]));
      await assertFails(t, 'RESPONSE_INVALID');
    },
  },
  {
    id: 'embeddings/no-numbers',
    title: 'an embedding that is not made of numbers is an error',
    reason: 'Servers write NaN as null; a vector with a hole spoils each comparison.',
    faults: ['F7'],
    requires,
    async run(t) {
      const broken = [[1, Number.NaN], [2]];
      t.backend.reply('embed', embeddingsOf(t, broken));
      await assertFails(t, 'RESPONSE_INVALID');
    },
  },
  {
    id: 'embeddings/html',
    title: 'a page of HTML is an error that says so',
    reason: 'Architecture, errors: `RESPONSE_INVALID` is not tried again, and means: check the base URL.',
    faults: ['F7'],
    requires,
    async run(t) {
      t.backend.reply('embed', htmlPage);
      await assertFails(t, 'RESPONSE_INVALID');
    },
  },
  {
    id: 'embeddings/other-json',
    title: 'JSON of another shape is an error that says so',
    reason: 'Architecture, errors: `RESPONSE_INVALID` is not tried again, and means: check the base URL.',
    faults: ['F7'],
    requires,
    async run(t) {
      t.backend.reply('embed', otherJson);
      await assertFails(t, 'RESPONSE_INVALID');
    },
  },
  {
    id: 'embeddings/refused',
    title: 'a refusal keeps its code',
    reason: 'Architecture, errors: programs decide by `code`, in every operation by the same ones.',
    faults: ['F11'],
    requires: [...requires, 'failure:MODEL_NOT_FOUND'],
    async run(t) {
      t.backend.reply('embed', { failure: 'MODEL_NOT_FOUND' });
      await assertFails(t, 'MODEL_NOT_FOUND');
    },
  },
  {
    id: 'embeddings/carries',
    title: 'the request carries the key and the headers of the call',
    reason: 'Contract, `CallContext.headers`: headers to send, with every request; proxies sort by them.',
    requires: [...requires, 'setting:apiKey'],
    async run(t) {
      t.backend.reply('embed', embeddingsOf(t, [[1], [2]]));
      await t.provider().embed(['one', 'two'], { headers: { 'x-kit-call': 'of-the-call' } });
      assertCarries(t, t.backend.requestsFor('embed')[0], 'x-kit-call');
    },
  },
  {
    id: 'embeddings/abort',
    title: 'an abort ends the call and closes the connection',
    reason: 'Contract, `CallContext.signal`: pass it to the transport, in every operation.',
    faults: ['F40'],
    requires,
    run: (t) => abortWhileSilent(t, (options) => t.provider().embed(['one', 'two'], options)),
  },
];

async function assertFails(t: CaseContext, code: string): Promise<void> {
  const embedded = t.provider().embed(['one', 'two']);
  await assert.rejects(embedded, { code }, `\`embed\` must throw ${code}, not give embeddings.`);
}

function embeddingsOf(
  { wire }: CaseContext,
  vectors: readonly (readonly number[])[],
  usage?: AnswerUsage,
  form?: EmbeddingsForm,
): Reply {
  if (wire.embeddings) return wire.embeddings(vectors, usage, form);
  throw new Error(`The wire ${wire.name} has no \`embeddings\`, but the driver has \`embed\`: write it.`);
}
