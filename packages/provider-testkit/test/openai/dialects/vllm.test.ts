import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FakeOpenAIServer,
  startFakeOpenAIServer,
} from '../../../src/openai/start-fake-openai-server.js';
import { endsWell, readEvents, readText } from '../../bare-client.js';
import { chat, request, streamed } from '../dialect-client.js';

let server: FakeOpenAIServer;
beforeAll(async () => {
  server = await startFakeOpenAIServer({ dialect: 'vllm', contextLength: 4096, reply: { reasoning: 'Hm' } });
});
afterAll(() => server.close());

const wrongType = { temperature: '0' };

describe('the fake vLLM', () => {
  it('is healthy with an empty body, and not when its engine has died', async () => {
    const { status, text } = await request(server, '/health');
    expect([status, text]).toEqual([200, '']);
    server.setReady(false);
    expect((await request(server, '/health')).status).toBe(503);
    server.setReady(true);
  });

  it('tells its version and its metrics', async () => {
    expect((await request(server, '/version')).json).toEqual({ version: expect.stringMatching(/^\d+\.\d+/) });
    const metrics = await request(server, '/metrics');
    expect(metrics.headers['content-type']).toMatch(/^text\/plain/);
    expect(metrics.text).toContain('vllm:num_requests_running');
  });

  it('names itself and the context of its models', async () => {
    const { json } = await request(server, '/v1/models');
    expect(json.data[0]).toMatchObject({
      id: 'chat-fake',
      root: 'chat-fake',
      parent: null,
      owned_by: 'vllm',
      max_model_len: 4096,
      permission: [{ object: 'model_permission' }],
    });
  });

  it('guards /v1 only', async () => {
    await using guarded = await startFakeOpenAIServer({ dialect: 'vllm', apiKey: 'secret' });
    const statusOf = async (path: string): Promise<number> =>
      (await request(guarded, path, { headers: {} })).status;
    expect(await Promise.all(['/health', '/version', '/v1/models'].map(statusOf))).toEqual([200, 200, 401]);
    expect((await request(guarded, '/v1/models', { headers: {} })).json).toEqual({ error: 'Unauthorized' });
  });

  it('turns text into tokens and back', async () => {
    const { json } = await request(server, '/tokenize', { body: { prompt: 'Héy', return_token_strs: true } });
    expect(json).toMatchObject({ count: 3, max_model_len: 4096, token_strs: ['H', 'é', 'y'] });
    const back = await request(server, '/detokenize', { body: { tokens: json.tokens } });
    expect(back.json).toEqual({ prompt: 'Héy' });
    expect((await request(server, '/tokenize', { body: { text: 'Hey' } })).status).toBe(400);
  });

  it('ignores what it does not know, wherever it is', async () => {
    const tool = { type: 'function', strict: true, function: { name: 'add', examples: [] } };
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hi', size: 3 }], mood: 'good' }];
    expect((await chat(server, { messages, tools: [tool], guided_json: {}, top_k: 1 })).status).toBe(200);
    const stream_options = { include_usage: true, continuous_usage_stats: true };
    expect((await chat(server, { stream: true, stream_options })).status).toBe(200);
  });

  it('takes one structured output at a time', async () => {
    expect((await chat(server, { structured_outputs: { regex: 'a+' } })).status).toBe(200);
    expect((await chat(server, { structured_outputs: { regex: 'a+', choice: ['a'] } })).status).toBe(400);
  });

  it('numbers its errors', async () => {
    const wrong = await chat(server, wrongType);
    expect([wrong.status, wrong.json.error]).toMatchObject([400, { type: 'BadRequestError', code: 400 }]);
    const unknown = await chat(server, { model: 'nope' });
    expect([unknown.status, unknown.json.error]).toMatchObject([404, { type: 'NotFoundError', code: 404 }]);
  });

  it('sent them flat in earlier days, with the reasoning under another name', async () => {
    await using old = await startFakeOpenAIServer({
      dialect: 'vllm-flat-errors',
      reply: { reasoning: 'Hm' },
    });
    const { json } = await chat(old, wrongType);
    expect(json).toMatchObject({ object: 'error', type: 'BadRequestError', code: 400 });
    expect(json).not.toHaveProperty('error');
    expect((await chat(old)).json.choices[0].message.reasoning_content).toBe('Hm');
  });

  it('puts the reasoning in "reasoning", and the usage without details', async () => {
    const { choices, usage } = (await chat(server)).json;
    expect(choices[0]).toMatchObject({ message: { reasoning: 'Hm' }, stop_reason: null });
    const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total, ...details } = usage;
    expect(prompt + completion).toBe(total);
    expect(details).toEqual({ prompt_tokens_details: null });
    expect((await streamed(server)).at(-1).choices[0]).toMatchObject({ stop_reason: null });
  });

  it('leaves the reasoning out when told to', async () => {
    const { json } = await chat(server, { include_reasoning: false });
    expect(json.choices[0].message).not.toHaveProperty('reasoning');
  });

  it('marks the end of a broken stream after the error', async () => {
    await using broken = await startFakeOpenAIServer({
      dialect: 'vllm',
      reply: { text: 'Half', streamError: 'engineDead' },
    });
    const { text, status } = await chat(broken, { stream: true });
    expect([status, readText(text.replace(/data: \{"error.*\n/, '')), endsWell(text)]).toEqual([
      200,
      'Half',
      true,
    ]);
    expect(readEvents(text).at(-1)).toMatchObject({
      error: { code: 500, type: 'InternalServerError', message: expect.stringContaining('EngineCore') },
    });
    expect((await chat(broken)).status).toBe(500);
  });

  it('has the 404 and 405 of its framework', async () => {
    expect((await request(server, '/nothing')).json).toEqual({ detail: 'Not Found' });
    expect((await request(server, '/v1/chat/completions')).json).toEqual({ detail: 'Method Not Allowed' });
  });
});
