import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeOpenAIServer, startFakeOpenAIServer } from '../../src/openai/start-fake-openai-server.js';
import { send } from '../bare-client.js';

let server: FakeOpenAIServer;
beforeAll(async () => {
  server = await startFakeOpenAIServer({ contextLength: 1000 });
});
afterAll(() => server.close());

const messages = [{ role: 'user', content: 'Hi' }];
const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{}' } };
const add = { type: 'function', function: { name: 'add', parameters: { type: 'object', properties: {} } } };
const calling = [...messages, { role: 'assistant', tool_calls: [call] }];
const result = { role: 'tool', tool_call_id: 'call_1', content: '3' };
const schema = (json_schema: unknown): unknown => ({ response_format: { type: 'json_schema', json_schema } });

async function ask(body: unknown, headers: Record<string, string> = {}): Promise<[number, unknown]> {
  const authorization = `Bearer ${server.apiKey}`;
  const { status, text } = await send(`${server.baseUrl}/chat/completions`, {
    body,
    headers: { authorization, ...headers },
  });
  const { error } = JSON.parse(text);
  expect(Object.keys(error ?? {}), text).toEqual(error ? ['message', 'type', 'param', 'code'] : []);
  return [status, error?.param];
}

describe('the fake OpenAI server takes', () => {
  it.each<[string, object]>([
    ['the least', {}],
    ['null where a field may be null', { temperature: null, stop: null, seed: null, stream: null }],
    ['a developer message', { messages: [{ role: 'developer', content: 'Be brief.' }, ...messages] }],
    [
      'text and image parts',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'See' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
            ],
          },
        ],
      },
    ],
    ['a tool round trip', { messages: [...calling, result], tools: [add], tool_choice: 'none' }],
    [
      'results in any order',
      {
        messages: [
          ...messages,
          { role: 'assistant', content: null, tool_calls: [call, { ...call, id: 'call_2' }] },
          { ...result, tool_call_id: 'call_2' },
          result,
        ],
      },
    ],
    ['a named tool', { tools: [add], tool_choice: { type: 'function', function: { name: 'add' } } }],
    [
      'a JSON schema',
      schema({
        name: 'person',
        strict: true,
        schema: {
          type: 'object',
          properties: { a: { type: 'string' } },
          required: ['a'],
          additionalProperties: false,
        },
      }) as object,
    ],
    [
      'JSON mode with the word in the prompt',
      {
        messages: [{ role: 'user', content: 'Answer in JSON.' }],
        response_format: { type: 'json_object' },
      },
    ],
    ['log probabilities', { logprobs: true, top_logprobs: 20 }],
    [
      'a reasoning model with its settings',
      { model: 'o-fake', max_completion_tokens: 9, reasoning_effort: 'low' },
    ],
  ])('%s', async (_, body) => {
    expect(await ask({ model: 'gpt-fake', messages, ...body })).toEqual([200, undefined]);
  });

  it('fields of compatible servers where they are allowed', async () => {
    await using lenient = await startFakeOpenAIServer({ extraFields: ['top_k'], apiKey: null });
    const body = { model: 'gpt-fake', messages, top_k: 3 };
    expect((await send(`${lenient.baseUrl}/chat/completions`, { body })).status).toBe(200);
  });
});

describe('the fake OpenAI server refuses', () => {
  it.each<[string, object, string]>([
    ['a request without a model', { model: undefined }, 'model'],
    ['a request without messages', { messages: undefined }, 'messages'],
    ['no messages', { messages: [] }, 'messages'],
    ['a prompt as the messages', { messages: 'Hi' }, 'messages'],
    ['an unknown role', { messages: [{ role: 'robot', content: 'Hi' }] }, 'messages[0].role'],
    ['a message without a role', { messages: [{ content: 'Hi' }] }, 'messages[0].role'],
    ['a user message without content', { messages: [{ role: 'user' }] }, 'messages[0].content'],
    [
      'a user message with null content',
      { messages: [{ role: 'user', content: null }] },
      'messages[0].content',
    ],
    [
      'an unknown part',
      { messages: [{ role: 'user', content: [{ type: 'video' }] }] },
      'messages[0].content[0].type',
    ],
    [
      'an image in a system message',
      {
        messages: [
          { role: 'system', content: [{ type: 'image_url', image_url: { url: 'https://a/b.png' } }] },
        ],
      },
      'messages[0].content[0].type',
    ],
    [
      'an assistant message with nothing in it',
      { messages: [{ role: 'assistant', content: null }] },
      'messages[0].content',
    ],
    [
      'an unknown field of a message',
      { messages: [{ role: 'user', content: 'Hi', reasoning_content: '' }] },
      'messages[0].reasoning_content',
    ],
    [
      'arguments that are no string',
      {
        messages: [
          ...messages,
          { role: 'assistant', tool_calls: [{ ...call, function: { name: 'add', arguments: {} } }] },
        ],
      },
      'messages[1].tool_calls[0].function.arguments',
    ],
    [
      'a call without an id',
      { messages: [...messages, { role: 'assistant', tool_calls: [{ ...call, id: undefined }] }] },
      'messages[1].tool_calls[0].id',
    ],
    [
      'a tool message without an id',
      { messages: [...calling, { role: 'tool', content: '3' }] },
      'messages[2].tool_call_id',
    ],
    ['a tool message without a call', { messages: [...messages, result] }, 'messages[1].role'],
    [
      'a result of another call',
      { messages: [...calling, { ...result, tool_call_id: 'call_9' }] },
      'messages[2].tool_call_id',
    ],
    ['the same result twice', { messages: [...calling, result, result] }, 'messages[3].tool_call_id'],
    ['a call that nobody answered', { messages: [...calling, ...messages] }, 'messages[2].role'],
    ['a call that ends the conversation', { messages: calling }, 'messages'],
    ['an unknown field', { top_k: 3 }, 'top_k'],
    ['a field named like an object’s own', { constructor: 1 }, 'constructor'],
    ['a number as text', { temperature: '0' }, 'temperature'],
    ['a number out of bounds', { temperature: 2.5 }, 'temperature'],
    ['a fraction for a whole number', { max_tokens: 1.5 }, 'max_tokens'],
    ['too many stops', { stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop'],
    ['stream options without a stream', { stream_options: { include_usage: true } }, 'stream_options'],
    ['an unknown stream option', { stream: true, stream_options: { usage: true } }, 'stream_options.usage'],
    ['top_logprobs without logprobs', { top_logprobs: 2 }, 'top_logprobs'],
    ['both limits of tokens', { max_tokens: 5, max_completion_tokens: 5 }, 'max_tokens'],
    ['an unknown effort', { reasoning_effort: 'extreme' }, 'reasoning_effort'],
    ['an empty list of tools', { tools: [] }, 'tools'],
    ['a tool without a type', { tools: [{ function: add.function }] }, 'tools[0].type'],
    [
      'a tool with a bad name',
      { tools: [{ type: 'function', function: { name: 'no spaces' } }] },
      'tools[0].function.name',
    ],
    [
      'parameters that are no object',
      { tools: [{ type: 'function', function: { name: 'a', parameters: { type: 'string' } } }] },
      'tools[0].function.parameters',
    ],
    ['a choice without tools', { tool_choice: 'auto' }, 'tool_choice'],
    ['an unknown choice', { tools: [add], tool_choice: 'sometimes' }, 'tool_choice'],
    [
      'a choice of a tool that is not there',
      { tools: [add], tool_choice: { type: 'function', function: { name: 'sub' } } },
      'tool_choice',
    ],
    ['parallel calls without tools', { parallel_tool_calls: true }, 'parallel_tool_calls'],
    ['an unknown format', { response_format: { type: 'xml' } }, 'response_format.type'],
    ['a schema without a name', schema({ schema: {} }) as object, 'response_format.json_schema.name'],
    ['a schema with a bad name', schema({ name: 'a b' }) as object, 'response_format.json_schema.name'],
    [
      'a strict schema with optional properties',
      schema({
        name: 'a',
        strict: true,
        schema: {
          type: 'object',
          properties: { a: {} },
          additionalProperties: false,
        },
      }) as object,
      'response_format.json_schema.schema',
    ],
    [
      'a strict schema that is open',
      schema({ name: 'a', strict: true, schema: { type: 'object' } }) as object,
      'response_format.json_schema.schema',
    ],
    ['JSON mode without the word', { response_format: { type: 'json_object' } }, 'messages'],
    ['max_tokens on a reasoning model', { model: 'o-fake', max_tokens: 5 }, 'max_tokens'],
    ['a temperature on a reasoning model', { model: 'o-fake', temperature: 0.5 }, 'temperature'],
    [
      'a prompt longer than the context',
      { messages: [{ role: 'user', content: 'word '.repeat(1000) }] },
      'messages',
    ],
  ])('%s', async (_, body, param) => {
    expect(await ask({ model: 'gpt-fake', messages, ...body })).toEqual([400, param]);
  });

  it('a body that is no JSON, and one of another type', async () => {
    expect(await ask('{"model":')).toEqual([400, null]);
    expect(await ask({ model: 'gpt-fake', messages }, { 'content-type': 'text/plain' })).toEqual([400, null]);
  });

  it('an unknown model, and one of another kind', async () => {
    expect(await ask({ model: 'nope', messages })).toEqual([404, 'model']);
    expect(await ask({ model: 'embedding-fake', messages })).toEqual([404, 'model']);
  });

  it('a missing and a wrong key', async () => {
    expect(await ask({ model: 'gpt-fake', messages }, { authorization: '' })).toEqual([401, null]);
    expect(await ask({ model: 'gpt-fake', messages }, { authorization: 'Bearer sk-wrong' })).toEqual([
      401,
      null,
    ]);
    expect(await ask({}, { authorization: 'Bearer sk-wrong' })).toEqual([401, null]);
    expect(await ask({ model: 'gpt-fake', messages }, { authorization: server.apiKey })).toEqual([401, null]);
  });

  it('an unknown route, and a wrong method', async () => {
    const headers = { authorization: `Bearer ${server.apiKey}` };
    expect((await send(`${server.baseUrl}/nothing`, { headers })).status).toBe(404);
    expect((await send(`${server.origin}/chat/completions`, { headers, body: {} })).status).toBe(404);
    expect((await send(`${server.baseUrl}/chat/completions`, { headers })).status).toBe(405);
  });
});
