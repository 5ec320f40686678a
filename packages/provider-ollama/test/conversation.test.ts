import { type ChatRequest, type ChatResponse, runTools, type ToolChoice } from '@modelport/core';
import { type FakeOllamaReply, startFakeOllama } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { testProvider } from './support/provider.js';

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;
const tools = [
  { name: 'get_weather', parameters },
  { name: 'get_time', parameters },
] as const;
const calls: FakeOllamaReply = {
  text: 'I look.',
  toolCalls: [
    { name: 'get_weather', arguments: { city: 'Paris' } },
    { name: 'get_weather', arguments: { city: 'Rome' } },
  ],
};
const handlers = { get_weather: () => 'Sunny', get_time: () => 'noon' };

type Ask = (
  provider: ReturnType<typeof testProvider>,
  request: ChatRequest<typeof tools>,
) => Promise<ChatResponse<typeof tools>>;
const ways: [string, Ask][] = [
  ['chat', (provider, request) => provider.chat(request)],
  ['stream', (provider, request) => provider.stream(request).response],
];

describe.each(ways)('a conversation by %s', (_, ask) => {
  it.each([false, true])(
    'calls tools at once, and goes on with their results (older server: %s)',
    async (legacy) => {
      await using server = await startFakeOllama({ legacy, reply: [calls, { text: 'It is sunny.' }] });
      const provider = testProvider(server, { model: 'chat-fake' });
      const first = await ask(provider, { messages: 'Weather?', tools });
      expect(first.toolCalls.map(({ name, arguments: given }) => [name, given])).toEqual([
        ['get_weather', { city: 'Paris' }],
        ['get_weather', { city: 'Rome' }],
      ]);
      expect(first.finishReason).toBe('tool-calls');
      expect(new Set(first.toolCalls.map(({ id }) => id)).size).toBe(2);
      const results = first.toolCalls.map(
        ({ id }) => ({ role: 'tool', toolCallId: id, content: 'Sunny' }) as const,
      );
      const messages = [{ role: 'user', content: 'Weather?' }, first.message, ...results] as const;
      const second = await ask(provider, { messages, tools });
      expect(second).toMatchObject({ text: 'It is sunny.', finishReason: 'stop', toolCalls: [] });
      expect(server.requests.at(-1)?.body).toMatchObject({
        messages: [
          { content: 'Weather?' },
          {
            role: 'assistant',
            content: 'I look.',
            tool_calls: [{ function: { arguments: { city: 'Paris' } } }, {}],
          },
          { role: 'tool', tool_name: 'get_weather', content: 'Sunny' },
          { role: 'tool', tool_name: 'get_weather', content: 'Sunny' },
        ],
      });
    },
  );

  it('is answered in text after results where no tool may be called', async () => {
    await using server = await startFakeOllama({ reply: { ...calls, text: 'It is sunny.' } });
    const provider = testProvider(server, { model: 'chat-fake' });
    const answer = await ask(provider, {
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', id: 'a', name: 'get_weather', arguments: { city: 'Paris' } }],
        },
        { role: 'tool', toolCallId: 'a', content: 'Sunny' },
      ],
      tools,
      toolChoice: 'none',
    });
    expect(answer).toMatchObject({ text: 'It is sunny.', toolCalls: [], finishReason: 'stop', warnings: [] });
  });

  it.each<[ToolChoice<'get_weather' | 'get_time'>, string]>([
    ['required', 'get_weather'],
    [{ name: 'get_time' }, 'get_time'],
  ])('is answered by a call where one is forced: %j', async (toolChoice, name) => {
    await using server = await startFakeOllama();
    const provider = testProvider(server, { model: 'chat-fake' });
    const answer = await ask(provider, { messages: 'Weather?', tools, toolChoice });
    expect(answer).toMatchObject({ text: '', finishReason: 'tool-calls', warnings: [] });
    expect(answer.toolCalls).toEqual([
      {
        id: expect.stringMatching(/^\S+$/),
        name,
        arguments: { city: expect.any(String) },
        rawArguments: expect.stringContaining('city'),
      },
    ]);
  });

  it('is answered in JSON of a schema', async () => {
    await using server = await startFakeOllama({ reply: { json: { city: 'Paris' } } });
    const responseFormat = { type: 'json', schema: parameters } as const;
    const answer = await ask(testProvider(server, { model: 'chat-fake' }), {
      messages: 'Where?',
      responseFormat,
    });
    expect(answer.output).toEqual({ city: 'Paris' });
  });

  it('takes thoughts back', async () => {
    await using server = await startFakeOllama({ reply: { thinking: 'Hmm', text: 'Hi' } });
    const provider = testProvider(server, { model: 'thinking-fake' });
    const first = await ask(provider, { messages: 'Hi', reasoning: { effort: 'high' } });
    expect(first).toMatchObject({ reasoning: 'Hmm', text: 'Hi' });
    await ask(provider, { messages: [{ role: 'user', content: 'Hi' }, first.message] });
    expect(server.requests.at(-1)?.body).toMatchObject({
      messages: [{}, { content: 'Hi', thinking: 'Hmm' }],
    });
  });

  it('is refused where the model cannot think', async () => {
    await using server = await startFakeOllama();
    const provider = testProvider(server, { model: 'chat-fake' });
    await expect(ask(provider, { messages: 'Hi', reasoning: { enabled: true } })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('thinking'),
    });
    await ask(provider, { messages: 'Hi', reasoning: { enabled: false } });
  });
});

describe('a loop of tools', () => {
  it('runs to its end', async () => {
    await using server = await startFakeOllama({ reply: [calls, calls, { text: 'Sunny.' }] });
    const provider = testProvider(server, { model: 'chat-fake' });
    const { response, steps } = await runTools(provider, { messages: 'Weather?', tools }, handlers);
    expect(response.text).toBe('Sunny.');
    expect(steps).toBe(3);
  });
});

describe('a server', () => {
  it('is healthy, and tells what its models can do', async () => {
    await using server = await startFakeOllama();
    const provider = testProvider(server, { model: 'thinking-fake' });
    expect(await provider.health()).toMatchObject({ reachable: true, hasModel: true, version: '0.33.0' });
    await provider.extras.load({ numCtx: 512 });
    expect(server.loadedModels).toEqual(['thinking-fake:latest']);
    const model = (await provider.models()).find(({ id }) => id === 'thinking-fake:latest');
    expect(model).toMatchObject({
      contextLength: 8192,
      effectiveContextLength: 512,
      loaded: true,
      capabilities: { chat: true, tools: true, reasoning: true, embeddings: false },
    });
    await provider.extras.unload();
    expect(server.loadedModels).toEqual([]);
  });

  it('that is older tells little', async () => {
    await using server = await startFakeOllama({ legacy: true });
    const [model] = await testProvider(server, { model: 'chat-fake' }).models();
    expect(model?.capabilities).toEqual({});
  });

  it('asks for its key', async () => {
    await using server = await startFakeOllama({ apiKey: 'own-key' });
    await expect(testProvider(server, { model: 'chat-fake' }).chat('Hi')).rejects.toMatchObject({
      code: 'AUTH_FAILED',
    });
    expect((await testProvider(server, { model: 'chat-fake', apiKey: 'own-key' }).chat('Hi')).text).not.toBe(
      '',
    );
  });

  it('that is not signed in says where to', async () => {
    const remote = { model: 'big', host: 'https://ollama.com' };
    const models = [{ name: 'big:cloud', remote }];
    await using out = await startFakeOllama({ models, signedIn: false });
    await expect(testProvider(out, { model: 'big:cloud' }).chat('Hi')).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      message: expect.stringMatching(/ollama signin.*https:\/\/ollama\.com/),
    });
    await using signedIn = await startFakeOllama({ models });
    expect((await testProvider(signedIn, { model: 'big:cloud' }).chat('Hi')).usage.cost).toBeNull();
  });

  it('cuts a long prompt, which does not go unnoticed', async () => {
    await using server = await startFakeOllama();
    const provider = testProvider(server, { model: 'chat-fake', numCtx: 64 });
    const messages = [
      { role: 'user', content: 'word '.repeat(2_000) },
      { role: 'assistant', content: 'Yes?' },
      { role: 'user', content: 'Hi' },
    ] as const;
    expect((await provider.chat({ messages })).warnings).toMatchObject([{ code: 'context-truncated' }]);
    const providerOptions = { ollama: { onContextOverflow: 'error' } } as const;
    await expect(provider.chat({ messages, providerOptions })).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
    });
  });

  it('loads a model of embeddings, too', async () => {
    await using server = await startFakeOllama();
    await testProvider(server).extras.load('embedding-fake');
    expect(server.loadedModels).toEqual(['embedding-fake:latest']);
    await expect(testProvider(server).extras.load('nonesuch')).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('embeds', async () => {
    await using server = await startFakeOllama();
    const { embeddings } = await testProvider(server, { model: 'embedding-fake' }).embed(['a', 'b']);
    expect(embeddings.map((vector) => vector.length)).toEqual([8, 8]);
  });

  it('pulls a model', async () => {
    await using server = await startFakeOllama({ pulls: [{ model: { name: 'new-one' } }] });
    const { extras } = testProvider(server);
    const events = [];
    for await (const event of extras.pull('new-one')) events.push(event);
    expect(events.at(-1)).toEqual({ status: 'success' });
    expect((await extras.list()).map(({ name }) => name)).toContain('new-one:latest');
    await extras.copy({ source: 'new-one', destination: 'copied' });
    await extras.delete('new-one');
    expect((await extras.list()).map(({ name }) => name)).not.toContain('new-one:latest');
  });
});
