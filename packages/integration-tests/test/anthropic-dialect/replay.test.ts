import {
  createProvider,
  createRegistry,
  type Provider,
  ProviderError,
  registerProvider,
} from '@modelport/core';
import {
  captures,
  loadCapture,
  type ReplayOptions,
  type ReplayServer,
  startReplayServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { type AnthropicDialectOptions, anthropicDialectDefinition } from './definition.js';
import type { MessagesBody } from './wire.js';

const registry = createRegistry();
registerProvider(anthropicDialectDefinition, { registry });

function connect(baseUrl: string, options: AnthropicDialectOptions = {}): Provider {
  return createProvider(
    'anthropic-dialect',
    { baseUrl: `${baseUrl}/v1`, maxRetries: 0, ...options },
    { registry },
  );
}

/** A provider whose server answers what a real llama-server answered. */
async function replay(name: string, options: ReplayOptions = {}) {
  const server = await startReplayServer(loadCapture(`llamacpp/${name}`), options);
  return Object.assign(server, { provider: connect(server.baseUrl) });
}

/** Bodies of the requests that a server got. */
const bodies = ({ requests }: ReplayServer) => requests.map(({ body }) => body as MessagesBody);

const weather = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city', 'days'],
  },
};

describe('through core and a real socket', () => {
  it.each(captures({ path: '/v1/messages', stream: true }))(
    'the same response however it is cut: $name',
    async ({ name, body }) => {
      const cuts = Array.from({ length: 40 }, (_, index) => [Math.floor((body.length * (index + 1)) / 41)]);
      await using server = await startReplayServer(loadCapture(name), { cuts: (index) => cuts[index] ?? [] });
      const provider = connect(server.baseUrl);
      const answers = new Set<string>();
      for (const _ of cuts) {
        const { timings, attempts, ...response } = await provider.stream('What?').response;
        answers.add(JSON.stringify(response));
      }
      expect(answers.size).toBe(1);
    },
  );

  it('collects a stream into what the plain answer holds', async () => {
    await using stream = await replay('messages-stream');
    await using plain = await replay('messages');
    const streamed = await stream.provider.stream('Hi there').response;
    const answered = await plain.provider.chat('Hi there');
    expect(streamed.text).toBe(answered.text);
    expect(streamed.usage).toMatchObject({
      inputTokens: 13,
      cachedInputTokens: 12,
      outputTokens: 20,
      totalTokens: 33,
    });
    expect(answered.usage).toMatchObject({ inputTokens: 13, outputTokens: 20, totalTokens: 33 });
    expect(bodies(plain)[0]).not.toHaveProperty('stream');
    expect(bodies(stream)[0]).toMatchObject({ stream: true });
  });

  it('takes a thought, its signature and a tool call round', async () => {
    await using server = await replay('thinking-messages-tools-stream');
    const question = { role: 'user' as const, content: 'What is the weather?' };
    const { message, toolCalls, finishReason } = await server.provider.stream({
      messages: [question],
      tools: [weather],
    }).response;
    expect(finishReason).toBe('tool-calls');
    const result = { role: 'tool' as const, toolCallId: toolCalls[0]?.id ?? '', content: 'sunny' };
    await server.provider.stream({ messages: [question, message, result], tools: [weather] }).response;
    const [, assistant, user] = bodies(server)[1]?.messages ?? [];
    expect(assistant?.content).toEqual([
      { type: 'thinking', thinking: 'Okay so the user wants an answer now', signature: '' },
      { type: 'tool_use', id: toolCalls[0]?.id, name: 'get_weather', input: toolCalls[0]?.arguments },
    ]);
    expect(user?.content).toEqual([
      { type: 'tool_result', tool_use_id: toolCalls[0]?.id, content: [{ type: 'text', text: 'sunny' }] },
    ]);
  });

  it("leaves out a thought with another backend's signature, and says so", async () => {
    await using server = await replay('messages-stream');
    const providerData = { type: 'elsewhere', data: { signature: 'x' } };
    const { warnings } = await server.provider.stream({
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'Hm.', providerData },
            { type: 'text', text: 'Yes?' },
          ],
        },
        { role: 'user', content: 'Go on.' },
      ],
    }).response;
    expect(bodies(server)[0]?.messages[1]?.content).toEqual([{ type: 'text', text: 'Yes?' }]);
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'dropped-content' }));
  });

  it('reports the stop sequence', async () => {
    await using server = await replay('messages-stop');
    const { finishReason, providerData } = await server.provider.chat({ messages: 'count', stop: ' 7' });
    expect(finishReason).toBe('stop');
    expect(providerData).toEqual({ type: 'anthropic-dialect', data: { stop_sequence: ' 7' } });
    expect(bodies(server)[0]).toMatchObject({ stop_sequences: [' 7'] });
  });

  it('counts tokens without max_tokens', async () => {
    await using server = await replay('messages-count-tokens');
    expect(await server.provider.countTokens('Hi there')).toBe(13);
    expect(bodies(server)[0]).not.toHaveProperty('max_tokens');
  });

  it('drops a setting that the dialect lacks with a warning, and refuses a schema before it asks', async () => {
    await using server = await replay('messages');
    const { warnings } = await server.provider.chat({ messages: 'Hi', seed: 7 });
    expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'seed' }]);
    const refused = server.provider.chat({ messages: 'Hi', responseFormat: { type: 'json', schema: {} } });
    await expect(refused).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(server.requests).toHaveLength(1);
  });

  it('sends the key in its own header, and never shows it', async () => {
    const capture = loadCapture('llamacpp/key-missing-messages');
    await using server = await startReplayServer(capture);
    const provider = connect(server.baseUrl, { apiKey: 'sk-a-secret' });
    const error = await provider.chat('ping').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'AUTH_FAILED', status: 401 });
    expect(JSON.stringify(error) + String(error)).not.toContain('sk-a-secret');
    expect(server.requests[0]?.headers).toMatchObject({ 'x-api-key': 'sk-a-secret' });
  });

  it.each([
    ['error-context-messages', 'CONTEXT_LENGTH_EXCEEDED'],
    ['error-messages-no-messages', 'BACKEND_ERROR'],
  ])('fails with its code: %s', async (name, code) => {
    await using server = await replay(name);
    const error = await server.provider.chat('Hi').catch((reason: unknown) => reason);
    expect(ProviderError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, provider: 'anthropic-dialect' });
  });
});
