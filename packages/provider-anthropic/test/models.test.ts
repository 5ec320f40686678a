import type { FetchLike } from '@modelport/core';
import { loadCapture, reserveRefusedPort, startFakeAnthropic } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { connect, transports } from './support/provider.js';

describe.each(transports)('models, with %s', (_, options) => {
  it('are read page by page', async () => {
    await using server = await startFakeAnthropic({ pageSize: 2 });
    const models = await connect(server, options).models();
    expect(models.map(({ id }) => id)).toEqual([
      ...[
        'claude-fable-5',
        'claude-sonnet-5',
        'claude-opus-4-6',
        'claude-haiku-4-5',
        'claude-3-haiku-20240307',
      ],
    ]);
    expect(server.requests.map(({ query }) => [query.get('limit'), query.get('after_id')])).toEqual([
      ['1000', null],
      ['1000', 'claude-sonnet-5'],
      ['1000', 'claude-haiku-4-5'],
    ]);
  });

  it('tell what they can do, and which of them still sample', async () => {
    await using server = await startFakeAnthropic();
    const models = await connect(server, options).models();
    const of = (wanted: string) => models.find(({ id }) => id === wanted);
    expect(of('claude-sonnet-5')).toMatchObject({
      ...{ name: 'Claude Sonnet 5', contextLength: 1_000_000, source: 'live' },
      capabilities: {
        images: true,
        files: true,
        reasoning: true,
        temperature: false,
        topP: false,
        topK: false,
      },
    });
    expect(of('claude-3-haiku-20240307')?.capabilities).toMatchObject({
      ...{ files: false, reasoning: false, structuredOutput: false, temperature: true },
    });
  });
});

describe('health', () => {
  it('tells that the server is there, with the model', async () => {
    await using server = await startFakeAnthropic();
    expect(await connect(server).health()).toMatchObject({
      ...{ configured: true, reachable: true, hasModel: true, modelId: 'claude-sonnet-5' },
    });
  });

  it('tells a wrong key from a server that is down', async () => {
    await using server = await startFakeAnthropic();
    const { baseUrl } = server;
    expect(await connect({ baseUrl, apiKey: 'wrong' }).health()).toMatchObject({
      ...{ configured: false, reachable: true, error: { code: 'AUTH_FAILED' } },
    });
    await using nobody = await reserveRefusedPort();
    expect(await connect({ baseUrl: nobody.baseUrl, apiKey: 'k' }).health()).toMatchObject({
      reachable: false,
    });
  });
});

describe('a list of another server', () => {
  const answering = (...answers: readonly unknown[]) => {
    const urls: string[] = [];
    const fetch: FetchLike = async (url) => {
      urls.push(String(url));
      return Response.json(answers[Math.min(urls.length, answers.length) - 1]) as never;
    };
    return { urls, provider: connect({ baseUrl: 'http://127.0.0.1:9', apiKey: 'k' }, { fetch }) };
  };

  it('is read as far as it goes', async () => {
    const { provider } = answering({ data: [{ id: 'a' }, { id: 5 }, null, { id: 'b', capabilities: null }] });
    expect(await provider.models()).toMatchObject([{ id: 'a', name: 'a', capabilities: {} }, { id: 'b' }]);
  });

  it('is that of a real llama-server', async () => {
    const capture = loadCapture('llamacpp/models');
    const { provider } = answering(JSON.parse(new TextDecoder().decode(capture.body)));
    expect(await provider.models()).toMatchObject([{ id: 'tiny-chat', source: 'live' }]);
  });

  it('is not asked for ever', async () => {
    const same = answering({ data: [{ id: 'a' }], has_more: true, last_id: 'a' });
    await same.provider.models();
    expect(same.urls).toHaveLength(2);
    const unnamed = answering({ data: [], has_more: true });
    await unnamed.provider.models();
    expect(unnamed.urls).toHaveLength(1);
    const endless = Array.from({ length: 50 }, (_, page) => ({
      data: [],
      has_more: true,
      last_id: `${page}`,
    }));
    const long = answering(...endless);
    await long.provider.models();
    expect(long.urls).toHaveLength(20);
  });

  it('that is none is an error', async () => {
    const { provider } = answering({ models: [] });
    expect(await provider.health()).toMatchObject({ error: { code: 'RESPONSE_INVALID' } });
  });
});
