import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FakeOpenAIServer,
  startFakeOpenAIServer,
} from '../../../src/openai/start-fake-openai-server.js';
import { chat, request, streamed } from '../dialect-client.js';

let server: FakeOpenAIServer;
beforeAll(async () => {
  server = await startFakeOpenAIServer({ dialect: 'deepseek', reply: { reasoning: 'Hm', text: 'Yes' } });
});
afterAll(() => server.close());

const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{}' } };
const tools = [{ type: 'function', function: { name: 'add', parameters: { type: 'object' } } }];

/** A conversation in which the model has called a tool. */
function afterCall(assistant: object): object {
  const messages = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: null, tool_calls: [call], ...assistant },
    { role: 'tool', tool_call_id: 'call_1', content: '3' },
  ];
  return { messages, tools };
}

describe('the fake DeepSeek', () => {
  it('is found with and without /v1', async () => {
    expect(server.baseUrl).toBe(server.origin);
    expect((await request(server, '/models')).json).toEqual((await request(server, '/v1/models')).json);
  });

  it('puts the reasoning in "reasoning_content"', async () => {
    expect((await streamed(server)).map(({ choices }) => choices[0].delta.reasoning_content)).toContain('Hm');
  });

  it('does not think when told not to', async () => {
    const { json } = await chat(server, { thinking: { type: 'disabled' } });
    expect(json.choices[0].message).toEqual({ role: 'assistant', content: 'Yes' });
  });

  it('wants the reasoning of a turn with tool calls back, unless thinking is off', async () => {
    const { status, json } = await chat(server, afterCall({}));
    expect([status, json.error.code]).toEqual([400, 'invalid_request_error']);
    expect(json.error.message).toContain('must be passed back');
    expect((await chat(server, afterCall({ reasoning_content: 'Hm' }))).status).toBe(200);
    expect((await chat(server, { ...afterCall({}), thinking: { type: 'disabled' } })).status).toBe(200);
  });

  it('does not mind reasoning elsewhere', async () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello', reasoning_content: 'Hm' },
      { role: 'user', content: 'And?' },
    ];
    expect((await chat(server, { messages })).status).toBe(200);
    expect(
      (await chat(server, { messages: messages.map(({ role, content }) => ({ role, content })) })).status,
    ).toBe(200);
  });

  it('sends a comment before the events and blank lines before plain JSON, while it is busy', async () => {
    const slow = { text: 'Yes', delay: 50 };
    await using busy = await startFakeOpenAIServer({ dialect: 'deepseek', reply: slow });
    const plain = await chat(busy);
    expect(plain.text).toMatch(/^\n+\{/);
    expect(plain.reads[0]?.toString()).not.toContain('{');
    const stream = await chat(busy, { stream: true });
    expect(stream.text).toMatch(/^: keep-alive\n\ndata: /);
  });

  it('refuses JSON schemas with 400, and wrong values with 422', async () => {
    const json_schema = { name: 'a', schema: { type: 'object' } };
    const refused = await chat(server, { response_format: { type: 'json_schema', json_schema } });
    expect([refused.status, refused.json.error.message]).toEqual([
      400,
      'This response_format type is unavailable now',
    ]);
    expect((await chat(server, { thinking: { type: 'maybe' } })).status).toBe(422);
    expect((await chat(server, { temperature: '0' })).status).toBe(422);
    expect((await chat(server, afterCall({ reasoning_content: 3 }))).status).toBe(422);
    expect((await chat(server, { messages: [{ role: 'developer', content: 'Hi' }] })).status).toBe(422);
  });

  it('ignores fields that it does not know, but not an open tool call', async () => {
    expect((await chat(server, { top_k: 1 })).status).toBe(200);
    const messages = [{ role: 'assistant', content: null, reasoning_content: 'Hm', tool_calls: [call] }];
    expect((await chat(server, { messages, tools })).status).toBe(400);
  });

  it('has the efforts that are its own', async () => {
    expect((await chat(server, { reasoning_effort: 'max' })).status).toBe(200);
    expect((await chat(server, { reasoning_effort: 'minimal' })).status).toBe(422);
  });

  it('answers 402 when the balance is used up, and 503 when it is too busy', async () => {
    await using poor = await startFakeOpenAIServer({
      dialect: 'deepseek',
      reply: [{ error: 'insufficientBalance' }, { error: 'overloaded' }],
    });
    const { status, json } = await chat(poor);
    expect([status, json.error]).toEqual([
      402,
      { message: 'Insufficient Balance', type: 'unknown_error', param: null, code: 'invalid_request_error' },
    ]);
    expect((await chat(poor)).status).toBe(503);
  });

  it('tells what came from its cache', async () => {
    const { usage } = (await chat(server)).json;
    const cached = usage.prompt_cache_hit_tokens + usage.prompt_cache_miss_tokens;
    expect([cached, cached + usage.completion_tokens]).toEqual([usage.prompt_tokens, usage.total_tokens]);
  });

  it('has no embeddings', async () => {
    const body = { model: 'embedding-fake', input: 'a' };
    expect((await request(server, '/embeddings', { body })).status).toBe(404);
  });
});
