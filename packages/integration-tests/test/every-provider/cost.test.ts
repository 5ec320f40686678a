import { createProvider, type FetchLike, type Provider } from '@modelport/core';
import { prices } from '@modelport/prices';
import { type DialectName, startFakeOpenAIServer } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Backend } from './backends.js';
import { connect, kindOf, rows } from './table.js';

/** Where an answer's cost is from, by type: a local server is free, and what nobody knows is null. */
const sources: Readonly<Record<string, 'local' | 'provider'>> = {
  ollama: 'local',
  lmstudio: 'local',
  vllm: 'local',
  llamacpp: 'local',
  openrouter: 'provider',
};

describe.each(rows)('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
    backend.say([{ text: 'Blue, because of the air.' }]);
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  const expected = {
    local: { total: 0, currency: 'USD', source: 'local' },
    provider: { currency: 'USD', source: 'provider', total: expect.any(Number) },
  };
  const source = sources[type];
  const cost = source === undefined ? null : expected[source];

  it('costs the same as a whole and as a stream, and nobody invents a price', async () => {
    // The host is no known one, so the catalogue has no price for it.
    const provider = connect(type, backend, { prices });
    const whole = (await provider.chat('Why?')).usage;
    expect(whole.inputTokens).toBeGreaterThan(0);
    expect(whole.cost).toEqual(cost === null ? null : expect.objectContaining(cost));
    expect((await provider.stream('Why?').response).usage.cost).toEqual(whole.cost);
    if (source === 'provider') expect(whole.cost?.total).toBeGreaterThan(0);
  });

  if (type !== 'deepseek') {
    it('costs as much for embeddings', async () => {
      const { usage } = await connect(type, backend, { prices, model: backend.embeddingModel }).embed('sky');
      expect(usage.cost).toEqual(cost === null ? null : expect.objectContaining(cost));
    });
  }
});

it("OpenRouter's figure is the one that it told, whatever the catalogue says", async () => {
  const kind = kindOf('openrouter');
  await using backend = await kind.start();
  const dear = { priceOf: () => ({ total: 1_000 }) };
  const { usage } = await connect('openrouter', backend, { prices: dear }).chat('Why?');
  const told = (usage.raw as { cost: number }).cost;
  expect(usage.cost).toMatchObject({ total: told, source: 'provider' });
});

/** Dollars for a million tokens as the catalogue has them: that they are billed so is not known here. */
const clouds: readonly (readonly [DialectName, url: string, model: string, input: number, output: number])[] =
  [
    ['openai', 'https://api.openai.com/v1', 'gpt-4o', 2.5, 10],
    ['groq', 'https://api.groq.com/openai/v1', 'llama-3.3-70b-versatile', 0.59, 0.79],
    ['together', 'https://api.together.ai/v1', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 0.88, 0.88],
    ['deepseek', 'https://api.deepseek.com', 'deepseek-v4-flash', 0.22, 0.66],
  ];

describe.each(clouds)('%s at %s', (type, baseUrl, model, input, output) => {
  const counts = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 };
  let server: Awaited<ReturnType<typeof startFakeOpenAIServer>>;
  let provider: Provider;
  // DeepSeek's prices hang on the time of day.
  beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T12:00:00Z') }));
  afterAll(() => void vi.useRealTimers());
  beforeAll(async () => {
    const embeddingModels = ['text-embedding-3-small'];
    const reply = { text: 'Blue.', usage: counts };
    server = await startFakeOpenAIServer({ dialect: type, models: [model], embeddingModels, reply });
    const fetchFake: FetchLike = (url, init) =>
      fetch(url.replace(new URL(url).origin, server.origin), init as RequestInit);
    const options = { baseUrl, model, apiKey: server.apiKey, prices, fetch: fetchFake };
    provider = createProvider(type as string, options) as Provider;
  });
  afterAll(() => server.close());

  it('costs what its catalogue says, as a whole and as a stream', async () => {
    const { usage } = await provider.chat('Why?');
    expect(usage.cost).toMatchObject({ currency: 'USD', source: 'catalog' });
    expect(usage.cost?.total).toBeCloseTo((1_000 * input + 100 * output) / 1e6, 12);
    expect((await provider.stream('Why?').response).usage.cost).toEqual(usage.cost);
  });

  if (type === 'openai') {
    it('has prices of embeddings', async () => {
      const { usage } = await provider.embed({ model: 'text-embedding-3-small', input: 'sky' });
      expect(usage.cost?.total).toBeCloseTo((Number(usage.inputTokens) * 0.02) / 1e6, 15);
      expect(usage.cost?.source).toBe('catalog');
    });
  }
});
