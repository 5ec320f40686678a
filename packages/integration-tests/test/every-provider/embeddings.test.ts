import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from './backends.js';
import { connect, kindOf, rows } from './table.js';

/** More than most services take at once; all of the same length, so that each counts the same. */
const texts = Array.from({ length: 100 }, (_, index) => `text ${String(index).padStart(3, '0')}`);
/** The services that take them in one request. */
const takesAll = ['ollama', 'openai', 'azure-openai', 'llamacpp'];

/** The same request, but for base64. There are servers that answer so whatever is asked for. */
const inBase64: typeof fetch = (url, init) =>
  fetch(url, { ...init, body: String(init?.body).replace('"float"', '"base64"') });

describe.each(rows.filter(([type]) => type !== 'deepseek'))('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  const embedder = (options = {}) => connect(type, backend, { model: backend.embeddingModel, ...options });
  const sent = () => backend.requests.filter(({ path }) => /\/embed(dings)?$/.test(path));

  it('gives the embeddings of many texts in their order, and the usage of all requests', async () => {
    const before = sent().length;
    const { embeddings, usage } = await embedder().embed(texts);
    expect(embeddings).toHaveLength(texts.length);
    expect(sent()).toHaveLength(before + (takesAll.includes(type) ? 1 : 2));
    for (const at of [0, 95, 96, 99]) {
      const alone = await embedder().embed(texts[at] ?? '');
      expect(embeddings[at]).toEqual(alone.embeddings[0]);
      expect(usage.inputTokens).toBe((alone.usage.inputTokens ?? 0) * texts.length);
    }
    expect(new Set(embeddings.map(String)).size).toBe(texts.length);
  });

  if (type !== 'ollama')
    it('reads numbers in base64', async () => {
      const { embeddings } = await embedder().embed(['one', 'two']);
      const coded = await embedder({ fetch: inBase64 }).embed(['one', 'two']);
      expect(sent().at(-1)?.body).toMatchObject({ encoding_format: 'base64' });
      expect(coded.embeddings.map((vector) => vector.map(Math.fround))).toEqual(
        embeddings.map((vector) => vector.map(Math.fround)),
      );
    });

  it('asks for the length of an embedding, where there is a choice', async () => {
    const { embeddings, warnings } = await embedder().embed({ input: 'one', dimensions: 4 });
    const hasChoice = type !== 'llamacpp';
    expect(embeddings[0]).toHaveLength(hasChoice ? 4 : 8);
    expect(warnings).toMatchObject(hasChoice ? [] : [{ setting: 'dimensions' }]);
  });
});

it('DeepSeek has no embeddings, which is an error', async () => {
  const kind = kindOf('deepseek');
  await using backend = await kind.start();
  await expect(connect('deepseek', backend).embed('one')).rejects.toMatchObject({ type: 'deepseek' });
});
