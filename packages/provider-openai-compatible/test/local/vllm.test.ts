import { createProvider, tool } from '@modelport/core';
import {
  startCatchAllWebServer,
  startFakeLocalServer,
  startFakeOpenAIServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import '../../src/index.js';

describe('vLLM', () => {
  it('tells its model with the context that it has', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'vllm', contextLength: 4096 });
    const [model] = await createProvider('vllm', { baseUrl: server.origin }).models();
    expect(model).toMatchObject({ id: 'chat-fake', contextLength: 4096, effectiveContextLength: 4096 });
  });

  it('is healthy by an empty body, and says its version', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'vllm' });
    const health = (model?: string) => createProvider('vllm', { baseUrl: server.baseUrl, model }).health();
    expect(await health()).toMatchObject({
      reachable: true,
      hasModel: true,
      modelId: 'chat-fake',
      version: '0.12.0',
    });
    expect(await health('none')).toMatchObject({ reachable: true, hasModel: false });
    server.setReady(false);
    expect(await health()).toMatchObject({ reachable: true, hasModel: false, error: { status: 503 } });
  });

  it('is not configured where its key is refused, although it lives', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'vllm', apiKey: 'sk-x' });
    expect(await createProvider('vllm', { baseUrl: server.baseUrl }).health()).toMatchObject({
      configured: false,
      reachable: true,
      error: { code: 'AUTH_FAILED' },
    });
  });

  it('is seen through a proxy that refuses everything but the API', async () => {
    const fetch = async (url: string) =>
      new URL(url).pathname === '/v1/models'
        ? Response.json({ object: 'list', data: [{ id: 'm', owned_by: 'vllm' }] })
        : Response.json({ error: 'Forbidden' }, { status: 403 });
    const provider = createProvider('vllm', { baseUrl: 'https://proxy.example/v1', fetch });
    expect(await provider.health()).toMatchObject({ configured: true, reachable: true, modelId: 'm' });
  });

  it('is not that of another server that is not ready', async () => {
    const fetch = async (url: string) =>
      new URL(url).pathname === '/health'
        ? Response.json({ status: 'warming up' }, { status: 503 })
        : Response.json({ object: 'list', data: [{ id: 'm', owned_by: 'else' }] });
    const health = await createProvider('vllm', { baseUrl: 'http://127.0.0.1:1', fetch }).health();
    expect(health).toMatchObject({ reachable: false, error: { message: expect.stringContaining('vLLM') } });
  });

  it.each(['koboldcpp', 'llamacpp', 'localai', 'tabbyapi'] as const)('is not taken for %s', async (kind) => {
    await using server = await startFakeLocalServer(kind);
    const { baseUrl, apiKey } = server;
    const health = await createProvider('vllm', { baseUrl, ...(apiKey && { apiKey }) }).health();
    expect(health.reachable).toBe(false);
    expect(health.error?.message).toContain('vLLM');
  });

  it('is not taken for a web server that answers everything', async () => {
    await using server = await startCatchAllWebServer({ variant: 'json' });
    const { reachable } = await createProvider('vllm', { baseUrl: server.baseUrl }).health();
    expect(reachable).toBe(false);
  });

  it('counts the tokens of a request, its tools and template among it', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'vllm' });
    const provider = createProvider('vllm', { baseUrl: server.baseUrl, model: 'chat-fake' });
    const count = await provider.countTokens({
      messages: 'Hello',
      maxTokens: 5,
      tools: [tool({ name: 'a', description: 'A.', parameters: { type: 'object', properties: {} } })],
      reasoning: { enabled: false },
      providerOptions: { vllm: { continueFinalMessage: true, addGenerationPrompt: false, minTokens: 2 } },
    });
    expect(count).toBe('Hello'.length);
    expect(server.requests[0]).toMatchObject({
      path: '/tokenize',
      body: { model: 'chat-fake', tools: [{}] },
    });
    expect(Object.keys(server.requests[0]?.body as object).sort()).toEqual([
      'add_generation_prompt',
      'chat_template_kwargs',
      'continue_final_message',
      'messages',
      'model',
      'tools',
    ]);
  });

  it('cuts texts into tokens and joins them again, and shows its counters', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'vllm' });
    const { extras } = createProvider('vllm', { baseUrl: server.baseUrl });
    const tokens = await extras.tokenize('Grüße');
    expect(tokens).toHaveLength(5);
    expect(await extras.detokenize(tokens)).toBe('Grüße');
    expect(await extras.detokenize({ tokens: await extras.tokenize({ text: 'a' }) })).toBe('a');
    expect(await extras.metrics()).toEqual({ 'vllm:num_requests_running{model_name="chat-fake"}': 0 });
    await expect(extras.detokenize(['a'] as never)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('takes its own request options, and keeps template values beside those of reasoning', async () => {
    await using server = await startFakeOpenAIServer({
      dialect: 'vllm',
      reply: { reasoning: 'Hm.', text: 'Hi' },
    });
    const provider = createProvider('vllm', { baseUrl: server.baseUrl, model: 'chat-fake' });
    const { reasoning } = await provider.chat({
      messages: 'Hi',
      topK: 5,
      minP: 0.1,
      reasoning: { enabled: true },
      providerOptions: {
        vllm: {
          structuredOutputs: { choice: ['Paris', 'Lyon'] },
          chatTemplateKwargs: { date: 'today' },
          repetitionPenalty: 1.1,
        },
      },
    });
    expect(reasoning).toBe('Hm.');
    expect(server.requests[0]?.body).toMatchObject({
      top_k: 5,
      min_p: 0.1,
      structured_outputs: { choice: ['Paris', 'Lyon'] },
      chat_template_kwargs: { date: 'today', enable_thinking: true },
      repetition_penalty: 1.1,
    });
  });

  it('gets every effort as it is', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'vllm' });
    const provider = createProvider('vllm', { baseUrl: server.baseUrl, model: 'chat-fake' });
    const { warnings } = await provider.chat({ messages: 'Hi', reasoning: { effort: 'minimal' } });
    await provider.chat({ messages: 'Hi', reasoning: { effort: 'max' } });
    expect(warnings).toEqual([]);
    expect(server.requests.map(({ body }) => body)).toMatchObject([
      { reasoning_effort: 'minimal', chat_template_kwargs: { enable_thinking: true } },
      { reasoning_effort: 'max', chat_template_kwargs: { enable_thinking: true } },
    ]);
  });

  it.each(['vllm', 'vllm-flat-errors'] as const)(
    'reports errors by number, in the shape of %s',
    async (dialect) => {
      await using server = await startFakeOpenAIServer({ dialect });
      const provider = createProvider('vllm', { baseUrl: server.baseUrl, model: 'none' });
      await expect(provider.chat('Hi')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND', status: 404 });
    },
  );

  it('ends a stream that broke with an error, although [DONE] follows it', async () => {
    await using server = await startFakeOpenAIServer({
      dialect: 'vllm',
      reply: { text: 'Half', streamError: 'engineDead' },
    });
    const provider = createProvider('vllm', { baseUrl: server.baseUrl, model: 'chat-fake' });
    await expect(provider.stream('Hi').response).rejects.toMatchObject({
      code: 'BACKEND_ERROR',
      partial: { text: 'Half' },
    });
  });
});

it('is not taken for a server without any list of models', async () => {
  const fetch = async () => new Response('404 page not found', { status: 404 });
  const health = await createProvider('vllm', { baseUrl: 'http://127.0.0.1:1', fetch }).health();
  expect(health).toMatchObject({ reachable: false });
  expect(health.error?.message).toContain('vLLM');
});

it('is not taken for something else while it fails', async () => {
  const fetch = async () => new Response('oh no', { status: 500 });
  const health = await createProvider('vllm', { baseUrl: 'http://127.0.0.1:1', fetch }).health();
  expect(health.error).toMatchObject({ code: 'BACKEND_ERROR', status: 500 });
});
