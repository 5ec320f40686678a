import { createProvider, type Provider, ProviderError } from '@modelport/core';
import { type LlamaServer, llamaServerAvailable, startLlamaServer } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry, transports } from './support/provider.js';

const found = llamaServerAvailable();
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
  let chatting: LlamaServer;
  let thinking: LlamaServer;
  beforeAll(async () => {
    [chatting, thinking] = await Promise.all([
      startLlamaServer(),
      startLlamaServer({ model: 'tiny-thinking' }),
    ]);
  });
  afterAll(() => Promise.all([chatting.stop(), thinking.stop()]));

  describe.each(transports)('with %s', (_, options) => {
    const connect = (server: LlamaServer): Provider =>
      createProvider(
        'anthropic',
        { baseUrl: server.baseUrl, apiKey: 'none', model: server.model, maxRetries: 0, ...options },
        { registry },
      );

    it('chats, streams and counts', async () => {
      const provider = connect(chatting);
      const request = { messages: 'Hi there', temperature: 0 };
      let text = '';
      for await (const piece of provider.stream(request).text) text += piece;
      const answered = await provider.chat(request);
      expect(answered).toMatchObject({ text, finishReason: 'stop', model: chatting.model, warnings: [] });
      expect(text).toContain('tiny model');
      expect(await provider.countTokens(request)).toBe(answered.usage.inputTokens);
      expect(await provider.models()).toMatchObject([{ id: chatting.model }]);
      expect(await provider.health()).toMatchObject({ configured: true, reachable: true, hasModel: true });
    });

    it('takes a call, with the thought before it, and its result round', async () => {
      const provider = connect(thinking);
      const question = { role: 'user' as const, content: 'What is the weather?' };
      const first = await provider.chat({ messages: [question], tools: [weather], temperature: 0 });
      expect(first).toMatchObject({ finishReason: 'tool-calls', reasoning: expect.stringMatching(/./) });
      expect(first.toolCalls).toMatchObject([
        { name: 'get_weather', arguments: { city: expect.any(String) } },
      ]);
      const result = { role: 'tool' as const, toolCallId: first.toolCalls[0]?.id ?? '', content: 'sunny' };
      const messages = [question, first.message, result];
      const second = await provider.chat({ messages, tools: [weather], temperature: 0 });
      expect(second.text).toContain('The tool has answered');
      expect([...first.warnings, ...second.warnings]).toEqual([]);
    });

    it('stops at a text and at a length, and says which', async () => {
      const provider = connect(chatting);
      const stopped = await provider.chat({ messages: 'count', stop: ' 7', temperature: 0 });
      expect(stopped).toMatchObject({
        ...{ text: '1 2 3 4 5 6', finishReason: 'stop' },
        providerData: { data: { stop_sequence: ' 7' } },
      });
      const cut = await provider.chat({ messages: 'count', maxTokens: 5, temperature: 0 });
      expect(cut).toMatchObject({ finishReason: 'length', rawFinishReason: 'max_tokens' });
    });

    it('must call a tool where the request says so', async () => {
      const request = { messages: 'Hi there', tools: [weather], temperature: 0 };
      const { toolCalls } = await connect(chatting).chat({ ...request, toolChoice: 'required' });
      expect(toolCalls).toHaveLength(1);
    });

    it('says that a prompt is too long', async () => {
      const failure = await connect(chatting)
        .chat('words '.repeat(10_000))
        .catch((error) => error);
      if (!ProviderError.isInstance(failure)) throw failure;
      expect(failure).toMatchObject({ code: 'CONTEXT_LENGTH_EXCEEDED', status: 400 });
      expect(failure.message).toMatch(/\d+ tokens/);
    });

    it('stops working when the reader leaves', async () => {
      for await (const _ of connect(chatting).stream({ messages: 'count', temperature: 0 }).text) break;
      await chatting.waitUntilIdle();
      expect((await chatting.slots()).filter(({ is_processing }) => is_processing)).toEqual([]);
    });
  });
});
