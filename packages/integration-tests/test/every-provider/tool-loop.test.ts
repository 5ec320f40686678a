import {
  type ChatRequest,
  createProvider,
  type Message,
  type Provider,
  runTools,
  type ToolChoice,
  type ToolMessage,
  tool,
} from '@modelport/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../support/register-all.js';
import { type Backend, backendKinds, type Turn, unprovenKinds } from './backends.js';

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;
const tools = [
  tool({ name: 'get_weather', description: 'The weather in a city', parameters: city }),
  tool({ name: 'get_time', description: 'The time in a city', parameters: city }),
];
const handlers = {
  get_weather: (input: unknown) => ({ weather: `rain in ${(input as { city: string }).city}` }),
  get_time: (input: unknown) => `noon in ${(input as { city: string }).city}`,
};

const weatherCall = { name: 'get_weather', arguments: { city: 'Paris' } };
const timeCall = { name: 'get_time', arguments: { city: 'Rome' } };
const answer: Turn = { text: 'It rains in Paris.' };

/** The conversation as every provider must give it: without ids, and without what one of them alone keeps. */
function normalise(messages: readonly Message[]): unknown {
  const ids = new Map<string, string>();
  const known = (id: string) => {
    if (!ids.has(id)) ids.set(id, `call ${ids.size + 1}`);
    return ids.get(id);
  };
  return messages.map((message) => {
    if (message.role === 'tool') return { ...message, toolCallId: known(message.toolCallId) };
    if (message.role !== 'assistant' || typeof message.content === 'string') return message;
    const content = message.content.flatMap((part) => {
      if (part.type === 'reasoning') return [];
      if (part.type !== 'tool-call') return { ...part, providerData: undefined };
      const { type, name, rawArguments = '{}' } = part;
      return { type, id: known(part.id), name, arguments: part.arguments, raw: JSON.parse(rawArguments) };
    });
    return { role: 'assistant', content };
  });
}

const callPart = (id: string, call: typeof weatherCall) => ({
  type: 'tool-call',
  id,
  name: call.name,
  arguments: call.arguments,
  raw: call.arguments,
});
const resultOf = (toolCallId: string, toolName: string, content: string): ToolMessage => ({
  role: 'tool',
  toolCallId,
  toolName,
  content,
});
const question: Message = { role: 'user', content: 'How is it in Paris?' };
const lastWords = { role: 'assistant', content: [{ type: 'text', text: 'It rains in Paris.' }] };
const weatherResult = resultOf('call 1', 'get_weather', '{"weather":"rain in Paris"}');
const oneCall = [
  question,
  { role: 'assistant', content: [callPart('call 1', weatherCall)] },
  weatherResult,
  lastWords,
];

interface Case {
  readonly toolChoice: ToolChoice<'get_weather' | 'get_time'> | undefined;
  readonly turns: readonly Turn[];
  readonly conversation: unknown;
}

const cases: readonly (readonly [string, Case])[] = [
  [
    'calls two tools at once and answers with their results',
    {
      toolChoice: undefined,
      turns: [{ toolCalls: [weatherCall, timeCall] }, answer],
      conversation: [
        question,
        { role: 'assistant', content: [callPart('call 1', weatherCall), callPart('call 2', timeCall)] },
        weatherResult,
        resultOf('call 2', 'get_time', 'noon in Rome'),
        lastWords,
      ],
    },
  ],
  [
    'calls one after the other',
    {
      toolChoice: 'auto',
      turns: [{ toolCalls: [weatherCall] }, { toolCalls: [timeCall] }, answer],
      conversation: [
        question,
        { role: 'assistant', content: [callPart('call 1', weatherCall)] },
        weatherResult,
        { role: 'assistant', content: [callPart('call 2', timeCall)] },
        resultOf('call 2', 'get_time', 'noon in Rome'),
        lastWords,
      ],
    },
  ],
  [
    'must call a tool',
    { toolChoice: 'required', turns: [{ toolCalls: [weatherCall] }, answer], conversation: oneCall },
  ],
  [
    'must call a tool by its name',
    {
      toolChoice: { name: 'get_weather' },
      turns: [{ toolCalls: [weatherCall] }, answer],
      conversation: oneCall,
    },
  ],
  ['must answer in text', { toolChoice: 'none', turns: [answer], conversation: [question, lastWords] }],
];

const kinds = [...backendKinds, ...unprovenKinds];

describe.each(kinds.map((kind) => [kind.type, kind] as const))('%s', (type, kind) => {
  let backend: Backend;
  let provider: Provider;
  beforeAll(async () => {
    backend = await kind.start();
    const { baseUrl, apiKey, model } = backend;
    provider = createProvider(type as string, {
      baseUrl,
      model,
      ...(apiKey !== '' && { apiKey }),
    }) as Provider;
  });
  afterAll(async () => {
    await provider.close();
    await backend[Symbol.asyncDispose]();
  });

  const ways = {
    'as a whole': (): Pick<Provider, 'chat'> => provider,
    'as a stream': (): Pick<Provider, 'chat'> => ({
      chat: (request, options) => provider.stream(request, options).response,
    }),
  };

  describe.each(Object.entries(ways))('%s', (_, way) => {
    it.each(cases)('%s', async (_title, { toolChoice, turns, conversation }) => {
      backend.say(turns);
      const request: ChatRequest<typeof tools> = { messages: [question], tools, toolChoice };
      const { messages, response } = await runTools(way(), request, handlers);
      expect(normalise(messages)).toEqual(conversation);
      expect(response.text).toBe('It rains in Paris.');
      expect(response.finishReason).toBe('stop');
    });

    it('answers in text after the results of tools, with the tools still there: never a silent turn', async () => {
      backend.say([{ toolCalls: [weatherCall] }, answer]);
      const first = await way().chat({ messages: [question], tools });
      const [call] = first.toolCalls;
      const messages: Message[] = [
        question,
        first.message,
        { role: 'tool', toolCallId: call?.id ?? '', toolName: 'get_weather', content: 'rain' },
      ];
      const before = backend.requests.length;
      const { text, toolCalls } = await way().chat({ messages, tools, toolChoice: 'none' });
      expect(text).toBe('It rains in Paris.');
      expect(toolCalls).toEqual([]);
      const chats = backend.requests.slice(before).filter(({ path }) => kind.chatPath.test(path));
      const [body] = chats.map((chat) => chat.body as Record<string, unknown>);
      // Ollama knows no tool choice: there the tools stay away, and the calls stay in the conversation.
      if (type === 'ollama') expect(body).not.toHaveProperty('tools');
      else expect(body).toMatchObject({ tool_choice: 'none', tools: [{}, {}] });
      expect(body?.['messages']).toHaveLength(3);
    });
  });
});

describe('mock', () => {
  it.each(cases)('%s, as a script has it', async (_title, { toolChoice, turns, conversation }) => {
    const provider = createProvider('mock', { replies: [...turns, ...turns] });
    const request: ChatRequest<typeof tools> = { messages: [question], tools, toolChoice };
    const plain = await runTools(provider, request, handlers);
    expect(normalise(plain.messages)).toEqual(conversation);
    const streaming: Pick<Provider, 'chat'> = {
      chat: (given, options) => provider.stream(given, options).response,
    };
    expect(normalise((await runTools(streaming, request, handlers)).messages)).toEqual(conversation);
  });
});
