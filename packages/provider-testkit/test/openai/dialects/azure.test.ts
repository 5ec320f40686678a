import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FakeOpenAIServer,
  startFakeOpenAIServer,
} from '../../../src/openai/start-fake-openai-server.js';
import { chat, request, streamed } from '../dialect-client.js';

const VERSION = 'api-version=2025-04-01-preview';
const messages = [{ role: 'user', content: 'Hi' }];
let server: FakeOpenAIServer;
beforeAll(async () => {
  server = await startFakeOpenAIServer({ dialect: 'azure', models: ['my deployment'] });
});
afterAll(() => server.close());

const dated = (deployment: string, query: string): string =>
  `/openai/deployments/${deployment}/chat/completions${query}`;

describe('the fake Azure OpenAI', () => {
  it('takes the deployment from the path of the dated API, whatever the body says', async () => {
    const body = { messages, model: 'something else' };
    const { status, json } = await request(server, dated('my%20deployment', `?${VERSION}`), { body });
    expect([status, json.model]).toEqual([200, 'my deployment']);
    const unknown = await request(server, dated('other', `?${VERSION}`), { body });
    expect([unknown.status, unknown.json.error.code]).toEqual([404, 'DeploymentNotFound']);
  });

  it('takes it from the body of the v1 API, which needs no date', async () => {
    expect((await request(server, '/openai/v1/chat/completions', { body: { messages } })).status).toBe(400);
    expect((await chat(server)).json.model).toBe('my deployment');
  });

  it('does not know the dated API without a date, nor with a wrong one', async () => {
    const body = { messages };
    const missing = await request(server, dated('my%20deployment', ''), { body });
    expect([missing.status, missing.json]).toEqual([
      404,
      { error: { code: '404', message: 'Resource not found' } },
    ]);
    const wrong = await request(server, dated('my%20deployment', '?api-version=v1'), { body });
    expect([wrong.status, wrong.json.error.code]).toEqual([400, 'BadRequest']);
  });

  it('has no operations outside of /openai', async () => {
    expect((await request(server, '/v1/models')).status).toBe(404);
    expect((await request(server, '/openai/chat/completions', { body: { messages } })).status).toBe(404);
  });

  it('takes the key in either header, and refuses with a code in text', async () => {
    expect((await chat(server, {}, { headers: { 'api-key': server.apiKey } })).status).toBe(200);
    const { status, json } = await chat(server, {}, { headers: { 'api-key': 'wrong' } });
    expect([status, json.error.code]).toEqual([401, '401']);
    expect((await chat(server, {}, { headers: { 'x-api-key': server.apiKey } })).status).toBe(401);
  });

  it('begins a stream with its verdict on the prompt and adds one on the text without a delta', async () => {
    const [first, ...events] = await streamed(server);
    expect(first).toMatchObject({
      id: '',
      model: '',
      choices: [],
      prompt_filter_results: [{ prompt_index: 0 }],
    });
    const late = events.filter(({ choices }) => !choices[0].delta);
    expect(late.map(({ choices }) => choices[0])).toEqual([
      {
        index: 0,
        finish_reason: null,
        content_filter_results: expect.objectContaining({ hate: { filtered: false, severity: 'safe' } }),
        content_filter_offsets: expect.anything(),
      },
    ]);
    expect(events[0].choices[0].delta.role).toBe('assistant');
  });

  it('has both verdicts in a plain answer', async () => {
    const { prompt_filter_results: prompt, choices } = (await chat(server)).json;
    expect(prompt[0].content_filter_results.hate.filtered).toBe(false);
    expect(choices[0].content_filter_results.hate.filtered).toBe(false);
  });

  it('refuses a filtered prompt with what was found', async () => {
    await using filtering = await startFakeOpenAIServer({
      dialect: 'azure',
      reply: { error: 'contentFilter' },
    });
    const { status, json } = await chat(filtering);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 'content_filter', param: 'prompt', type: null, status: 400 });
    expect(json.error.message).toContain('content management policy');
    expect(json.error.innererror.content_filter_result.hate.filtered).toBe(true);
  });

  it('counts the reset of its limits in whole seconds', async () => {
    expect((await chat(server)).headers['x-ratelimit-reset-tokens']).toMatch(/^\d+$/);
  });

  it('is as strict as OpenAI about fields', async () => {
    expect((await chat(server, { top_k: 1 })).json.error.code).toBe('unknown_parameter');
  });

  it('embeds with a deployment in the path', async () => {
    const path = `/openai/deployments/embedding-fake/embeddings?${VERSION}`;
    const { json } = await request(server, path, { body: { input: 'a' } });
    expect(json.data).toHaveLength(1);
  });
});
