import { describe, expect, it } from 'vitest';
import { startFakeOpenAIServer } from '../../src/openai/start-fake-openai-server.js';
import { startFakeLocalServer } from '../../src/servers/start-fake-local-server.js';
import { chat, request } from '../openai/dialect-client.js';

describe('the fake LocalAI', () => {
  it('is ready with an empty body, and not before its models are loaded', async () => {
    await using server = await startFakeLocalServer('localai', { ready: false });
    expect((await request(server, '/readyz')).status).toBe(503);
    server.setReady(true);
    const { status, text } = await request(server, '/readyz');
    expect([status, text]).toEqual([200, '']);
  });

  it('names itself in a place of its own, without a key', async () => {
    await using server = await startFakeLocalServer('localai', { apiKey: 'secret' });
    const open = await request(server, '/.well-known/localai.json', { headers: {} });
    expect(open.json).toMatchObject({ version: expect.any(String), endpoints: { models: '/v1/models' } });
    expect((await request(server, '/readyz', { headers: {} })).status).toBe(200);
    expect((await request(server, '/', { headers: {} })).status).toBe(200);
    expect((await request(server, '/v1/models')).json.data[0]).toEqual({ id: 'chat-fake', object: 'model' });
    const closed = await request(server, '/v1/models', { headers: {} });
    expect([closed.status, closed.json.error.code]).toEqual([401, 401]);
  });

  it('imitates Ollama, and has a version like vLLM', async () => {
    await using server = await startFakeLocalServer('localai', { models: ['mine'] });
    expect((await request(server, '/')).text).toBe('Ollama is running');
    expect((await request(server, '/api/version')).json).toEqual({ version: expect.any(String) });
    expect((await request(server, '/version')).json).toEqual({ version: expect.any(String) });
    expect((await request(server, '/api/tags')).json.models[0]).toMatchObject({ name: 'mine:latest' });
    expect((await request(server, '/api/ps')).json.models[0]).toMatchObject({ model: 'mine:latest' });
    const shown = await request(server, '/api/show', { body: { model: 'mine' } });
    expect(shown.json.capabilities).toContain('completion');
  });
});

describe('the fake KoboldCpp', () => {
  it('names itself, its model and its real context, whatever the key', async () => {
    await using server = await startFakeLocalServer('koboldcpp', { apiKey: 'secret', contextLength: 8192 });
    const ask = async (path: string) => (await request(server, path, { headers: {} })).json;
    expect(await ask('/api/extra/version')).toMatchObject({ result: 'KoboldCpp' });
    expect(await ask('/api/v1/model')).toEqual({ result: server.model });
    expect(await ask('/api/extra/true_max_context_length')).toEqual({ value: 8192 });
    expect((await ask('/.well-known/serviceinfo')).software.name).toBe('KoboldCpp');
    expect((await ask('/v1/models')).data[0]).toMatchObject({
      id: 'koboldcpp/chat-fake',
      owned_by: 'koboldcpp',
      root: 'koboldcpp',
      status: { value: 'loaded' },
      permission: [],
    });
  });

  it('imitates Ollama, and llama.cpp in part', async () => {
    await using server = await startFakeLocalServer('koboldcpp');
    expect((await request(server, '/api/version')).json).toEqual({ version: '0.7.0' });
    expect((await request(server, '/api/tags')).json.models[0].details.family).toBe('koboldcpp');
    const props = (await request(server, '/props')).json;
    expect(props).toMatchObject({
      chat_template: expect.any(String),
      model_path: server.model,
      total_slots: 1,
      modalities: { vision: false },
      default_generation_settings: { n_ctx: 100_000 },
    });
    expect(props).not.toHaveProperty('build_info');
  });

  it('sends a page for what it does not know', async () => {
    await using server = await startFakeLocalServer('koboldcpp');
    const { status, headers, text } = await request(server, '/version');
    expect([status, headers['content-type']]).toEqual([404, 'text/html']);
    expect(text).toContain('this endpoint does not exist');
    expect((await request(server, '/')).text).toContain('KoboldAI Lite');
  });

  it('answers with its own model, whatever a chat names', async () => {
    await using server = await startFakeLocalServer('koboldcpp');
    expect((await chat(server, { model: 'nope' })).json.model).toBe('koboldcpp/chat-fake');
  });
});

describe('the fake Jan', () => {
  it('asks for a key in plain text, but for its description', async () => {
    await using server = await startFakeLocalServer('jan');
    const listed = await request(server, '/v1/models', { headers: {} });
    expect([listed.status, listed.text]).toEqual([401, 'Missing authorization header']);
    const wrong = await request(server, '/v1/models', { headers: { authorization: 'Bearer no' } });
    expect([wrong.status, wrong.text]).toEqual([401, 'Invalid or missing authorization token']);
    expect((await request(server, '/', { headers: {} })).headers['content-type']).toBe('text/html');
    const described = await request(server, '/openapi.json', { headers: {} });
    expect(described.json.info.title).toBe('Jan API Server Endpoints');
    expect((await request(server, '/v1/models')).json.data[0]).toMatchObject({
      id: server.model,
      owned_by: 'user',
    });
    expect((await request(server, '/version')).text).toBe('Not Found');
    expect((await chat(server, { model: 'nope' })).headers['content-type']).toMatch(/^text\/plain/);
  });
});

describe('the fake text-generation-webui', () => {
  it('tells which model it runs', async () => {
    await using server = await startFakeLocalServer('text-generation-webui', { models: ['mine'] });
    expect((await request(server, '/v1/internal/model/info')).json).toEqual({
      model_name: 'mine',
      lora_names: [],
    });
    expect((await chat(server, { model: 'nope' })).json.model).toBe('mine');
    expect((await request(server, '/v1/models')).json.data[0]).toMatchObject({
      created: 0,
      owned_by: 'user',
    });
  });

  it('guards /v1 with a key, if it has one', async () => {
    await using server = await startFakeLocalServer('text-generation-webui', { apiKey: 'secret' });
    const { status, json } = await request(server, '/v1/internal/model/info', { headers: {} });
    expect([status, json]).toEqual([401, { detail: 'Unauthorized' }]);
    expect((await request(server, '/docs', { headers: {} })).status).toBe(404);
  });
});

describe('the fake TabbyAPI', () => {
  it('tells which model it runs, to those who have its key', async () => {
    await using server = await startFakeLocalServer('tabbyapi');
    const refused = await request(server, '/v1/model', { headers: {} });
    expect([refused.status, refused.json]).toEqual([401, { detail: 'Please provide an API key' }]);
    const { json } = await request(server, '/v1/model');
    expect(json).toMatchObject({ owned_by: 'tabbyAPI', parameters: { max_seq_len: 100_000 } });
    expect((await request(server, '/v1/models')).json.data[0]).toEqual(json);
    expect((await request(server, '/health', { headers: {} })).json).toEqual({ status: 'healthy' });
    expect((await chat(server, { model: 'nope' })).json.model).toBe(server.model);
    const wrong = await request(server, '/v1/model', { headers: { 'x-api-key': 'no' } });
    expect(wrong.json).toEqual({ detail: 'Invalid API key' });
    const other = await request(server, '/v1/model', { headers: { 'x-api-key': server.apiKey } });
    expect(other.status).toBe(200);
  });
});

describe('the fake SGLang', () => {
  it('gives no sign of who it is but in its list of models', async () => {
    await using server = await startFakeLocalServer('sglang');
    for (const path of ['/version', '/api/version', '/lmstudio-greeting', '/readyz', '/v1/model']) {
      expect((await request(server, path)).status).toBe(404);
    }
    expect((await request(server, '/v1/models')).json.data[0]).toMatchObject({
      owned_by: 'sglang',
      max_model_len: 100_000,
    });
    server.setReady(false);
    expect((await request(server, '/health')).status).toBe(503);
  });

  it('guards all but its health, and sends errors flat', async () => {
    await using server = await startFakeLocalServer('sglang', { apiKey: 'secret' });
    expect((await request(server, '/health', { headers: {} })).status).toBe(200);
    expect((await request(server, '/v1/models', { headers: {} })).json).toEqual({ error: 'Unauthorized' });
    expect((await chat(server, { messages: 'Hi' })).json).toMatchObject({ object: 'error', code: 400 });
  });
});

describe('servers on each other’s ports', () => {
  it('answer there as at home', async () => {
    const home = await startFakeOpenAIServer({ dialect: 'vllm' });
    await home.close();
    await using guest = await startFakeLocalServer('koboldcpp', { port: home.port });
    expect(guest.origin).toBe(home.origin);
    expect((await request(guest, '/api/extra/version')).json.result).toBe('KoboldCpp');
  });
});
