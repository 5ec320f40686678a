import { describe, expect, it } from 'vitest';
import type { FakeReply } from '../../../src/openai/fake-reply.js';
import {
  type FakeOpenAIServer,
  startFakeOpenAIServer,
} from '../../../src/openai/start-fake-openai-server.js';
import { endsWell, readText } from '../../bare-client.js';
import { chat, request, streamed } from '../dialect-client.js';

const start = (reply: FakeReply = {}): Promise<FakeOpenAIServer> =>
  startFakeOpenAIServer({ dialect: 'groq', reply: { text: 'Hello you', ...reply } });

describe('the fake Groq', () => {
  it('is found under /openai/v1 only', async () => {
    await using server = await start();
    expect(server.baseUrl).toBe(`${server.origin}/openai/v1`);
    expect((await request(server, '/v1/models')).status).toBe(404);
  });

  it('tells the usage in x_groq at the finish of every stream, with times', async () => {
    await using server = await start();
    const events = await streamed(server);
    expect(events[0].x_groq).toEqual({ id: events[0].id });
    expect(events.at(-1).x_groq.usage).toMatchObject({
      completion_tokens: 2,
      total_time: expect.any(Number),
    });
    const { id, x_groq, usage } = (await chat(server)).json;
    expect(x_groq).toEqual({ id });
    expect(usage).toHaveProperty('queue_time');
  });

  it('puts the reasoning in "reasoning", and takes it back there only', async () => {
    await using server = await start({ reasoning: 'Hm' });
    expect((await chat(server)).json.choices[0].message.reasoning).toBe('Hm');
    const back = (field: string): object => ({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello', [field]: 'Hm' },
        { role: 'user', content: 'And?' },
      ],
    });
    expect((await chat(server, back('reasoning'))).status).toBe(200);
    expect((await chat(server, back('reasoning_content'))).status).toBe(400);
  });

  it('shows the reasoning apart, within the text, or not at all, as it is told', async () => {
    await using server = await start({ reasoning: 'Hm' });
    const messageFor = async (body: object): Promise<object> =>
      (await chat(server, body)).json.choices[0].message;
    expect(await messageFor({ reasoning_format: 'parsed' })).toMatchObject({ reasoning: 'Hm' });
    expect(await messageFor({ reasoning_format: 'raw' })).toEqual({
      role: 'assistant',
      content: '<think>\nHm\n</think>\nHello you',
    });
    const hidden = { role: 'assistant', content: 'Hello you' };
    expect(await messageFor({ reasoning_format: 'hidden' })).toEqual(hidden);
    expect(await messageFor({ include_reasoning: false })).toEqual(hidden);
  });

  it('tells how long to wait, where a limit was reached, and nowhere else', async () => {
    await using server = await start({ error: 'rateLimited' });
    const { status, headers } = await chat(server);
    expect([status, Number(headers['retry-after'])]).toEqual([429, 8]);
    server.setReply({});
    expect((await chat(server)).headers).not.toHaveProperty('retry-after');
  });

  it('knows its own fields and values, and refuses those of others', async () => {
    await using server = await start();
    const statuses = [
      { reasoning_format: 'parsed' },
      { reasoning_effort: 'default' },
      { service_tier: 'flex' },
      { disable_tool_validation: true, documents: [], citation_options: 'enabled' },
      { search_settings: {}, compound_custom: {} },
      { reasoning_format: 'yaml' },
      { reasoning_effort: 'xhigh' },
      { service_tier: 'fast' },
      { top_k: 1 },
    ].map(async (body) => (await chat(server, body)).status);
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 200, 200, 400, 400, 400, 400]);
  });

  it('limits requests by the day and tokens by the minute', async () => {
    await using server = await start();
    const { headers } = await chat(server);
    expect(headers['x-ratelimit-reset-requests']).toMatch(/^\d+m[\d.]+s$/);
    expect(headers['x-ratelimit-reset-tokens']).toMatch(/^[\d.]+s$/);
    expect(Number(headers['x-ratelimit-limit-requests'])).toBeLessThan(
      Number(headers['x-ratelimit-limit-tokens']),
    );
  });

  it('shows what the model made of a failed tool call', async () => {
    await using server = await start({ error: 'toolUseFailed' });
    const { status, json } = await chat(server);
    expect([status, json.error.code]).toEqual([400, 'tool_use_failed']);
    expect(json.error.failed_generation).toContain('<function=');
    expect(json.error).not.toHaveProperty('param');
  });

  it('answers 498 where the flex tier is full', async () => {
    await using server = await start({ error: 'flexCapacity' });
    expect((await chat(server)).status).toBe(498);
  });

  it('breaks off a stream with an error in x_groq and no end marker', async () => {
    await using server = await start({ streamError: { status: 500, message: 'Gone' } });
    const { text, status } = await chat(server, { stream: true });
    expect([status, readText(text), endsWell(text)]).toEqual([200, 'Hello you', false]);
    expect(text).toContain('"x_groq":{"error":"Gone"');
  });
});
