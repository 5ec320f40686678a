import { createProviderFromDefinition, type Provider } from '@modelport/core';
import { type LlamaServer, llamaServerAvailable, startLlamaServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { type AnthropicDialectOptions, anthropicDialectDefinition } from './definition.js';

const found = llamaServerAvailable();

function connect(server: LlamaServer, options: AnthropicDialectOptions = {}): Provider {
  return createProviderFromDefinition(anthropicDialectDefinition, {
    baseUrl: server.openAIBaseUrl,
    model: server.model,
    ...options,
  });
}

const weather = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city', 'days'],
  },
};

describe.skipIf(!found.available)(`a real llama-server${found.available ? '' : ` (${found.reason})`}`, () => {
  it('chats, streams and counts in the second dialect', async () => {
    await using server = await startLlamaServer();
    const provider = connect(server);
    const request = { messages: 'Hi there', temperature: 0 };
    const answered = await provider.chat(request);
    let text = '';
    for await (const piece of provider.stream(request).text) text += piece;
    expect(text).toBe(answered.text);
    expect(text).not.toBe('');
    expect(answered).toMatchObject({
      finishReason: 'stop',
      model: server.model,
      provider: 'anthropic-dialect',
    });
    expect(await provider.countTokens(request)).toBe(answered.usage.inputTokens);
    expect(await provider.models()).toMatchObject([{ id: server.model }]);
    expect(await provider.health()).toMatchObject({ configured: true, reachable: true });
  });

  it('takes a tool call round, with the thought before it', async () => {
    await using server = await startLlamaServer({ model: 'tiny-thinking' });
    const provider = connect(server);
    const question = { role: 'user' as const, content: 'What is the weather?' };
    const first = await provider.stream({ messages: [question], tools: [weather], temperature: 0 }).response;
    expect(first.finishReason).toBe('tool-calls');
    expect(first.reasoning).not.toBe('');
    expect(first.toolCalls).toMatchObject([{ name: 'get_weather', arguments: { city: expect.any(String) } }]);
    const result = { role: 'tool' as const, toolCallId: first.toolCalls[0]?.id ?? '', content: 'sunny' };
    const second = await provider.stream({
      messages: [question, first.message, result],
      tools: [weather],
      temperature: 0,
    }).response;
    expect(second.text).toContain('The tool has answered');
    expect(second.warnings).toEqual([]);
  });

  it('frees the slot when the reader leaves', async () => {
    await using server = await startLlamaServer();
    const provider = connect(server);
    for await (const event of provider.stream({ messages: 'story', maxTokens: 100_000 })) {
      if (event.type === 'text-delta') break;
    }
    await server.waitUntilIdle();
  });

  it('refuses a wrong key and a prompt that is too long', async () => {
    await using server = await startLlamaServer({ apiKey: 'sk-right', contextSize: 256 });
    await expect(connect(server, { apiKey: 'sk-wrong' }).chat('Hi')).rejects.toMatchObject({
      code: 'AUTH_FAILED',
    });
    const provider = connect(server, { apiKey: 'sk-right' });
    await expect(provider.chat('words '.repeat(500))).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
    });
  });
});
