import { createProvider, type Provider } from '@modelport/core';
import { type FaultyServer, startFaultyServer } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStream, rejectionOf } from './support/read-stream.js';
import '@modelport/provider-openai-compatible';

const tool = { name: 'add', parameters: { type: 'object', properties: {} } };
const user = { role: 'user', content: 'Hi' };
const image = (fields: object) => ({ messages: [{ role: 'user', content: [{ type: 'image', ...fields }] }] });

/** What is wrong, the field that the error must name, and words that must be in it: the value and what is accepted. */
const requests: readonly (readonly [
  what: string,
  request: unknown,
  setting: string,
  words: readonly string[],
])[] = [
  ['no messages', {}, 'messages', ['string', 'role: "user"']],
  ['an empty list of messages', { messages: [] }, 'messages', ['string', 'role: "user"']],
  ['no request', null, 'request', ['messages']],
  ['a list of messages as the request', [user], 'request', ['messages']],
  ['a number as the request', 7, 'request', ['messages']],
  ['a misspelt field', { messages: 'Hi', temperatur: 1 }, 'temperatur', ['"temperatur"', 'temperature']],
  ['the field of the wire', { messages: 'Hi', max_tokens: 5 }, 'max_tokens', ['"max_tokens"', 'maxTokens']],
  ['an option of the call', { messages: 'Hi', signal: AbortSignal.abort() }, 'signal', ['"signal"']],
  ['an empty model', { messages: 'Hi', model: '' }, 'model', ['""', 'not empty']],
  [
    'an unknown role',
    { messages: [{ role: 'robot', content: 'Hi' }] },
    'messages[0].role',
    ['"robot"', 'assistant'],
  ],
  ['null as a message', { messages: [user, null] }, 'messages[1]', ['assistant']],
  [
    'content that is no text',
    { messages: [{ role: 'user', content: 7 }] },
    'messages[0].content',
    ['string or a list'],
  ],
  ['no content', { messages: [{ role: 'user' }] }, 'messages[0].content', ['string or a list']],
  [
    'system content in parts',
    { messages: [{ role: 'system', content: [] }] },
    'messages[0].content',
    ['string'],
  ],
  [
    'an unknown kind of part',
    { messages: [{ role: 'user', content: [{ type: 'video' }] }] },
    'messages[0].content[0].type',
    ['"video"', 'image'],
  ],
  [
    'a tool result without its call',
    { messages: [user, { role: 'tool', content: '3' }] },
    'messages[1].toolCallId',
    ['id of'],
  ],
  ['an image without a source', image({}), 'messages[0].content[0]', ['url', 'base64']],
  [
    'an image of a file',
    image({ url: 'file:///etc/passwd' }),
    'messages[0].content[0].url',
    ['file:///etc', 'https'],
  ],
  ['an image without its kind', image({ data: 'aGk=' }), 'messages[0].content[0].mediaType', ['image/png']],
  [
    'a tool without a name',
    { messages: 'Hi', tools: [{ parameters: tool.parameters }] },
    'tools[0].name',
    ['letters'],
  ],
  [
    'a tool with an empty name',
    { messages: 'Hi', tools: [{ ...tool, name: '' }] },
    'tools[0].name',
    ['""', 'letters'],
  ],
  [
    'a tool with spaces in its name',
    { messages: 'Hi', tools: [{ ...tool, name: 'add up' }] },
    'tools[0].name',
    ['"add up"', 'letters'],
  ],
  ['two tools of one name', { messages: 'Hi', tools: [tool, tool] }, 'tools[1].name', ['"add"']],
  ['tools that are no list', { messages: 'Hi', tools: { add: tool } }, 'tools', ['list']],
  [
    'a schema that is a text',
    { messages: 'Hi', tools: [{ ...tool, parameters: 'number' }] },
    'tools[0].parameters',
    ['"number"', 'JSON Schema'],
  ],
  [
    'a schema that is a list',
    { messages: 'Hi', tools: [{ ...tool, parameters: [] }] },
    'tools[0].parameters',
    ['JSON Schema'],
  ],
  [
    'a schema that is only names',
    { messages: 'Hi', tools: [{ ...tool, parameters: { a: 'number' } }] },
    'tools[0].parameters',
    ['JSON Schema'],
  ],
  [
    'a schema of an unknown type',
    { messages: 'Hi', tools: [{ ...tool, parameters: { type: 'int' } }] },
    'tools[0].parameters',
    ['int', 'JSON Schema'],
  ],
  [
    'a schema of another type for arguments',
    { messages: 'Hi', tools: [{ ...tool, parameters: { type: 'string' } }] },
    'tools[0].parameters',
    ['"string"', 'object'],
  ],
  [
    'a schema that is no schema for the answer',
    { messages: 'Hi', responseFormat: { type: 'json', schema: () => 1 } },
    'responseFormat.schema',
    ['JSON Schema'],
  ],
  [
    'the response format of the wire',
    { messages: 'Hi', responseFormat: { type: 'json_object' } },
    'responseFormat',
    ['json_object', '"json"'],
  ],
  [
    'a choice of a tool that is not there',
    { messages: 'Hi', tools: [tool], toolChoice: { name: 'sub' } },
    'toolChoice',
    ['sub', 'add'],
  ],
  [
    'a demand for a tool where there is none',
    { messages: 'Hi', toolChoice: 'required' },
    'toolChoice',
    ['tools'],
  ],
  ['a temperature in words', { messages: 'Hi', temperature: 'hot' }, 'temperature', ['"hot"', 'number']],
  ['a temperature that is no number', { messages: 'Hi', temperature: Number.NaN }, 'temperature', ['number']],
  ['too high a share', { messages: 'Hi', topP: 2 }, 'topP', ['2', '0 to 1']],
  ['no tokens', { messages: 'Hi', maxTokens: 0 }, 'maxTokens', ['0 is not']],
  ['an empty stop', { messages: 'Hi', stop: ['a', ''] }, 'stop', ['empty']],
  ['an unknown effort', { messages: 'Hi', reasoning: { effort: 'huge' } }, 'reasoning', ['huge', 'high']],
  [
    'a model in the extra body',
    { messages: 'Hi', extraBody: { model: 'other' } },
    'extraBody.model',
    ['model'],
  ],
  [
    'a stream in the extra body',
    { messages: 'Hi', extraBody: { stream: false } },
    'extraBody.stream',
    ['stream'],
  ],
  [
    'an unknown option of the provider',
    { messages: 'Hi', providerOptions: { 'openai-compatible': { servicetier: 'flex' } } },
    'providerOptions.openai-compatible.servicetier',
    ['"servicetier"', 'serviceTier'],
  ],
];

let server: FaultyServer;
let provider: Provider;
beforeAll(async () => {
  server = await startFaultyServer('none');
  provider = createProvider('openai-compatible', { baseUrl: server.baseUrl, model: 'm' });
});
// Refused before any request: nobody has even connected.
afterAll(async () => {
  expect(server.connections).toHaveLength(0);
  await server.close();
});

describe('F46: requests that are wrong are refused before any request is sent', () => {
  it.each(requests)('%s', async (_, request, setting, words) => {
    for (const error of [
      await rejectionOf(provider.chat(request as string)),
      (await readStream(provider.stream(request as string))).error,
    ]) {
      expect(error).toMatchObject({ code: 'REQUEST_INVALID', retryable: false });
      expect(error?.setting).toMatch(setting);
      expect(error?.setting?.startsWith(setting)).toBe(true);
      for (const word of words) expect(error?.message).toContain(word);
    }
  });

  it.each([
    ['no input', undefined],
    ['an empty list', []],
    ['numbers', [1, 2]],
    ['a misspelt field', { inputs: 'Hi' }],
    ['a wrong number of dimensions', { input: 'Hi', dimensions: 0 }],
  ])('for embeddings: %s', async (_, request) => {
    const error = await rejectionOf(provider.embed(request as never));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', retryable: false });
    expect(error.setting).toMatch(/input|dimensions|request/);
  });

  it('what the backend cannot do is said without asking it', async () => {
    expect(await rejectionOf(provider.countTokens('Hi'))).toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
