import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { createProvider } from '@modelport/core';
import { type LlamaServer, llamaServerAvailable, startLlamaServer } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../src/index.js';
import { routesFetch } from './support/routes.js';

const found = llamaServerAvailable();
const connect = (server: LlamaServer) =>
  createProvider('llamacpp', { baseUrl: server.baseUrl, maxRetries: 0 });

describe.skipIf(!found.available)(`a real llama-server${found.available ? '' : ` (${found.reason})`}`, () => {
  let server: LlamaServer;
  let ranking: LlamaServer;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'modelport-slots-'));
    // The tiny model has no tokens for gaps: any three will do.
    const tokens = ['pre', 'suf', 'mid'].map(
      (name, at) => `tokenizer.ggml.fim_${name}_token_id=int:${20 + at}`,
    );
    [server, ranking] = await Promise.all([
      startLlamaServer({
        extraArguments: ['--slot-save-path', folder + sep, '--override-kv', tokens.join(',')],
      }),
      startLlamaServer({ extraArguments: ['--reranking'] }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([server.stop(), ranking.stop()]);
    rmSync(folder, { recursive: true });
  });

  it("saves a slot's cache, erases it, and finds it again", async () => {
    const provider = connect(server);
    await provider.chat({ messages: 'Hello', maxTokens: 4 });
    const saved = await provider.extras.saveSlot({ id: 0, filename: 'hello.bin' });
    expect(saved.tokens).toBeGreaterThan(10);
    expect(saved.bytes).toBeGreaterThan(saved.tokens);
    expect(await provider.extras.eraseSlot({ id: 0 })).toEqual({ tokens: saved.tokens });
    expect(await provider.extras.eraseSlot({ id: 0 })).toEqual({ tokens: 0 });
    expect(await provider.extras.restoreSlot({ id: 0, filename: 'hello.bin' })).toEqual(saved);
    const { usage } = await provider.chat({ messages: 'Hello', maxTokens: 4 });
    expect(usage.cachedInputTokens).toBeGreaterThan(0);
  });

  it('refuses a file that is not there or lies elsewhere', async () => {
    const { extras } = connect(server);
    for (const filename of ['nothing.bin', '../hello.bin']) {
      await expect(extras.restoreSlot({ id: 0, filename })).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
    }
  });

  it('says how to start a server that may save slots, and one that ranks', async () => {
    const refusal = (flag: string) => ({ code: 'NOT_SUPPORTED', message: expect.stringContaining(flag) });
    const { extras } = connect(ranking);
    const saving = extras.saveSlot({ id: 0, filename: 'a.bin' });
    await expect(saving).rejects.toMatchObject(refusal('--slot-save-path'));
    const rerank = connect(server).extras.rerank({ query: 'a', documents: ['b'] });
    await expect(rerank).rejects.toMatchObject(refusal('--reranking'));
  });

  it('ranks documents', async () => {
    const documents = ['a cat sat', 'dogs bark loudly', 'rain'];
    const { results, usage, model } = await connect(ranking).extras.rerank({ query: 'cat', documents });
    expect(results.map(({ index }) => index).sort()).toEqual([0, 1, 2]);
    for (const { index, document } of results) expect(document).toBe(documents[index]);
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(model).toBe('tiny-chat');
    const best = await connect(ranking).extras.rerank({ query: 'cat', documents, topN: 1 });
    expect(best.results).toHaveLength(1);
  });

  it('fills a gap', async () => {
    const filling = { prefix: 'def f(', suffix: ')', maxTokens: 3, temperature: 0 };
    const { text, finishReason, usage, timings, model } = await connect(server).extras.infill(filling);
    expect(text).not.toBe('');
    expect(finishReason).toBe('length');
    expect(usage.outputTokens).toBe(3);
    expect(usage.inputTokens).toBeGreaterThan(3);
    expect(timings?.outputTokensPerSecond).toBeGreaterThan(0);
    expect(model).toBe('tiny-chat');
    const context = [{ filename: 'a.py', text: 'A long file that stands before it.' }];
    const informed = await connect(server).extras.infill({ ...filling, context });
    expect(informed.usage.inputTokens).toBeGreaterThan(usage.inputTokens ?? 0);
  });

  it('stops filling when nobody waits any more', async () => {
    const controller = new AbortController();
    const filling = connect(server).extras.infill(
      { prefix: 'a', suffix: 'b', maxTokens: 100_000, extraBody: { ignore_eos: true } },
      { signal: controller.signal },
    );
    const failure = expect(filling).rejects.toMatchObject({ code: 'ABORTED' });
    await expect.poll(async () => (await server.slots()).some((slot) => slot.is_processing)).toBe(true);
    controller.abort();
    await failure;
    await server.waitUntilIdle();
  });

  it('says so where the model has not learned to fill gaps', async () => {
    const filling = connect(ranking).extras.infill({ prefix: 'a', suffix: 'b' });
    await expect(filling).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});

describe('extras of the server', () => {
  const bodies: { path: string; body?: unknown }[] = [];
  const { extras } = createProvider('llamacpp', {
    fetch: routesFetch({}, bodies),
    model: 'mine',
    maxRetries: 0,
  });

  it('refuse wrong input before anything is sent', async () => {
    const wrong = [
      () => extras.saveSlot({ id: 0 } as never),
      () => extras.saveSlot({ id: -1, filename: 'a' }),
      () => extras.eraseSlot(undefined as never),
      () => extras.rerank({ query: 'a', documents: [] }),
      () => extras.rerank({ query: 'a', documents: [1] as never }),
      () => extras.rerank({ query: 'a', documents: ['b'], topN: 0 }),
      () => extras.infill({ prefix: 'a' } as never),
      () => extras.infill({ prefix: 'a', suffix: 'b', context: ['c'] as never }),
    ];
    for (const call of wrong) await expect(call()).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect(bodies).toEqual([]);
  });

  it("go to the provider's model of a router, or to another one", async () => {
    await extras.eraseSlot({ id: 1 }).catch(() => undefined);
    await extras.eraseSlot({ id: 1, model: 'other' }).catch(() => undefined);
    await extras.rerank({ query: 'a', documents: ['b'], topN: 1, model: 'other' }).catch(() => undefined);
    await extras.infill({ prefix: 'a', suffix: 'b', stop: ['c'] }).catch(() => undefined);
    expect(bodies).toEqual([
      { path: '/slots/1?action=erase', body: { model: 'mine' } },
      { path: '/slots/1?action=erase', body: { model: 'other' } },
      { path: '/v1/rerank', body: { query: 'a', documents: ['b'], top_n: 1, model: 'other' } },
      {
        path: '/infill',
        body: { input_prefix: 'a', input_suffix: 'b', stop: ['c'], stream: true, model: 'mine' },
      },
    ]);
  });

  it('do not take a cut stream for a whole filling', async () => {
    const cut = 'data: {"content":"ab","stop":false}\n\n';
    const fetch = routesFetch({ '/infill': { body: cut } });
    const provider = createProvider('llamacpp', { fetch, maxRetries: 0 });
    await expect(provider.extras.infill({ prefix: 'a', suffix: 'b' })).rejects.toMatchObject({
      code: 'STREAM_INTERRUPTED',
    });
  });

  it.each([
    ['another document', [{ index: 7, relevance_score: 1 }], undefined],
    ['no document', [], undefined],
    ['one document twice', [0, 0, 1].map((index) => ({ index, relevance_score: 1 })), undefined],
    ['one of two', [{ index: 1, relevance_score: 1 }], undefined],
    ['two where one was asked for', [0, 1].map((index) => ({ index, relevance_score: 1 })), 1],
    ['a document without its score', [{ index: 0 }, { index: 1, relevance_score: 1 }], undefined],
  ])('do not take the scores of %s for an order', async (_, results, topN) => {
    const fetch = routesFetch({ '/v1/rerank': { body: { results } } });
    const { extras } = createProvider('llamacpp', { fetch, maxRetries: 0 });
    await expect(extras.rerank({ query: 'a', documents: ['b', 'c'], topN })).rejects.toMatchObject({
      code: 'RESPONSE_INVALID',
    });
  });

  it('put documents in order where the server has not', async () => {
    const results = [0.1, 0.9].map((score, index) => ({ index, relevance_score: score }));
    const fetch = routesFetch({ '/v1/rerank': { body: { results } } });
    const { extras } = createProvider('llamacpp', { fetch, maxRetries: 0 });
    const ranking = await extras.rerank({ query: 'a', documents: ['b', 'c'], topN: 5 });
    expect(ranking.results.map(({ document }) => document)).toEqual(['c', 'b']);
  });

  it('may be tried again: what is done twice is as done once', async () => {
    const asked: { path: string; body?: unknown }[] = [];
    const routes = routesFetch({ '/slots/1?action=save': { body: { n_saved: 3, n_written: 9 } } }, asked);
    const busy = { status: 503, headers: { 'retry-after-ms': '1' } };
    const { extras } = createProvider('llamacpp', {
      maxRetries: 1,
      fetch: async (url, init) => {
        const answer = await routes(url, init);
        return asked.length === 1 ? new Response('{"error":{"message":"Busy."}}', busy) : answer;
      },
    });
    expect(await extras.saveSlot({ id: 1, filename: 'a.bin' })).toEqual({ tokens: 3, bytes: 9 });
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual(asked[0]);
  });
});
