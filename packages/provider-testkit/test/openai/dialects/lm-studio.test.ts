import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FakeOpenAIServer,
  startFakeOpenAIServer,
} from '../../../src/openai/start-fake-openai-server.js';
import { chat, request } from '../dialect-client.js';

let server: FakeOpenAIServer;
beforeEach(async () => {
  server = await startFakeOpenAIServer({ dialect: 'lmstudio', contextLength: 32_768 });
});
afterEach(() => server.close());

/** The loaded copies of each model, with their context lengths. */
async function loaded(): Promise<Record<string, number>> {
  const { json } = await request(server, '/api/v1/models');
  return Object.fromEntries(
    json.models.flatMap((model: { loaded_instances: { id: string; config: { context_length: number } }[] }) =>
      model.loaded_instances.map(({ id, config }) => [id, config.context_length]),
    ),
  );
}

describe('the fake LM Studio', () => {
  it.each([
    ['GET', '/api/version'],
    ['GET', '/version'],
    ['GET', '/health'],
    ['GET', '/'],
    ['GET', '/v1/chat/completions'],
    ['POST', '/api/chat'],
  ])('answers %s %s with success and an error in the body', async (method, path) => {
    const { status, json, headers } = await request(server, path, { method });
    expect([status, headers['x-powered-by']]).toEqual([200, 'Express']);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(json).toEqual({ error: `Unexpected endpoint or method. (${method} ${path})` });
  });

  it('greets who knows where to ask', async () => {
    expect((await request(server, '/lmstudio-greeting')).json).toEqual({ lmstudio: true });
  });

  it('shows each model with its kind, its longest context and its loaded copies', async () => {
    const [llm, reasoner, embedder] = (await request(server, '/api/v1/models')).json.models;
    expect(llm).toMatchObject({
      type: 'llm',
      key: 'chat-fake',
      max_context_length: 32_768,
      loaded_instances: [{ id: 'chat-fake', config: { context_length: 4096 } }],
      capabilities: { vision: true, trained_for_tool_use: true },
    });
    expect(reasoner.capabilities.reasoning.allowed_options).toContain('off');
    expect(embedder).toMatchObject({ type: 'embedding', loaded_instances: [] });
    expect(embedder).not.toHaveProperty('capabilities');
  });

  it('loads and unloads models', async () => {
    const load = { model: 'reasoning-fake', context_length: 8192, echo_load_config: true };
    const { json } = await request(server, '/api/v1/models/load', { body: load });
    expect(json).toMatchObject({
      type: 'llm',
      instance_id: 'reasoning-fake',
      status: 'loaded',
      load_config: { context_length: 8192 },
    });
    expect(await loaded()).toEqual({ 'chat-fake': 4096, 'reasoning-fake': 8192 });
    await request(server, '/api/v1/models/unload', { body: { instance_id: 'chat-fake' } });
    expect(await loaded()).toEqual({ 'reasoning-fake': 8192 });
  });

  it('loads another copy under a name of its own', async () => {
    const { json } = await request(server, '/api/v1/models/load', { body: { model: 'chat-fake' } });
    expect(json.instance_id).toBe('chat-fake:2');
    expect(json).not.toHaveProperty('load_config');
    expect(Object.keys(await loaded())).toEqual(['chat-fake', 'chat-fake:2']);
  });

  it('refuses to load or unload what it does not have, and options that it does not know', async () => {
    const statusOf = async (path: string, body: object): Promise<number> =>
      (await request(server, `/api/v1/models/${path}`, { body })).status;
    expect(await statusOf('load', { model: 'nope' })).toBe(404);
    expect(await statusOf('load', { model: 'chat-fake', num_ctx: 1 })).toBe(400);
    expect(await statusOf('load', {})).toBe(400);
    expect(await statusOf('unload', { instance_id: 'nope' })).toBe(404);
    expect(await statusOf('unload', { model: 'chat-fake' })).toBe(400);
  });

  it('downloads a model, which is there when the job is done', async () => {
    const body = { model: 'fake-org/new' };
    const started = (await request(server, '/api/v1/models/download', { body })).json;
    expect(started).toMatchObject({ status: 'downloading', total_size_bytes: expect.any(Number) });
    const done = (await request(server, `/api/v1/models/download/status/${started.job_id}`)).json;
    expect(done).toMatchObject({ status: 'completed', downloaded_bytes: started.total_size_bytes });
    expect((await request(server, '/api/v1/models/download', { body })).json).toEqual({
      status: 'already_downloaded',
    });
    expect((await chat(server, { model: 'fake-org/new' })).status).toBe(200);
  });

  it('lists what is not loaded, and loads it when it is asked for', async () => {
    const { json } = await request(server, '/v1/models');
    expect(json.data[1]).toEqual({
      id: 'reasoning-fake',
      object: 'model',
      owned_by: 'organization_owner',
    });
    await chat(server, { model: 'reasoning-fake', ttl: 60, draft_model: 'chat-fake' });
    expect((await chat(server, { ttl: 'long' })).status).toBe(400);
    expect((await chat(server, { draft_model: 1 })).status).toBe(400);
    const body = { model: 'embedding-fake', input: 'a' };
    expect((await request(server, '/v1/embeddings', { body })).status).toBe(200);
    expect(Object.keys(await loaded())).toEqual(['chat-fake', 'reasoning-fake', 'embedding-fake']);
  });

  it('refuses JSON mode and a named tool with a text for an error', async () => {
    const messages = [{ role: 'user', content: 'Answer in JSON.' }];
    const mode = await chat(server, { messages, response_format: { type: 'json_object' } });
    expect([mode.status, mode.json]).toEqual([
      400,
      { error: "'response_format.type' must be 'json_schema' or 'text'" },
    ]);
    const tools = [{ type: 'function', function: { name: 'add' } }];
    const named = await chat(server, { tools, tool_choice: { type: 'function', function: { name: 'add' } } });
    expect([named.status, named.json.error]).toEqual([400, expect.stringContaining("'object'")]);
    expect((await chat(server, { tools, tool_choice: 'required' })).status).toBe(200);
    const json_schema = { name: 'a', schema: { type: 'object' } };
    expect((await chat(server, { response_format: { type: 'json_schema', json_schema } })).status).toBe(200);
  });
});

describe('the fake LM Studio, as users met it,', () => {
  it('greets without the key that it asks for elsewhere', async () => {
    await using guarded = await startFakeOpenAIServer({ dialect: 'lmstudio', apiKey: 'sk-lm-fake' });
    expect((await request(guarded, '/lmstudio-greeting', { headers: {} })).status).toBe(200);
    const { status, json } = await request(guarded, '/api/v1/models', { headers: {} });
    expect([status, json.error]).toMatchObject([401, { type: 'invalid_request', code: 'invalid_api_key' }]);
  });

  it('answers an unknown model with 400, and 404 in its older days', async () => {
    await using old = await startFakeOpenAIServer({ dialect: 'lmstudio-0.3' });
    const answers = await Promise.all([server, old].map((one) => chat(one, { model: 'nope' })));
    expect(answers.map(({ status, json }) => [status, json.error.code])).toEqual([
      [400, 'model_not_found'],
      [404, 'model_not_found'],
    ]);
  });

  it('takes the role "developer", and -1 for as many tokens as there are', async () => {
    const messages = [{ role: 'developer', content: 'Be brief.' }];
    expect((await chat(server, { messages, max_tokens: -1 })).status).toBe(200);
  });
});

describe('the fake LM Studio 0.3', () => {
  it('has the older native API and takes the newer one for unknown', async () => {
    await using old = await startFakeOpenAIServer({ dialect: 'lmstudio-0.3' });
    expect((await request(old, '/api/v1/models')).json).toEqual({
      error: 'Unexpected endpoint or method. (GET /api/v1/models)',
    });
    const { json } = await request(old, '/api/v0/models');
    expect(json.data).toMatchObject([
      {
        id: 'chat-fake',
        type: 'vlm',
        state: 'loaded',
        capabilities: ['tool_use'],
        max_context_length: 100_000,
      },
      { id: 'reasoning-fake', type: 'llm', state: 'not-loaded' },
      { id: 'embedding-fake', type: 'embeddings', state: 'not-loaded' },
    ]);
    expect((await request(old, '/api/v0/models/chat-fake')).json).toEqual(json.data[0]);
    expect((await request(old, '/api/v0/models/nope')).status).toBe(404);
  });

  it('tells more of an answer there', async () => {
    const body = { model: 'chat-fake', messages: [{ role: 'user', content: 'Hi' }] };
    const native = (await request(server, '/api/v0/chat/completions', { body })).json;
    expect(native).toMatchObject({
      stats: { tokens_per_second: expect.any(Number) },
      model_info: { context_length: 4096 },
    });
    expect((await chat(server)).json).not.toHaveProperty('stats');
  });
});
