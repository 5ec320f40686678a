import { createProvider, tool } from '@modelport/core';
import {
  startCatchAllWebServer,
  startFakeLocalServer,
  startFakeOpenAIServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import '../../src/index.js';

const parameters = { type: 'object', properties: {} } as const;

describe('models of LM Studio', () => {
  it('come from its newest list, with what is loaded and how much context that has', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio' });
    const provider = createProvider('lmstudio', { baseUrl: server.baseUrl });
    expect(await provider.models()).toMatchObject([
      {
        id: 'chat-fake',
        name: 'Fake chat-fake',
        contextLength: 100_000,
        effectiveContextLength: 4096,
        loaded: true,
        capabilities: { images: true, tools: true },
      },
      { id: 'reasoning-fake', loaded: false, capabilities: { images: false, tools: true, reasoning: true } },
      { id: 'embedding-fake', loaded: false, capabilities: { embeddings: true, chat: false } },
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/v1/models']);
  });

  it('come from the older list of a server that answers 200 with an error to the newer one', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio-0.3' });
    const provider = createProvider('lmstudio', { baseUrl: server.origin });
    expect(await provider.models()).toMatchObject([
      { id: 'chat-fake', contextLength: 100_000, loaded: true, capabilities: { images: true, tools: true } },
      { id: 'reasoning-fake', loaded: false },
      { id: 'embedding-fake', capabilities: { embeddings: true, chat: false } },
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/v1/models', '/api/v0/models']);
  });

  it("come from OpenAI's list where a proxy hides the rest", async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'openai' });
    const provider = createProvider('lmstudio', { baseUrl: server.baseUrl, apiKey: server.apiKey });
    expect((await provider.models()).map(({ id }) => id)).toContain('gpt-fake');
  });

  it('are not asked for three times where the key is wrong', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio', apiKey: 'sk-lm-x' });
    const provider = createProvider('lmstudio', { baseUrl: server.baseUrl });
    await expect(provider.models()).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('health of LM Studio', () => {
  it.each(['lmstudio', 'lmstudio-0.3'] as const)('is seen by its greeting: %s', async (dialect) => {
    await using server = await startFakeOpenAIServer({ dialect, loadedModels: ['reasoning-fake'] });
    const health = (model?: string) => createProvider('lmstudio', { baseUrl: server.origin, model }).health();
    // Without a choice, what is in memory is used: anything else would have to be loaded first.
    expect(await health()).toMatchObject({ reachable: true, hasModel: true, modelId: 'reasoning-fake' });
    expect(await health('chat-fake')).toMatchObject({ hasModel: true, modelId: 'chat-fake' });
    expect(await health('chat-fake@q4_k_m')).toMatchObject({ hasModel: true, modelId: 'chat-fake' });
    expect(await health('reasoning-fake:2')).toMatchObject({ hasModel: true, modelId: 'reasoning-fake' });
    expect(await health('none')).toMatchObject({ reachable: true, hasModel: false });
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('has a model where none is in memory, since a request loads it', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio', loadedModels: [] });
    expect(await createProvider('lmstudio', { baseUrl: server.baseUrl }).health()).toMatchObject({
      configured: true,
      reachable: true,
      hasModel: true,
      modelId: 'chat-fake',
    });
  });

  it('is not configured where its key is refused', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio', apiKey: 'sk-lm-x' });
    expect(await createProvider('lmstudio', { baseUrl: server.baseUrl }).health()).toMatchObject({
      configured: false,
      reachable: true,
      hasModel: undefined,
      error: { code: 'AUTH_FAILED' },
    });
  });

  it('is told by its own list where a proxy refuses the greeting', async () => {
    const fetch = async (url: string) =>
      new URL(url).pathname === '/api/v1/models'
        ? Response.json({ models: [{ type: 'llm', key: 'a', loaded_instances: [] }] })
        : Response.json({ error: 'Forbidden' }, { status: 403 });
    const provider = createProvider('lmstudio', { baseUrl: 'https://proxy.example/', fetch });
    expect(await provider.health()).toMatchObject({ configured: true, reachable: true, modelId: 'a' });
  });

  it('is that of no model where there are embeddings only', async () => {
    await using server = await startFakeOpenAIServer({
      dialect: 'lmstudio',
      models: [],
      reasoningModels: [],
    });
    expect(await createProvider('lmstudio', { baseUrl: server.baseUrl }).health()).toMatchObject({
      reachable: true,
      hasModel: false,
    });
  });

  it.each(['koboldcpp', 'localai', 'llamacpp'] as const)('is none for %s', async (kind) => {
    await using server = await startFakeLocalServer(kind);
    const health = await createProvider('lmstudio', { baseUrl: server.baseUrl }).health();
    expect(health).toMatchObject({ reachable: false });
    expect(health.error?.message).toContain('LM Studio');
  });

  it.each(['html', 'json', 'empty'] as const)(
    'is none for a web server that answers all with %s',
    async (variant) => {
      await using server = await startCatchAllWebServer({ variant });
      const health = await createProvider('lmstudio', { baseUrl: server.baseUrl }).health();
      expect(health.reachable).toBe(false);
      expect(health.error).toBeDefined();
    },
  );
});

describe('a chat with LM Studio', () => {
  it('asks for a named tool by a word and no other tool, since names are refused', async () => {
    await using server = await startFakeOpenAIServer({
      dialect: 'lmstudio',
      reply: { toolCalls: [{ name: 'b', arguments: '{}' }] },
    });
    const provider = createProvider('lmstudio', { baseUrl: server.baseUrl, model: 'chat-fake' });
    const tools = ['a', 'b'].map((name) => tool({ name, description: 'Does it.', parameters }));
    const { toolCalls } = await provider.chat({ messages: 'Go', tools, toolChoice: { name: 'b' } });
    expect(toolCalls).toMatchObject([{ name: 'b' }]);
    expect(server.requests[0]?.body).toMatchObject({
      tool_choice: 'required',
      tools: [{ function: { name: 'b' } }],
    });
  });

  it('asks for JSON by a schema, since json_object is refused, and takes its own options', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio', reply: { text: '{}' } });
    const provider = createProvider('lm-studio', { baseUrl: server.origin, model: 'chat-fake' });
    const { output } = await provider.chat({
      messages: 'JSON',
      responseFormat: { type: 'json' },
      providerOptions: { lmstudio: { ttl: 60, draftModel: 'small' } },
    });
    expect(output).toEqual({});
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: { ttl: 60, draft_model: 'small' },
    });
  });

  it('fails at a path that does not exist, although that is a 200', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio' });
    const provider = createProvider('openai-compatible', { baseUrl: server.origin, model: 'chat-fake' });
    const failure = { code: 'BACKEND_ERROR', message: expect.stringContaining('/v1') };
    await expect(provider.chat('Hi')).rejects.toMatchObject(failure);
    await expect(provider.stream('Hi').response).rejects.toMatchObject(failure);
  });
});

describe('extras of LM Studio', () => {
  it('load and unload a model', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio' });
    const provider = createProvider('lmstudio', { baseUrl: server.baseUrl });
    const { instanceId, loadTimeSeconds, config } = await provider.extras.load({
      model: 'reasoning-fake',
      contextLength: 8192,
      flashAttention: true,
    });
    expect(loadTimeSeconds).toBe(0.1);
    expect(config).toMatchObject({ context_length: 8192, flash_attention: true });
    const loaded = async () =>
      (await provider.models()).find(({ id }) => id === 'reasoning-fake')?.effectiveContextLength;
    expect(await loaded()).toBe(8192);
    await provider.extras.unload(instanceId);
    expect(await loaded()).toBeUndefined();
    await expect(provider.extras.unload('none')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(provider.extras.load('')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('download a model and tell how far it is', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio' });
    const { extras } = createProvider('lmstudio', { baseUrl: server.baseUrl });
    const { jobId = '', ...begun } = await extras.download('new-model');
    expect(begun).toEqual({
      status: 'downloading',
      downloadedBytes: 948,
      totalBytes: 2_279_145_003,
      bytesPerSecond: 7834.7,
    });
    expect(await extras.downloadStatus(jobId)).toMatchObject({ jobId, status: 'completed' });
    expect(await extras.download({ model: 'new-model', quantization: 'Q4_K_M' })).toEqual({
      status: 'already_downloaded',
    });
  });

  it('are not there before 0.4, which is no success', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio-0.3' });
    const { extras } = createProvider('lmstudio', { baseUrl: server.baseUrl });
    await expect(extras.load('chat-fake')).rejects.toMatchObject({ code: 'BACKEND_ERROR' });
  });
});

it('is not taken for a server without any list of models', async () => {
  const fetch = async () => new Response('404 page not found', { status: 404 });
  const health = await createProvider('lmstudio', { baseUrl: 'http://127.0.0.1:1', fetch }).health();
  expect(health).toMatchObject({ reachable: false });
  expect(health.error?.message).toContain('LM Studio');
});

it('is not taken for something else while it fails', async () => {
  const fetch = async () => new Response('oh no', { status: 500 });
  const health = await createProvider('lmstudio', { baseUrl: 'http://127.0.0.1:1', fetch }).health();
  expect(health.error).toMatchObject({ code: 'BACKEND_ERROR', status: 500 });
});
