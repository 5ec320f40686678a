import { describe, expect, it } from 'vitest';
import { perMillion, readModel } from '../src/models.js';

import { setUp } from './support/provider.js';

describe('a price per token', () => {
  it.each([
    ['0.0000025', 2.5],
    ['0.00000125', 1.25],
    ['0.0000003', 0.3],
    // A million times these numbers is not that.
    ['0.000000026', 0.026],
    ['0.000000409', 0.409],
    ['0.00000007', 0.07],
    ['0.000001100', 1.1],
    ['0', 0],
    ['0.000015', 15],
    ['2.5e-7', 0.25],
    ['1', 1_000_000],
    [0.0000025, 2.5],
    [2.5e-7, 0.25],
  ])('%s is exactly %d for a million', (price, dollars) => {
    expect(perMillion(price)).toBe(dollars);
  });

  it.each(['-1', '', 'free', '1,5', null, undefined, Number.NaN, -1, {}])('%s is none', (price) => {
    expect(perMillion(price)).toBeUndefined();
  });
});

describe('the list of models', () => {
  it('tells context, prices and capabilities of each', async () => {
    await using setup = await setUp();
    const models = await setup.provider.models();
    expect(models.map(({ id }) => id)).toEqual([
      'openai/gpt-fake',
      'anthropic/claude-fake',
      'openrouter/auto',
    ]);
    const [gpt, claude, auto] = models;
    expect(gpt).toMatchObject({
      name: 'Fake: openai/gpt-fake',
      contextLength: 128_000,
      effectiveContextLength: 64_000,
      pricing: { input: 2.5, output: 10, cachedInput: 1.25 },
      source: 'live',
      capabilities: {
        chat: true,
        embeddings: false,
        images: true,
        files: true,
        tools: true,
        toolChoice: true,
      },
    });
    expect(gpt?.capabilities).toMatchObject({ structuredOutput: true, topK: false, reasoning: false });
    expect(claude?.capabilities).toMatchObject({
      reasoning: true,
      structuredOutput: false,
      topP: false,
      tools: true,
    });
    expect(claude?.capabilities).not.toHaveProperty('files');
    expect(claude?.pricing).toEqual({ input: 3, output: 15, cachedInput: 0.3, cacheWriteInput: 3.75 });
    // What it costs depends on where it goes.
    expect(auto).not.toHaveProperty('pricing');
  });

  it('is read to its last page, and nothing is sent to where its links point', async () => {
    await using setup = await setUp({ pageSize: 2 });
    const models = await setup.provider.models();
    expect(models).toHaveLength(3);
    expect(setup.fake.requests.map(({ path, query }) => `${path}?${query}`)).toEqual([
      '/api/v1/models?',
      '/api/v1/models?offset=2&limit=2',
    ]);
  });

  it('can be asked for models of one kind', async () => {
    await using setup = await setUp({ pageSize: 1 });
    const { extras } = setup.provider;
    const ids = async (filter: Parameters<typeof extras.models>[0]) =>
      (await extras.models(filter)).map(({ id }) => id);
    expect(await ids({ outputModalities: ['embeddings'] })).toEqual(['openai/embedding-fake']);
    expect(await ids({ outputModalities: ['all'] })).toHaveLength(4);
    expect(await ids({ supportedParameters: ['reasoning'] })).toEqual(['anthropic/claude-fake']);
    expect(await ids({ supportedParameters: ['tools', 'structured_outputs'], q: 'gpt' })).toEqual([
      'openai/gpt-fake',
    ]);
    expect(setup.fake.requests[0]?.query.get('output_modalities')).toBe('embeddings');
  });
});

describe('the capabilities of a model', () => {
  it('are unknown where it tells of none', () => {
    expect(readModel({ id: 'a/b' }).capabilities).toEqual({});
    expect(readModel({ id: 'a/b', supported_parameters: [] }).capabilities).toEqual({});
  });

  it('leave schemas open where there is plain JSON alone', () => {
    const structured = (...supported_parameters: string[]) =>
      readModel({ supported_parameters }).capabilities?.structuredOutput;
    expect(structured('response_format')).toBeUndefined();
    expect(structured('response_format', 'structured_outputs')).toBe(true);
    expect(structured('tools')).toBe(false);
  });

  it('know every way to bound and to reason', () => {
    const { capabilities } = readModel({
      supported_parameters: ['max_completion_tokens', 'include_reasoning'],
    });
    expect(capabilities).toMatchObject({ maxTokens: true, reasoning: true, temperature: false });
  });
});
