import type { PriceQuery, Usage } from '@modelport/core';
import { calcPrice, type TieredPrices } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { prices } from '../src/index.js';

const openai = 'https://api.openai.com/v1';
const million = 1_000_000;
const usage: Usage = { inputTokens: 1_000, outputTokens: 100, totalTokens: 1_100 };

const query = (more: Partial<PriceQuery>): PriceQuery => ({
  ...{ type: 'openai-compatible', baseUrl: openai, model: 'gpt-4o', usage },
  ...more,
});
const totalOf = (more: Partial<PriceQuery>) => prices.priceOf(query(more))?.total;

/** The library's own price entry of a model. */
function listed(providerId: string, model: string): Record<string, unknown> {
  const found = calcPrice({ input_tokens: 1 }, model, { providerId });
  if (!found) throw new Error(`The library does not know ${model}.`);
  return found.model_price;
}

describe('a price', () => {
  // The example prices of openrouter.md (per token 0.0000025, 0.00001, cached 0.00000125) are those of gpt-4o.
  it.each<[string, Usage, number]>([
    ['input', { inputTokens: million, outputTokens: 0 }, 2.5],
    ['output', { inputTokens: 0, outputTokens: million }, 10],
    ['cached input', { inputTokens: million, cachedInputTokens: million, outputTokens: 0 }, 1.25],
    ['half of it cached', { inputTokens: million, cachedInputTokens: million / 2, outputTokens: 0 }, 1.875],
  ])('of %s of gpt-4o is the published one', (_, counts, dollars) => {
    expect(totalOf({ usage: counts })).toBeCloseTo(dollars, 10);
  });

  it('has its parts', () => {
    const price = prices.priceOf(query({}));
    expect(price?.total).toBeCloseTo(Number(price?.input) + Number(price?.output), 12);
    expect(price?.input).toBeCloseTo(1_000 * 2.5e-6, 12);
  });

  it('of cached input follows the ratio in the list, and without one is that of input', () => {
    const cached = { inputTokens: 1_000, cachedInputTokens: 1_000, outputTokens: 0 };
    const fresh = { inputTokens: 1_000, outputTokens: 0 };
    for (const model of ['gpt-5', 'gpt-4.1', 'o3-pro', 'gpt-3.5-turbo']) {
      const { input_mtok, cache_read_mtok = input_mtok } = listed('openai', model);
      const ratio = Number(totalOf({ model, usage: cached })) / Number(totalOf({ model, usage: fresh }));
      expect(ratio).toBeCloseTo(Number(cache_read_mtok) / Number(input_mtok), 10);
    }
  });

  it('of input that is written to a cache is higher, as listed', () => {
    const baseUrl = 'https://api.anthropic.com/v1';
    const model = 'claude-opus-4-1-20250805';
    const { input_mtok, cache_write_mtok } = listed('anthropic', model);
    const fresh = { inputTokens: 1_000, outputTokens: 0 };
    const written = { ...fresh, cacheWriteInputTokens: 1_000 };
    const ratio =
      Number(totalOf({ baseUrl, model, usage: written })) / Number(totalOf({ baseUrl, model, usage: fresh }));
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeCloseTo(Number(cache_write_mtok) / Number(input_mtok), 10);
  });

  it('rises for the whole answer where its input passes a tier', () => {
    const model = 'gpt-5.5';
    const price = listed('openai', model)['input_mtok'] as TieredPrices;
    const [tier] = price.tiers;
    const start = Number(tier?.start);
    const per = (inputTokens: number) =>
      (Number(totalOf({ model, usage: { inputTokens, outputTokens: 0 } })) / inputTokens) * million;
    expect(per(start - 1)).toBeCloseTo(price.base, 8);
    expect(per(start + 1)).toBeCloseTo(Number(tier?.price), 8);
    expect(Number(tier?.price)).toBeGreaterThan(price.base);
  });

  it('of embeddings needs no count of output', () => {
    const counts = { inputTokens: million, totalTokens: million };
    expect(totalOf({ model: 'text-embedding-3-small', usage: counts })).toBeCloseTo(0.02, 10);
    const mistral = { baseUrl: 'https://api.mistral.ai/v1', model: 'mistral-embed', usage: counts };
    expect(totalOf(mistral)).toBeCloseTo(Number(listed('mistral', 'mistral-embed')['input_mtok']), 10);
  });

  it('is nothing for a model that is free, which is known by its name', () => {
    expect(totalOf({ baseUrl: 'https://openrouter.ai/api/v1', model: 'deepseek/deepseek-r1:free' })).toBe(0);
  });
});

describe('the host', () => {
  it.each([
    [openai, 'gpt-4o', 'openai'],
    ['https://api.groq.com/openai/v1', 'llama-3.3-70b-versatile', 'groq'],
    ['https://api.deepseek.com', 'deepseek-v3.2', 'deepseek'],
    ['https://api.mistral.ai/v1', 'mistral-large-2512', 'mistral'],
    ['https://api.x.ai/v1', 'grok-4', 'x-ai'],
    ['https://api.together.xyz/v1', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 'together'],
    [
      'https://api.fireworks.ai/inference/v1',
      'accounts/fireworks/models/llama-v3p1-8b-instruct',
      'fireworks',
    ],
    ['https://api.cerebras.ai/v1', 'gpt-oss-120b', 'cerebras'],
    ['https://openrouter.ai/api/v1', 'anthropic/claude-sonnet-4.5', 'openrouter'],
    ['https://me.openai.azure.com/openai/v1', 'o1-2024-12-17', 'azure'],
    ['https://me.openai.azure.com/openai/v1', 'gpt-4o-2024-08-06', 'azure'],
    ['https://generativelanguage.googleapis.com/v1beta/openai', 'gemini-2.5-pro', 'google'],
    ['https://api.anthropic.com/v1', 'claude-sonnet-4-5', 'anthropic'],
    ['https://api.moonshot.ai/v1', 'kimi-k2-0905-preview', 'moonshotai'],
  ])('%s charges for %s what is listed of %s', (baseUrl, model, providerId) => {
    const listedPrice = calcPrice({ input_tokens: 1_000, output_tokens: 100 }, model, { providerId });
    expect(listedPrice?.total_price).toBeGreaterThan(0);
    const requestedModel = providerId === 'azure' ? 'my-deployment' : undefined;
    expect(totalOf({ baseUrl, model, requestedModel })).toBeCloseTo(Number(listedPrice?.total_price), 12);
  });

  it('has prices of its own for the same model', () => {
    const model = 'gpt-oss-120b';
    const [one, other] = ['https://api.cerebras.ai/v1', openai].map((baseUrl) => totalOf({ baseUrl, model }));
    expect(one).not.toBe(other);
  });

  it.each([
    'http://127.0.0.1:8080/v1',
    'http://localhost:1234/v1',
    'https://llm.example.test/v1',
    'https://api.openai.com.example.test/v1',
    'https://example.test/api.openai.com',
    'https://my-api.openai.com/v1',
    'https://me.openai.azure.com.example.test',
    'https://notopenai.azure.com',
    // In the EU, OpenAI charges more.
    'https://eu.api.openai.com/v1',
    'no url',
    'https://toString',
  ])('%s is unknown, whatever the type and the model', (baseUrl) => {
    for (const type of ['openai', 'openai-compatible', 'azure-openai'])
      expect(prices.priceOf(query({ type, baseUrl }))).toBeUndefined();
  });

  it.each([
    ['openai', openai, 'gpt-4o'],
    ['azure-openai', 'https://me.openai.azure.com', 'o1-2024-12-17'],
    ['groq', 'https://api.groq.com/openai/v1', 'llama-3.3-70b-versatile'],
    ['openrouter', 'https://openrouter.ai/api/v1', 'openai/gpt-4o'],
    ['together', 'https://api.together.xyz/v1', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'],
    ['deepseek', 'https://api.deepseek.com', 'deepseek-v3.2'],
    ['mistral', 'https://api.mistral.ai/v1', 'mistral-large-2512'],
    ['xai', 'https://api.x.ai/v1', 'grok-4'],
    ['fireworks', 'https://api.fireworks.ai', 'accounts/fireworks/models/llama-v3p1-8b-instruct'],
    ['cerebras', 'https://api.cerebras.ai/v1', 'gpt-oss-120b'],
  ])('of type %s is %s where no other is told', (type, baseUrl, model) => {
    const requestedModel = 'my-deployment';
    const byHost = totalOf({ baseUrl, model, requestedModel });
    expect(byHost).toBeGreaterThan(0);
    expect(totalOf({ type, baseUrl: undefined, model, requestedModel })).toBe(byHost);
  });

  it('of other types is not known where none is told', () => {
    for (const type of ['openai-compatible', 'ollama', 'toString', 'nvidia'])
      expect(prices.priceOf(query({ type, baseUrl: undefined }))).toBeUndefined();
  });
});

describe('a model', () => {
  it.each([
    'gpt-4o-mine',
    'my-gpt-4o',
    'gpt-4o-2027-01-01',
    'gpt-99',
    'moderation-of-mine',
    'llama-3.3-70b-versatile',
    '',
  ])('%j is not known to OpenAI', (model) => {
    expect(prices.priceOf(query({ model }))).toBeUndefined();
  });

  it('that the list only finds by a part of its name is not known', () => {
    const baseUrl = 'https://me.openai.azure.com/openai/v1';
    const loose = 'not-o4-mini-at-all';
    expect(calcPrice({ input_tokens: 1 }, loose, { providerId: 'azure' })).not.toBeNull();
    const requestedModel = 'my-deployment';
    expect(prices.priceOf(query({ baseUrl, model: loose, requestedModel }))).toBeUndefined();
    expect(totalOf({ baseUrl, model: 'o4-mini-2025-04-16', requestedModel })).toBeGreaterThan(0);
  });

  it('that is only the name of an Azure deployment, which may hold another one, is not known', () => {
    const baseUrl = 'https://me.openai.azure.com/openai/v1';
    expect(totalOf({ baseUrl, model: 'gpt-4o' })).toBeUndefined();
    const mini = { baseUrl, model: 'gpt-4o-mini-2024-07-18' };
    expect(totalOf({ ...mini, requestedModel: 'gpt-4o' })).toBe(totalOf({ model: mini.model }));
    // Nor does a release that is not listed cost what its deployment is called.
    expect(totalOf({ baseUrl, model: 'gpt-4o-2027-01-01', requestedModel: 'gpt-4o' })).toBeUndefined();
  });

  it.each([
    ['https://api.mistral.ai/v1', 'mistral', 'mistral-large-latest'],
    ['https://api.x.ai/v1', 'x-ai', 'grok-4-latest'],
    ['https://api.deepseek.com', 'deepseek', 'deepseek-chat'],
    ['https://api.deepseek.com', 'deepseek', 'deepseek-reasoner'],
  ])(
    'of %s (%s) whose name stands for another one now and then is not known: %s',
    (baseUrl, providerId, model) => {
      expect(calcPrice({ input_tokens: 1 }, model, { providerId })?.total_price).toBeGreaterThan(0);
      expect(prices.priceOf(query({ baseUrl, model }))).toBeUndefined();
    },
  );

  it.each([
    [openai, 'openai', 'gpt-4o-search-preview'],
    ['https://openrouter.ai/api/v1', 'openrouter', 'perplexity/sonar-pro'],
  ])('of %s (%s) that searches the web costs more than its tokens: %s', (baseUrl, providerId, model) => {
    expect(listed(providerId, model)).toHaveProperty('input_mtok');
    expect(prices.priceOf(query({ baseUrl, model }))).toBeUndefined();
  });

  it.each(['gpt-4o-2024-05-13', 'gpt-4-0613', 'gpt-3.5-turbo-0613'])(
    'that is a release with a price of its own, %s, has that one',
    (model) => {
      const own = listed('openai', model);
      const counts = { inputTokens: million, outputTokens: 0 };
      expect(totalOf({ model, requestedModel: 'gpt-4o', usage: counts })).toBeCloseTo(
        Number(own['input_mtok']),
        10,
      );
    },
  );

  it.each([
    'ft:gpt-4o-2024-08-06:me::id',
    'ft:gpt-3.5-turbo:me',
    'openai/gpt-4o:nitro',
    'openai/gpt-4o:online',
  ])('that is made of another one has not its price: %s', (model) => {
    for (const baseUrl of [openai, 'https://openrouter.ai/api/v1'])
      expect(prices.priceOf(query({ baseUrl, model, requestedModel: model.split(':')[0] }))).toBeUndefined();
  });

  it('may be a release that is not listed yet, of what was asked for', () => {
    const model = 'gpt-4o-2027-01-01';
    expect(totalOf({ model, requestedModel: 'gpt-4o' })).toBe(totalOf({}));
    // Another model than the one asked for answered.
    expect(totalOf({ model: 'gpt-99', requestedModel: 'gpt-4o' })).toBeUndefined();
    expect(totalOf({ model: 'gpt-4o-large', requestedModel: 'gpt-4o' })).toBeUndefined();
  });

  it('is priced as itself where it is listed, whatever was asked for', () => {
    expect(totalOf({ model: 'gpt-4o-mini', requestedModel: 'gpt-4o' })).toBe(
      totalOf({ model: 'gpt-4o-mini' }),
    );
    expect(totalOf({ model: 'gpt-4o-mini' })).toBeLessThan(Number(totalOf({})));
  });

  it('whose prices nobody has entered is not free', () => {
    expect(listed('cerebras', 'qwen-3-coder-480b')).toEqual({});
    const model = 'qwen-3-coder-480b';
    expect(prices.priceOf(query({ baseUrl: 'https://api.cerebras.ai/v1', model }))).toBeUndefined();
  });
});

describe('the counts', () => {
  it.each<[string, Usage]>([
    ['no input', { outputTokens: 1 }],
    ['no output', { inputTokens: 1 }],
    ['nothing', {}],
    ['audio', { ...usage, raw: { prompt_tokens_details: { audio_tokens: 5 } } }],
    ['a service tier of their own', { ...usage, raw: { service_tier: 'priority' } }],
    ['spoken answers', { ...usage, raw: { completion_tokens_details: { audio_tokens: 5 } } }],
  ])('with %s give no price', (_, counts) => {
    expect(prices.priceOf(query({ usage: counts }))).toBeUndefined();
  });

  it('of output have what the model thought beside it, where a backend says so', () => {
    const grok = { baseUrl: 'https://api.x.ai/v1', model: 'grok-4' };
    const whole = { inputTokens: 10, outputTokens: 150, totalTokens: 160 };
    const apart = { inputTokens: 10, outputTokens: 50, reasoningTokens: 100, totalTokens: 160 };
    expect(totalOf({ ...grok, usage: apart })).toBe(totalOf({ ...grok, usage: whole }));
    // Of OpenAI, output has it in.
    const inside = { inputTokens: 10, outputTokens: 150, reasoningTokens: 100, totalTokens: 160 };
    expect(totalOf({ ...grok, usage: inside })).toBe(totalOf({ ...grok, usage: whole }));
  });

  it.each([161, 200, 159])('that do not add up to their total of %i give no price', (totalTokens) => {
    const counts = { inputTokens: 10, outputTokens: 150, totalTokens };
    expect(prices.priceOf(query({ usage: counts }))).toBeUndefined();
  });

  it('may say that there was no audio', () => {
    const raw = {
      prompt_tokens_details: { audio_tokens: 0, cached_tokens: 0 },
      completion_tokens_details: null,
      service_tier: 'default',
    };
    expect(totalOf({ usage: { ...usage, raw } })).toBe(totalOf({}));
    const onDemand = { ...raw, service_tier: 'on_demand' };
    expect(totalOf({ usage: { ...usage, raw: onDemand } })).toBe(totalOf({}));
  });
});
