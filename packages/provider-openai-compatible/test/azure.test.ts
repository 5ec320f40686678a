import { createProvider } from '@modelport/core';
import { startFakeOpenAIServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { azureAddress, withAzurePath } from '../src/azure.js';
import '../src/index.js';

const dated = '2024-10-21';

describe('the address of a resource', () => {
  it.each([
    ['https://r.openai.azure.com', undefined, 'https://r.openai.azure.com/openai/v1'],
    ['https://r.openai.azure.com/openai/', undefined, 'https://r.openai.azure.com/openai/v1'],
    ['https://r.openai.azure.com/openai/v1/', undefined, 'https://r.openai.azure.com/openai/v1'],
    ['https://r.openai.azure.com', 'preview', 'https://r.openai.azure.com/openai/v1?api-version=preview'],
    ['https://r.openai.azure.com/openai/v1', dated, 'https://r.openai.azure.com/openai/v1'],
    ['https://r.openai.azure.com', dated, `https://r.openai.azure.com/openai?api-version=${dated}`],
    [
      'https://r.openai.azure.com/openai/deployments/d',
      dated,
      `https://r.openai.azure.com/openai/deployments/d?api-version=${dated}`,
    ],
    ['https://gateway.example.org/team', undefined, 'https://gateway.example.org/team/openai/v1'],
  ])('%s with the version %s is %s', (endpoint, version, baseUrl) => {
    expect(azureAddress(endpoint, version).baseUrl).toBe(baseUrl);
  });

  it.each([
    ['https://r.openai.azure.com/', 'https://r.openai.azure.com/openai/v1'],
    ['https://r.openai.azure.com/openai', 'https://r.openai.azure.com/openai/v1'],
    ['https://r.openai.azure.com/openai/deployments/d', 'https://r.openai.azure.com/openai/deployments/d'],
    ['https://openai.azure.com.example.org/', 'https://openai.azure.com.example.org/'],
  ])('is completed for openai-compatible and openai: %s', (given, baseUrl) => {
    expect(withAzurePath(given)).toBe(baseUrl);
    expect(createProvider('openai-compatible', { baseUrl: given }).baseUrl).toBe(baseUrl);
    expect(createProvider('openai', { baseUrl: given, apiKey: 'k' }).baseUrl).toBe(baseUrl);
  });

  it('is made of the name of a resource', () => {
    expect(createProvider('azure-openai', { resource: 'r', apiKey: 'k' }).baseUrl).toBe(
      'https://r.openai.azure.com/openai/v1',
    );
    expect(() => createProvider('azure-openai', { resource: 'evil.example/', apiKey: 'k' })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', setting: 'resource' }),
    );
    expect(() => createProvider('azure-openai', { apiKey: 'k' })).toThrow(
      expect.objectContaining({ code: 'SETTING_MISSING', setting: 'baseUrl' }),
    );
  });
});

describe.each([
  ['/openai/v1', undefined, '/openai/v1'],
  ['dated', dated, '/openai/deployments/gpt-fake'],
])('Azure OpenAI by its API %s', (_, apiVersion, prefix) => {
  const start = async (options: Parameters<typeof startFakeOpenAIServer>[0] = {}, more = {}) => {
    const server = await startFakeOpenAIServer({ dialect: 'azure', ...options });
    const provider = createProvider('azure', {
      baseUrl: server.origin,
      apiKey: server.apiKey,
      apiVersion,
      model: server.model,
      maxRetries: 0,
      ...more,
    });
    return { server, provider, [Symbol.asyncDispose]: () => server.close() };
  };

  it('answers in a stream whose first event has no choice, and a later one no delta', async () => {
    await using run = await start({ reply: { text: 'Hello there' } });
    const { text, usage, id, rateLimit, finishReason } = await run.provider.stream('Hi').response;
    expect(text).toBe('Hello there');
    expect(finishReason).toBe('stop');
    expect(usage.totalTokens).toBeGreaterThan(0);
    expect(id).toMatch(/^chatcmpl/);
    expect(rateLimit?.tokens).toMatchObject({ limit: 30_000, resetMs: 42_000 });
    const [request] = run.server.requests;
    expect(request?.path).toBe(`${prefix}/chat/completions`);
    expect(request?.query.get('api-version')).toBe(apiVersion ?? null);
    expect(request?.headers).toMatchObject({ 'api-key': run.server.apiKey });
    expect(request?.headers).not.toHaveProperty('authorization');
  });

  it('answers at once, embeds and lists models', async () => {
    await using run = await start({ reply: { text: 'Hello' } });
    expect((await run.provider.chat('Hi')).text).toBe('Hello');
    const { embeddings } = await run.provider.embed({ model: 'embedding-fake', input: ['a', 'b'] });
    expect(embeddings).toHaveLength(2);
    expect((await run.provider.models()).map(({ id }) => id)).toContain('gpt-fake');
    // The list is of what could be deployed.
    expect(await run.provider.health()).toMatchObject({ reachable: true, hasModel: undefined });
    expect(run.server.requests[1]?.path).toBe(`${prefix.replace('gpt-fake', 'embedding-fake')}/embeddings`);
  });

  it('takes a prompt that was filtered for CONTENT_FILTERED', async () => {
    await using run = await start({ reply: { error: 'contentFilter' } });
    await expect(run.provider.chat('Hi')).rejects.toMatchObject({
      code: 'CONTENT_FILTERED',
      status: 400,
      retryable: false,
    });
  });

  it('sends the token that a function gives as a bearer token', async () => {
    await using run = await start({ apiKey: 'entra' }, { apiKey: async () => 'entra' });
    await run.provider.chat('Hi');
    expect(run.server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer entra' });
    expect(run.server.requests[0]?.headers).not.toHaveProperty('api-key');
  });

  it('lets a header take the place of the key', async () => {
    await using run = await start({}, { apiKey: 'wrong', headers: { 'api-key': 'sk-fake' } });
    await run.provider.chat('Hi');
    expect(run.server.requests[0]?.headers['api-key']).toBe('sk-fake');
  });

  it('is configured until its key is refused', async () => {
    await using run = await start({}, { apiKey: 'wrong' });
    expect(await run.provider.health()).toMatchObject({
      configured: false,
      reachable: true,
      error: { code: 'AUTH_FAILED', status: 401 },
    });
  });

  it('says that a deployment is missing', async () => {
    await using run = await start();
    await expect(run.provider.chat({ model: 'none', messages: 'Hi' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });
});

it('asks for the deployment that the dated API has in its path', async () => {
  const provider = createProvider('azure-openai', { resource: 'r', apiKey: 'k', apiVersion: dated });
  await expect(provider.chat('Hi')).rejects.toMatchObject({ code: 'REQUEST_INVALID', setting: 'model' });
});

const general = ['openai-compatible', 'openai'] as const;

it.each(general)('leaves open for %s as well whether a deployment is there', async (type) => {
  const fetch = async () => Response.json({ object: 'list', data: [{ id: 'gpt-base' }] });
  const health = (baseUrl: string) => createProvider(type, { baseUrl, apiKey: 'k', fetch }).health();
  expect(await health('https://r.openai.azure.com')).toMatchObject({ reachable: true, hasModel: undefined });
  expect(await health('https://llm.example.org/v1')).toMatchObject({ reachable: true, hasModel: true });
});

describe.each(general)("the seed's way to Azure, %s with the bare address of the resource", (type) => {
  const ask = async (options: object) => {
    const sent: { url: string; headers: Record<string, string> }[] = [];
    const provider = createProvider(type, {
      baseUrl: 'https://r.openai.azure.com/',
      model: 'd',
      fetch: async (url, { headers }) => {
        sent.push({ url, headers });
        return Response.json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
      },
      ...options,
    });
    await provider.chat('Hi');
    return sent[0];
  };

  it.each([
    ['a key', { apiKey: 'k' }, { 'api-key': 'k' }],
    ['a header api-key beside it', { apiKey: 'k', headers: { 'api-key': 'own' } }, { 'api-key': 'own' }],
    ['a function that gives tokens', { apiKey: (): string => 'token' }, { authorization: 'Bearer token' }],
    [
      'a function that gives keys',
      { apiKey: (): string => 'k', quirks: { authHeader: 'api-key' } },
      { 'api-key': 'k' },
    ],
  ])('with %s', async (_, options, expected) => {
    const request = await ask(options);
    expect(request?.url).toBe('https://r.openai.azure.com/openai/v1/chat/completions');
    const { authorization, 'api-key': key } = request?.headers ?? {};
    expect(JSON.parse(JSON.stringify({ authorization, 'api-key': key }))).toEqual(expected);
  });
});
