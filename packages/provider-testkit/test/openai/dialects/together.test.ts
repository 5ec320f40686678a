import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FakeOpenAIServer,
  startFakeOpenAIServer,
} from '../../../src/openai/start-fake-openai-server.js';
import { chat, request } from '../dialect-client.js';

let server: FakeOpenAIServer;
beforeAll(async () => {
  server = await startFakeOpenAIServer({ dialect: 'together', reply: { reasoning: 'Hm', text: 'Yes' } });
});
afterAll(() => server.close());

describe('the fake Together AI', () => {
  it('lists models as a bare array in its own shape', async () => {
    const { json } = await request(server, '/v1/models');
    expect(json[0]).toMatchObject({
      id: 'fake-org/chat-fake',
      organization: 'fake-org',
      type: 'chat',
      display_name: 'chat-fake',
      pricing: { input: expect.any(Number), output: expect.any(Number) },
      context_length: 100_000,
    });
    expect(json[0]).not.toHaveProperty('owned_by');
  });

  it('knows models by organisation and name only', async () => {
    expect((await chat(server, { model: 'gpt-fake' })).status).toBe(404);
    expect((await chat(server, { model: 'fake-org/chat-fake' })).status).toBe(200);
  });

  it('puts the reasoning in "reasoning"', async () => {
    expect((await chat(server)).json.choices[0].message).toMatchObject({ reasoning: 'Hm', content: 'Yes' });
  });

  it('counts tokens in headers of their own, and lacks the fields that only OpenAI sends', async () => {
    const { headers, json } = await chat(server);
    expect(headers).toHaveProperty('x-tokenlimit-remaining');
    expect(json).not.toHaveProperty('service_tier');
    expect(json.choices[0].message).not.toHaveProperty('annotations');
  });

  it('does not know the role "developer"', async () => {
    const messages = [{ role: 'developer', content: 'Be brief.' }];
    expect((await chat(server, { messages })).status).toBe(400);
  });
});
