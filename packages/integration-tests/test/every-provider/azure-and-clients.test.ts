import { createProvider, type OpenOptions, type Provider } from '@modelport/core';
import { type FakeOpenAIServer, startFakeOpenAIServer } from '@modelport/provider-testkit';
import { AzureOpenAI, OpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, rows } from './table.js';

const answer = 'Blue, because of the air.';

/** What every way to connect must be able to do. */
async function exercise(provider: Provider): Promise<void> {
  const { text, usage } = await provider.chat('Why?');
  expect([text, usage.outputTokens]).toEqual([answer, 5]);
  const streamed = await provider.stream('Why?').response;
  expect([streamed.text, streamed.usage.outputTokens]).toEqual([answer, 5]);
  const { embeddings } = await provider.embed({ model: 'embedding-fake', input: ['one', 'two'] });
  expect(embeddings).toHaveLength(2);
  expect((await provider.models()).map(({ id }) => id)).toContain('gpt-fake');
  expect(await provider.health()).toMatchObject({ configured: true, reachable: true });
}

describe('Azure', () => {
  let server: FakeOpenAIServer;
  beforeAll(async () => {
    server = await startFakeOpenAIServer({ dialect: 'azure', reply: { text: answer } });
  });
  afterAll(() => server.close());

  const v1 = ['/openai/v1/chat/completions', '/openai/v1/chat/completions', '/openai/v1/embeddings'];
  const deployment = '/openai/deployments/gpt-fake/chat/completions';
  const dated = [deployment, deployment, '/openai/deployments/embedding-fake/embeddings'];

  const styles: readonly (readonly [string, string, OpenOptions, string[], string | null])[] = [
    ['the resource alone', '', {}, v1, null],
    ['the resource with /openai/v1', '/openai/v1', {}, v1, null],
    ['the resource and a preview of /openai/v1', '', { apiVersion: 'preview' }, v1, 'preview'],
    ['the resource and a dated version', '', { apiVersion: '2024-10-21' }, dated, '2024-10-21'],
    ['the resource with /openai and a date', '/openai', { apiVersion: '2024-10-21' }, dated, '2024-10-21'],
  ];

  it.each(styles)('does everything by %s', async (_, path, options, paths, version) => {
    const before = server.requests.length;
    const baseUrl = server.origin + path;
    const { apiKey, model } = server;
    await exercise(
      createProvider('azure-openai' as string, { baseUrl, apiKey, model, ...options }) as Provider,
    );
    const sent = server.requests.slice(before);
    expect(sent.slice(0, 3).map((request) => request.path)).toEqual(paths);
    for (const { query, headers } of sent) {
      expect(query.get('api-version')).toBe(version);
      expect(headers['api-key']).toBe(apiKey);
      expect(headers).not.toHaveProperty('authorization');
    }
  });

  it('gets the tokens of a function as bearer tokens, in both styles', async () => {
    for (const options of [{}, { apiVersion: '2024-10-21' }]) {
      const { origin: baseUrl, model } = server;
      const provider = createProvider('azure-openai', {
        ...options,
        baseUrl,
        model,
        apiKey: async () => server.apiKey,
      });
      await exercise(provider as Provider);
      const { headers } = server.requests.at(-1) ?? {};
      expect(headers?.authorization).toBe(`Bearer ${server.apiKey}`);
      expect(headers).not.toHaveProperty('api-key');
    }
  });

  it('is asked through the AzureOpenAI client of the openai package', async () => {
    const { origin, apiKey, model } = server;
    const before = server.requests.length;
    // With a deployment of its own, its models and embeddings would be looked for below that.
    const client = new AzureOpenAI({ endpoint: origin, apiKey, apiVersion: '2024-10-21' });
    const provider = createProvider('azure-openai', { client, model });
    expect((await provider.chat('Why?')).text).toBe(answer);
    expect((await provider.stream('Why?').response).text).toBe(answer);
    expect((await provider.models()).map(({ id }) => id)).toContain('gpt-fake');
    const sent = server.requests.slice(before);
    expect(sent.slice(0, 2).map(({ path }) => path)).toEqual([deployment, deployment]);
    expect(sent.map(({ query }) => query.get('api-version'))).toEqual(sent.map(() => '2024-10-21'));
    expect(sent.map(({ headers }) => headers['api-key'])).toEqual(sent.map(() => apiKey));
  });
});

describe('the OpenAI client of the openai package', () => {
  let server: FakeOpenAIServer;
  beforeAll(async () => {
    server = await startFakeOpenAIServer({ reply: { text: answer } });
  });
  afterAll(() => server.close());

  it.each(['openai', 'openai-compatible'] as const)(
    'does everything for %s, with its own key',
    async (type) => {
      const { baseUrl: baseURL, apiKey, model } = server;
      const client = new OpenAI({ baseURL, apiKey, defaultHeaders: { 'x-own': 'client' } });
      const provider = createProvider(type as string, { client, model }) as Provider;
      await exercise(provider);
      expect(provider.baseUrl).toBe(baseURL);
      expect(server.requests.at(-1)?.headers).toMatchObject({
        authorization: `Bearer ${apiKey}`,
        'x-own': 'client',
      });
    },
  );

  it('makes typed errors, which do not show its key, and its failures are retried here alone', async () => {
    const { baseUrl: baseURL, model } = server;
    const client = new OpenAI({ baseURL, apiKey: 'sk-wrong-key-of-client', maxRetries: 5 });
    const refused = await createProvider('openai', { client, model }).chat('Why?').catch(String);
    expect(refused).toMatch(/401/);
    expect(refused).not.toContain('sk-wrong-key-of-client');
    const busy = await startFakeOpenAIServer({ reply: { error: 'overloaded' } });
    const other = new OpenAI({ baseURL: busy.baseUrl, apiKey: busy.apiKey, maxRetries: 5 });
    const provider = createProvider('openai', { client: other, model, maxRetries: 1 });
    await expect(provider.stream('Why?').response).rejects.toMatchObject({ code: 'OVERLOADED', status: 503 });
    expect(busy.requests).toHaveLength(2);
    await busy.close();
  });
});

describe.each(rows.filter(([type]) => type !== 'ollama'))('%s', (type, kind) => {
  const own = { openrouter: 'sk-or-v1-fake', llamacpp: 'sk-own', lmstudio: 'sk-own', vllm: 'sk-own' };
  const key = own[type as keyof typeof own] ?? 'sk-fake';
  const usual = { authorization: `Bearer ${key}` };
  const header: Record<string, string> = type === 'azure-openai' ? { 'api-key': key } : usual;

  it("takes a header of the caller's in place of its key", async () => {
    await using backend = await kind.start(type in own ? { apiKey: key } : {});
    backend.say([{ text: answer }]);
    const [name = '', value = ''] = Object.entries(header)[0] ?? [];
    const byProvider = connect(type, backend, {
      apiKey: 'sk-unused',
      headers: { [name.toUpperCase()]: value },
    });
    expect((await byProvider.chat('Why?')).text).toBe(answer);
    const byCall = connect(type, backend, { apiKey: 'sk-unused' });
    expect((await byCall.chat('Why?', { headers: header })).text).toBe(answer);
    for (const { headers } of backend.requests) {
      expect(headers).toMatchObject(header);
      expect(JSON.stringify(headers)).not.toContain('sk-unused');
    }
  });
});
