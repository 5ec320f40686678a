import { createProvider } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import '../src/index.js';

/** A provider of a server that answers each path with JSON, and the paths that it was asked for. */
function providerOf(pages: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const provider = createProvider('openai-compatible', {
    baseUrl: 'http://127.0.0.1:1/v1',
    fetch: async (url) => {
      const { pathname, search } = new URL(url);
      asked.push(pathname + search);
      return Response.json(pages[pathname + search] ?? { error: { message: 'no such page' } });
    },
  });
  return { provider, asked, ids: async () => (await provider.models()).map(({ id }) => id) };
}

describe('a list of models in pages', () => {
  it("is read to its end by ids, as OpenAI's lists are", async () => {
    const { ids, asked } = providerOf({
      '/v1/models': { object: 'list', data: [{ id: 'a' }], has_more: true, last_id: 'a' },
      '/v1/models?after=a': { object: 'list', data: [{ id: 'b' }, null], has_more: true, last_id: 'b/1' },
      '/v1/models?after=b%2F1': { object: 'list', data: ['c'], has_more: false, last_id: 'c' },
    });
    expect(await ids()).toEqual(['a', 'b', 'c']);
    expect(asked).toHaveLength(3);
  });

  it('is read by the other names that there are for it', async () => {
    const byId = providerOf({
      '/v1/models': { data: [{ id: 'a' }], has_more: true, first_id: 'a', last_id: 'a' },
      '/v1/models?after_id=a': { data: [{ id: 'b' }], has_more: false },
    });
    expect(await byId.ids()).toEqual(['a', 'b']);
    const byToken = providerOf({
      '/v1/models': { models: [{ name: 'a' }], nextPageToken: 't=' },
      '/v1/models?pageToken=t%3D': { models: [{ name: 'b' }] },
    });
    expect(await byToken.ids()).toEqual(['a', 'b']);
  });

  it('ends where a server has a new page for ever', async () => {
    let pages = 0;
    const provider = createProvider('openai-compatible', {
      baseUrl: 'http://127.0.0.1:1/v1',
      fetch: async () => {
        pages += 1;
        return Response.json({ object: 'list', data: [`m${pages}`], has_more: true, last_id: `m${pages}` });
      },
    });
    expect(await provider.models()).toHaveLength(50);
    expect(pages).toBe(50);
  });

  it.each([
    ['next', 'https://evil.example/v1/models?page=2'],
    ['last_id', 'https://evil.example/'],
    ['nextPageToken', '@evil.example'],
  ])('never leads to another server, whatever stands in %s', async (field, value) => {
    const hosts = new Set<string>();
    const provider = createProvider('openai-compatible', {
      baseUrl: 'https://llm.example.org/v1',
      apiKey: 'sk-secret',
      fetch: async (url) => {
        hosts.add(new URL(url).host);
        return Response.json({ object: 'list', data: [url], has_more: true, [field]: value });
      },
    });
    await provider.models();
    expect([...hosts]).toEqual(['llm.example.org']);
  });

  it('ends where a server gives the same page for ever', async () => {
    const page = { object: 'list', data: [{ id: 'a' }], has_more: true, last_id: 'a' };
    const { ids, asked } = providerOf({ '/v1/models': page, '/v1/models?after=a': page });
    expect(await ids()).toEqual(['a']);
    expect(asked).toHaveLength(2);
  });
});
