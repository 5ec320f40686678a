import { createProvider, tool } from '@modelport/core';
import { startFakeOpenAIServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import '../src/index.js';

const add = tool({
  name: 'add',
  description: 'Adds.',
  parameters: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
});

describe('OpenAI', () => {
  it('gets its own names for fields and roles, and who is billed', async () => {
    await using server = await startFakeOpenAIServer();
    const provider = createProvider('openai', {
      baseUrl: server.baseUrl,
      apiKey: server.apiKey,
      model: 'o-fake',
      organization: 'org-1',
      project: 'proj-1',
    });
    const { warnings } = await provider.chat({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      maxTokens: 50,
      topK: 3,
      providerOptions: { openai: { verbosity: 'low', serviceTier: 'flex' } },
    });
    expect(server.requests[0]).toMatchObject({
      headers: { 'openai-organization': 'org-1', 'openai-project': 'proj-1' },
      body: {
        messages: [{ role: 'developer' }, { role: 'user' }],
        max_completion_tokens: 50,
        verbosity: 'low',
        service_tier: 'flex',
      },
    });
    expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'topK' }]);
  });
});

describe('Groq', () => {
  const start = async (reply: object) => {
    const server = await startFakeOpenAIServer({ dialect: 'groq', reply });
    const provider = createProvider('groq', {
      baseUrl: server.baseUrl,
      apiKey: server.apiKey,
      model: server.model,
    });
    return { server, provider, [Symbol.asyncDispose]: () => server.close() };
  };

  it('gives reasoning, usage, times and both windows of its limits', async () => {
    await using run = await start({ reasoning: 'Hm.', text: 'Hi there' });
    for (const answer of [run.provider.chat('Hi'), run.provider.stream('Hi').response]) {
      const { text, reasoning, usage, timings, rateLimit } = await answer;
      expect([text, reasoning]).toEqual(['Hi there', 'Hm.']);
      expect(usage.outputTokens).toBeGreaterThan(0);
      expect(timings).toMatchObject({ inputMs: 20, outputMs: 30, raw: { queue_time: 0.01 } });
      // Requests are counted by the day, tokens by the minute.
      expect(rateLimit).toEqual({
        requests: { limit: 14_400, remaining: 14_370, resetMs: 179_560 },
        tokens: { limit: 18_000, remaining: 17_997, resetMs: 7_660 },
      });
    }
  });

  it('tells its usage in the last event although nobody asked', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'groq' });
    const provider = createProvider('groq', {
      baseUrl: server.baseUrl,
      apiKey: server.apiKey,
      model: server.model,
      quirks: { streamUsage: false },
    });
    const { usage } = await provider.stream('Hi').response;
    expect(server.requests[0]?.body).not.toHaveProperty('stream_options');
    expect(usage.totalTokens).toBeGreaterThan(0);
  });

  it('takes its own request options', async () => {
    await using run = await start({ text: 'Hi' });
    await run.provider.chat({
      messages: 'Hi',
      reasoning: { effort: 'low' },
      providerOptions: {
        groq: { reasoningFormat: 'parsed', serviceTier: 'flex', disableToolValidation: true },
      },
    });
    expect(run.server.requests[0]?.body).toMatchObject({
      reasoning_effort: 'low',
      reasoning_format: 'parsed',
      service_tier: 'flex',
      disable_tool_validation: true,
    });
  });

  it('gets the nearest effort that it takes', async () => {
    await using run = await start({ text: 'Hi' });
    const { warnings } = await run.provider.chat({ messages: 'Hi', reasoning: { effort: 'minimal' } });
    await run.provider.chat({ messages: 'Hi', reasoning: { effort: 'max' } });
    await run.provider.chat({ messages: 'Hi', reasoning: { effort: 'none' } });
    expect(warnings).toMatchObject([{ setting: 'reasoning.effort' }]);
    const efforts = run.server.requests.map(
      ({ body }) => (body as Record<string, unknown>)['reasoning_effort'],
    );
    expect(efforts).toEqual(['low', 'high', 'none']);
  });

  it('is tried again when its flex queue is full, which is 498', async () => {
    await using run = await start([{ error: 'flexCapacity' }, { text: 'Now' }]);
    const { text, attempts } = await run.provider.chat('Hi');
    expect(text).toBe('Now');
    expect(attempts).toMatchObject([{ status: 498, code: 'OVERLOADED' }, {}]);
  });

  it('reports a failure in the middle of a stream by x_groq', async () => {
    await using run = await start({ text: 'Half', streamError: { status: 500, message: 'It broke.' } });
    await expect(run.provider.stream('Hi').response).rejects.toMatchObject({
      code: 'BACKEND_ERROR',
      message: expect.stringContaining('It broke.'),
      retryable: true,
      partial: { text: 'Half' },
    });
  });

  it('refuses a call that its model botched', async () => {
    await using run = await start({ error: 'toolUseFailed' });
    await expect(run.provider.chat({ messages: 'Hi', tools: [add] })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      status: 400,
    });
  });
});

describe('Together AI', () => {
  it('lists models as a bare array of its own shape', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'together' });
    const provider = createProvider('together-ai', { baseUrl: server.baseUrl, apiKey: server.apiKey });
    expect(await provider.models()).toMatchObject([
      { id: 'fake-org/chat-fake', name: 'chat-fake', contextLength: 100_000 },
      { id: 'fake-org/reasoning-fake' },
      { id: 'fake-org/embedding-fake', capabilities: { embeddings: true, chat: false } },
    ]);
    await expect(provider.chat({ model: 'gpt-4o', messages: 'Hi' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('gives reasoning and what is left of its limits', async () => {
    await using server = await startFakeOpenAIServer({
      dialect: 'together',
      reply: { reasoning: 'Hm.', text: 'Hi' },
    });
    const { baseUrl, apiKey, model } = server;
    const provider = createProvider('together', { baseUrl, apiKey, model });
    const { reasoning, rateLimit } = await provider.stream('Hi').response;
    expect(reasoning).toBe('Hm.');
    expect(rateLimit?.requests).toEqual({ limit: 10, remaining: 9, resetMs: 1000 });
  });
});

describe('DeepSeek', () => {
  it('answers under load: comments before a stream, blank lines before JSON', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'deepseek', reply: { text: 'Hi' } });
    const { baseUrl, apiKey, model } = server;
    const provider = createProvider('deepseek', { baseUrl, apiKey, model });
    expect((await provider.chat('Hi')).text).toBe('Hi');
    expect((await provider.stream('Hi').response).text).toBe('Hi');
  });

  it('gets its reasoning back with a turn that called tools, or it would refuse', async () => {
    await using server = await startFakeOpenAIServer({
      dialect: 'deepseek',
      reply: [{ reasoning: 'I add.', toolCalls: [{ name: 'add', arguments: '{"a":1}' }] }, { text: 'One.' }],
    });
    const { baseUrl, apiKey, model } = server;
    const provider = createProvider('deepseek', { baseUrl, apiKey, model });
    const question = { role: 'user', content: 'Add.' } as const;
    const { message } = await provider.stream({ messages: [question], tools: [add] }).response;
    const answer = { role: 'tool', toolCallId: 'call_1', content: '1' } as const;
    const { text } = await provider.chat({ messages: [question, message, answer], tools: [add] });
    expect(text).toBe('One.');
    expect(server.requests[1]?.body).toMatchObject({
      messages: [{}, { role: 'assistant', reasoning_content: 'I add.', tool_calls: [{}] }, {}],
    });
  });

  describe('with a turn whose tool calls another provider made', () => {
    const messages = [
      { role: 'user', content: 'Add.' },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'I add.' },
          { type: 'tool-call', id: 'call_1', name: 'add', arguments: { a: 1 } },
        ],
      },
      { role: 'tool', toolCallId: 'call_1', content: '1' },
    ] as const;
    const start = async () => {
      const server = await startFakeOpenAIServer({ dialect: 'deepseek', reply: { text: 'One.' } });
      const { baseUrl, apiKey, model } = server;
      const provider = createProvider('deepseek', { baseUrl, apiKey, model });
      return { server, provider, [Symbol.asyncDispose]: () => server.close() };
    };

    it('does not think, and a warning says so', async () => {
      await using run = await start();
      const { text, warnings } = await run.provider.chat({ messages, tools: [add] });
      expect(text).toBe('One.');
      expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'reasoning' }]);
      expect(run.server.requests[0]?.body).toMatchObject({ thinking: { type: 'disabled' } });
    });

    it.each([
      ['"reasoning"', { reasoning: { effort: 'high' } }],
      ['"thinking"', { providerOptions: { deepseek: { thinking: { type: 'enabled' } } } }],
      ['"extraBody"', { extraBody: { thinking: { type: 'enabled' } } }],
    ] as const)('is refused where %s says to think', async (_, asked) => {
      await using run = await start();
      await expect(run.provider.chat({ messages, tools: [add], ...asked })).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        message: expect.stringContaining('must be passed back'),
      });
      expect(run.server.requests[0]?.body).toMatchObject({ thinking: { type: 'enabled' } });
    });

    it('is not warned about where thinking is off already', async () => {
      await using run = await start();
      const reasoning = { enabled: false } as const;
      expect((await run.provider.chat({ messages, tools: [add], reasoning })).warnings).toEqual([]);
    });
  });

  it('thinks or not as it is told', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'deepseek' });
    const { baseUrl, apiKey, model } = server;
    const provider = createProvider('deepseek', { baseUrl, apiKey, model });
    await provider.chat({ messages: 'Hi', reasoning: { effort: 'high' } });
    await provider.chat({ messages: 'Hi', reasoning: { effort: 'minimal' } });
    await provider.chat({ messages: 'Hi', reasoning: { enabled: false } });
    await provider.chat({
      messages: 'Hi',
      providerOptions: { deepseek: { thinking: { type: 'disabled' } } },
    });
    expect(server.requests.map(({ body }) => body)).toMatchObject([
      { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
      { thinking: { type: 'disabled' } },
      { thinking: { type: 'disabled' } },
    ]);
  });

  it('gets no schema, and is paid for', async () => {
    await using server = await startFakeOpenAIServer({
      dialect: 'deepseek',
      reply: [{ text: '{"a":1}' }, { error: 'insufficientBalance' }],
    });
    const { baseUrl, apiKey, model } = server;
    const provider = createProvider('deepseek', { baseUrl, apiKey, model });
    const format = { type: 'json', schema: add.parameters } as const;
    const { output, warnings } = await provider.chat({ messages: 'JSON', responseFormat: format });
    expect(output).toEqual({ a: 1 });
    expect(warnings).toMatchObject([{ setting: 'responseFormat.schema' }]);
    await expect(provider.chat('Hi')).rejects.toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      retryable: false,
    });
  });
});
