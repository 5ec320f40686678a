import type { ChatRequest, Message, Warning } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import type { OllamaOptions } from '../src/options.js';
import { testProvider } from './support/provider.js';
import { last, lines, startServer } from './support/server.js';

/** What reaches the server of a request, and the warnings that come back. */
async function sent(
  request: Omit<ChatRequest, 'messages'> & { messages?: ChatRequest['messages'] },
  options: OllamaOptions = {},
): Promise<{ body: Record<string, unknown>; warnings: readonly Warning[] }> {
  await using server = await startServer({ '/api/chat': lines(last()) });
  const { warnings } = await testProvider(server, options).chat({ messages: 'Hi', ...request });
  return { body: server.bodies('/api/chat')[0], warnings };
}

const weather = { name: 'get_weather', description: 'The weather', parameters: cityOnly() };
const time = { name: 'get_time' };

function cityOnly() {
  return { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;
}

describe('a request', () => {
  it('tells how the answer is to come, and the server not to cut the prompt', async () => {
    await using server = await startServer({ '/api/chat': lines(last()) });
    const provider = testProvider(server);
    await provider.chat('Hi');
    await provider.stream('Hi').response;
    const body = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], truncate: false };
    expect(server.bodies('/api/chat')).toEqual([
      { ...body, stream: false },
      { ...body, stream: true },
    ]);
  });

  it('has its settings under the names of Ollama', async () => {
    const { body, warnings } = await sent({
      temperature: 0.1,
      topP: 0.2,
      topK: 3,
      minP: 0.4,
      presencePenalty: 0.5,
      frequencyPenalty: 0.6,
      maxTokens: 7,
      stop: 'END',
      seed: 8,
      logprobs: 2,
    });
    expect(body).toMatchObject({
      options: {
        temperature: 0.1,
        top_p: 0.2,
        top_k: 3,
        min_p: 0.4,
        presence_penalty: 0.5,
        frequency_penalty: 0.6,
        num_predict: 7,
        stop: ['END'],
        seed: 8,
      },
      logprobs: true,
      top_logprobs: 2,
    });
    expect(warnings).toEqual([]);
  });

  it('has the options of Ollama alone, over those of the provider', async () => {
    const ollama = {
      ...{ numCtx: 2048, numBatch: 1, numGpu: 2, mainGpu: 3, useMmap: true, numThread: 4 },
      ...{
        draftNumPredict: 5,
        numKeep: 6,
        numPredict: -1,
        typicalP: 0.7,
        repeatLastN: 8,
        repeatPenalty: 1.1,
      },
      ...{ keepAlive: '10m', truncate: true, shift: false, think: 'high' as const },
    };
    const options = { numCtx: 512, keepAlive: 60 };
    const { body } = await sent(
      { maxTokens: 9, reasoning: { enabled: false }, providerOptions: { ollama } },
      options,
    );
    expect(body).toMatchObject({
      options: {
        ...{ num_ctx: 2048, num_batch: 1, num_gpu: 2, main_gpu: 3, use_mmap: true, num_thread: 4 },
        ...{ draft_num_predict: 5, num_keep: 6, num_predict: -1 },
        ...{ typical_p: 0.7, repeat_last_n: 8, repeat_penalty: 1.1 },
      },
      ...{ keep_alive: '10m', truncate: true, shift: false, think: 'high' },
    });
    expect((await sent({}, options)).body).toMatchObject({ options: { num_ctx: 512 }, keep_alive: 60 });
  });

  it('has any other field from extraBody', async () => {
    expect((await sent({ extraBody: { future: 1 } })).body).toMatchObject({ future: 1 });
  });

  it.each([
    [{ enabled: true }, true],
    [{ enabled: false }, false],
    [{ effort: 'none' }, false],
    [{ effort: 'minimal' }, 'low'],
    [{ effort: 'low' }, 'low'],
    [{ effort: 'medium' }, 'medium'],
    [{ effort: 'high' }, 'high'],
    [{ effort: 'xhigh' }, 'max'],
    [{ effort: 'max' }, 'max'],
  ] as const)('asks for thoughts: %j is %j', async (reasoning, think) => {
    expect((await sent({ reasoning })).body['think']).toBe(think);
  });

  it('asks for JSON, of a schema or of any form', async () => {
    const schema = cityOnly();
    expect((await sent({ responseFormat: { type: 'json', schema } })).body['format']).toEqual(schema);
    expect((await sent({ responseFormat: { type: 'json' } })).body['format']).toBe('json');
    expect((await sent({ responseFormat: { type: 'text' } })).body).not.toHaveProperty('format');
  });

  it.each([
    [{ numctx: 1 }, 'numctx'],
    [{ keepAlive: '60' }, 'keepAlive'],
    [{ keepAlive: 'soon' }, 'keepAlive'],
    [{ keepAlive: true }, 'keepAlive'],
    [{ keepAlive: Number.NaN }, 'keepAlive'],
    [{ onContextOverflow: 'ignore' }, 'onContextOverflow'],
    [{ truncate: 'yes' }, 'truncate'],
    [{ shift: 1 }, 'shift'],
    [{ think: 'huge' }, 'think'],
    [{ numCtx: '4096' }, 'numCtx'],
    [{ numPredict: 1.5 }, 'numPredict'],
    [{ useMmap: 'no' }, 'useMmap'],
    [{ repeatPenalty: Number.NaN }, 'repeatPenalty'],
  ])('is not sent with the option %j', async (ollama, name) => {
    await using server = await startServer({});
    await expect(
      testProvider(server).chat({ messages: 'Hi', providerOptions: { ollama } as never }),
    ).rejects.toMatchObject({ code: 'REQUEST_INVALID', setting: `providerOptions.ollama.${name}` });
    expect(server.requests).toEqual([]);
  });

  it('is not sent without a model, nor for more alternatives than there are', async () => {
    await using server = await startServer({});
    await expect(testProvider(server, { model: undefined }).chat('Hi')).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      setting: 'model',
    });
    await expect(testProvider(server).chat({ messages: 'Hi', logprobs: 21 })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      setting: 'logprobs',
    });
    expect(server.requests).toEqual([]);
  });

  it.each([0, -1, 1.5, '0', '10m', '1h30m', '-1s', '1.5h', '300ms'])(
    'may keep a model for %j',
    async (keepAlive) => {
      expect((await sent({ providerOptions: { ollama: { keepAlive } } })).body['keep_alive']).toBe(keepAlive);
    },
  );
});

describe('tools', () => {
  it('are offered in the shape of OpenAI, parameters or not', async () => {
    expect((await sent({ tools: [weather, time] })).body['tools']).toEqual([
      {
        type: 'function',
        function: { name: 'get_weather', description: 'The weather', parameters: cityOnly() },
      },
      { type: 'function', function: { name: 'get_time', parameters: { type: 'object', properties: {} } } },
    ]);
  });

  it('are not offered where none may be called', async () => {
    const { body, warnings } = await sent({ tools: [weather], toolChoice: 'none' });
    expect(body).not.toHaveProperty('tools');
    expect(warnings).toEqual([]);
  });

  it('are forced by the form of the answer, the name first in the alphabet', async () => {
    const call = (name: string, parameters: object) => ({
      type: 'object',
      properties: { name: { type: 'string', enum: [name] }, parameters },
      required: ['name', 'parameters'],
      additionalProperties: false,
    });
    const one = call('get_weather', cityOnly());
    const other = call('get_time', { type: 'object', properties: {} });
    const tools = [weather, time];
    expect((await sent({ tools, toolChoice: 'required' })).body['format']).toEqual({ anyOf: [one, other] });
    const named = await sent({ tools, toolChoice: { name: 'get_weather' }, parallelToolCalls: false });
    expect(named.body).toMatchObject({ format: one, tools: [{}, {}] });
    expect(named.warnings).toEqual([]);
  });

  it('win over JSON where one is forced, and lose where none is, both with a warning', async () => {
    const responseFormat = { type: 'json' } as const;
    const forced = await sent({ tools: [weather], toolChoice: 'required', responseFormat });
    expect(forced.body['format']).toMatchObject({ required: ['name', 'parameters'] });
    expect(forced.warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'responseFormat' }]);
    const free = await sent({ tools: [weather], responseFormat });
    expect(free.body['format']).toBe('json');
    expect(free.warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'tools' }]);
  });

  it('cannot be kept from being called at once', async () => {
    const { warnings } = await sent({ tools: [weather], parallelToolCalls: false });
    expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'parallelToolCalls' }]);
    expect((await sent({ tools: [weather], parallelToolCalls: true })).warnings).toEqual([]);
  });
});

describe('a conversation', () => {
  const messages: Message[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hmm' },
        { type: 'text', text: 'I look.' },
        { type: 'tool-call', id: 'a', name: 'get_weather', arguments: { city: 'Paris' } },
        { type: 'tool-call', id: 'b', name: 'get_weather', arguments: undefined, rawArguments: '{"city":' },
        {
          type: 'tool-call',
          id: 'c',
          name: 'get_time',
          arguments: undefined,
          rawArguments: '{"zone":"CET"}',
        },
      ],
    },
    { role: 'tool', toolCallId: 'a', content: 'Sunny' },
    {
      role: 'tool',
      toolCallId: 'b',
      toolName: 'given',
      content: [{ type: 'text', text: 'No city' }],
      isError: true,
    },
    { role: 'tool', toolCallId: 'unknown', content: 'x' },
  ];

  it('is written with its calls, results and thoughts', async () => {
    expect((await sent({ messages })).body['messages']).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: 'I look.',
        thinking: 'Hmm',
        tool_calls: [
          { id: 'a', function: { name: 'get_weather', arguments: { city: 'Paris' } } },
          { id: 'b', function: { name: 'get_weather', arguments: {} } },
          { id: 'c', function: { name: 'get_time', arguments: { zone: 'CET' } } },
        ],
      },
      { role: 'tool', content: 'Sunny', tool_name: 'get_weather', tool_call_id: 'a' },
      { role: 'tool', content: 'No city', tool_name: 'given', tool_call_id: 'b' },
      { role: 'tool', content: 'x', tool_call_id: 'unknown' },
    ]);
  });

  it('has the thoughts of its own kind of model only', async () => {
    const thoughtBy = async (type: string) => {
      const content = [{ type: 'reasoning', text: 'Hmm' } as const];
      const message: Message = { role: 'assistant', content, from: { provider: 'p', type } };
      return ((await sent({ messages: [message] })).body['messages'] as object[])[0];
    };
    expect(await thoughtBy('ollama')).toEqual({ role: 'assistant', content: '', thinking: 'Hmm' });
    expect(await thoughtBy('openai')).toEqual({ role: 'assistant', content: '' });
  });

  it('has images as bare base64, whatever their form', async () => {
    const content = [
      { type: 'text', text: 'See' },
      { type: 'image', data: 'AAAA', mediaType: 'image/png' },
      { type: 'image', url: 'data:image/jpeg;base64,BBBB' },
      { type: 'text', text: 'this' },
    ] as const;
    const result: Message = { role: 'tool', toolCallId: 'a', content: [content[1]] };
    expect((await sent({ messages: [{ role: 'user', content }, result] })).body['messages']).toEqual([
      { role: 'user', content: 'See\nthis', images: ['AAAA', 'BBBB'] },
      { role: 'tool', content: '', images: ['AAAA'], tool_call_id: 'a' },
    ]);
  });

  it.each([
    [{ type: 'image', url: 'https://example.org/a.png' }, 'NOT_SUPPORTED', /by URL.*base64/],
    [{ type: 'image', url: 'http://127.0.0.1/a.png' }, 'NOT_SUPPORTED', /by URL/],
    [{ type: 'image', url: 'data:image/svg+xml,<svg/>' }, 'REQUEST_INVALID', /not in base64/],
    [{ type: 'file', data: 'AAAA', mediaType: 'application/pdf' }, 'NOT_SUPPORTED', /files/],
  ] as const)('is refused before it is sent with %j', async (part, code, message) => {
    await using server = await startServer({});
    await expect(
      testProvider(server).chat({ messages: [{ role: 'user', content: [part] }] }),
    ).rejects.toMatchObject({
      code,
      setting: 'messages[0].content[0]',
      message: expect.stringMatching(message),
    });
    expect(server.requests).toEqual([]);
  });
});
