import { describe, expect, it, vi } from 'vitest';
import type {
  DriverEmbedRequest,
  DriverEmbedResponse,
  EmbedRequest,
  ProviderDefinition,
} from '../../src/contract.js';
import { errorOf, passing, providerOf } from '../support/scripted.js';

/** A provider whose embeddings are the lengths of the texts. */
function embedder(definition: Partial<ProviderDefinition> = {}, more: Partial<DriverEmbedResponse> = {}) {
  const requests: DriverEmbedRequest[] = [];
  const provider = providerOf(
    {
      async embed(request) {
        requests.push(request);
        return { embeddings: request.input.map((input) => [input.length]), ...more };
      },
    },
    definition,
    { model: 'e1' },
  );
  return { provider, requests };
}

describe('embed', () => {
  it('takes a string, a list or a request, and gives the embeddings in order', async () => {
    const { provider, requests } = embedder();
    expect((await provider.embed('abc')).embeddings).toEqual([[3]]);
    expect((await provider.embed(['a', 'bb'])).embeddings).toEqual([[1], [2]]);
    const response = await provider.embed({
      input: 'abcd',
      model: 'e2',
      dimensions: 8,
      providerOptions: { scripted: { speed: 1 } },
    });
    expect(response).toEqual({ embeddings: [[4]], usage: { cost: null }, model: 'e2', warnings: [] });
    expect(requests.at(-1)).toMatchObject({
      input: ['abcd'],
      model: 'e2',
      dimensions: 8,
      providerOptions: { speed: 1 },
    });
    expect(requests[0]).toMatchObject({ input: ['abc'], model: 'e1' });
  });

  it('splits by the batch limit of the definition, in order, and adds the usage up', async () => {
    const usage = {
      inputTokens: 2,
      totalTokens: 2,
      cost: { total: 0.5, currency: 'USD', source: 'provider' } as const,
    };
    const { provider, requests } = embedder({ embedBatchLimit: 2 }, { usage, model: 'e1-2026' });
    const response = await provider.embed(['a', 'bb', 'ccc', 'dddd', 'eeeee']);
    expect(requests.map(({ input }) => input.length)).toEqual([2, 2, 1]);
    expect(response.embeddings).toEqual([[1], [2], [3], [4], [5]]);
    expect(response.model).toBe('e1-2026');
    expect(response.usage).toMatchObject({
      inputTokens: 6,
      totalTokens: 6,
      cost: { total: 1.5, currency: 'USD' },
    });
  });

  it('does not ask without end where the limit is 0', async () => {
    const { provider, requests } = embedder({ embedBatchLimit: 0 });
    expect((await provider.embed(['a', 'bb'])).embeddings).toEqual([[1], [2]]);
    expect(requests).toHaveLength(2);
  });

  it('says nothing of usage that one of the requests did not tell', async () => {
    let first = true;
    const provider = providerOf(
      {
        async embed({ input }) {
          const usage = first ? { inputTokens: 1 } : undefined;
          first = false;
          return { embeddings: input.map(() => [1]), usage };
        },
      },
      { embedBatchLimit: 1 },
    );
    expect((await provider.embed(['a', 'b'])).usage).not.toHaveProperty('inputTokens', expect.anything());
  });

  it('takes very long lists', async () => {
    const { provider } = embedder();
    const { embeddings } = await provider.embed(Array.from({ length: 300_000 }, () => 'x'));
    expect(embeddings).toHaveLength(300_000);
  });

  it('repeats a failed part, not the parts before it', async () => {
    const seen: string[] = [];
    const provider = providerOf(
      {
        async embed({ input }) {
          seen.push(...input);
          if (seen.length === 2) throw passing();
          return { embeddings: [[1]] };
        },
      },
      { embedBatchLimit: 1 },
    );
    await provider.embed(['a', 'b']);
    expect(seen).toEqual(['a', 'b', 'b']);
  });

  it('refuses an answer with another number of embeddings, and ends the call', async () => {
    const ends: unknown[] = [];
    const provider = providerOf({ embed: async () => ({ embeddings: [] }) });
    const error = await errorOf(
      provider.embed('x', { observe: (event) => void (event.type === 'call-end' && ends.push(event)) }),
    );
    expect(error).toMatchObject({ code: 'RESPONSE_INVALID', provider: 'scripted' });
    expect(ends).toHaveLength(1);
  });

  it('refuses wrong requests before anything is sent', async () => {
    const wrong: [unknown, string][] = [
      [null, 'input'],
      [{}, 'input'],
      [[], 'input'],
      [{ input: [1] }, 'input'],
      [{ input: 'x', model: '' }, 'model'],
      [{ input: 'x', dimensions: 0 }, 'dimensions'],
      [{ input: 'x', dimension: 8 }, 'dimension'],
    ];
    for (const [request, setting] of wrong) {
      const { provider, requests } = embedder();
      expect(await errorOf(provider.embed(request as EmbedRequest))).toMatchObject({
        code: 'REQUEST_INVALID',
        setting,
        provider: 'scripted',
      });
      expect(requests).toHaveLength(0);
    }
  });

  it('leaves no timer behind when it refuses', async () => {
    vi.useFakeTimers();
    try {
      await errorOf(embedder().provider.embed([]));
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is NOT_SUPPORTED where the driver has none or the capability is false', async () => {
    expect(await errorOf(providerOf({}).embed('x'))).toMatchObject({
      code: 'NOT_SUPPORTED',
      provider: 'scripted',
    });
    const { provider } = embedder({ capabilities: { embeddings: false } });
    expect(await errorOf(provider.embed('x'))).toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
