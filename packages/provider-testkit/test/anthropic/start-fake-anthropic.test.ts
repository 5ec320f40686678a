import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeAnthropic, startFakeAnthropic } from '../../src/anthropic/start-fake-anthropic.js';

type Json = Readonly<Record<string, unknown>>;

const user = (content: unknown = 'Hi') => ({ role: 'user', content });
const usual = { model: 'claude-haiku-4-5', max_tokens: 2000, messages: [user()] };
const tool = { name: 'now', input_schema: { type: 'object' } };
const call = { type: 'tool_use', id: 'a', name: 'now', input: {} };
const result = { type: 'tool_result', tool_use_id: 'a', content: 'noon' };

let server: FakeAnthropic;
beforeAll(async () => {
  server = await startFakeAnthropic();
});
afterAll(() => server.close());

async function send(body: unknown, { path = '/v1/messages', headers = {} } = {}) {
  const response = await fetch(`${server.baseUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-api-key': server.apiKey, 'anthropic-version': '2023-06-01', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): Json {
  return text.startsWith('{') ? JSON.parse(text) : {};
}

describe('an answer', () => {
  it('is a message', async () => {
    server.setReply({ text: 'Hello you', toolCalls: [{ name: 'now', arguments: '{"a":1}' }] });
    const { json, headers } = await send({ ...usual, tools: [tool] });
    expect(json).toMatchObject({
      ...{ type: 'message', role: 'assistant', model: 'claude-haiku-4-5', stop_reason: 'tool_use' },
      content: [
        { type: 'text', text: 'Hello you' },
        { type: 'tool_use', id: 'toolu_1', name: 'now', input: { a: 1 } },
      ],
    });
    expect(headers.get('request-id')).toMatch(/^req_fake_/);
    expect(headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
  });

  it('is a stream of named events', async () => {
    server.setReply({ text: ['Hel', 'lo'] });
    const { text } = await send({ ...usual, stream: true });
    const names = text.match(/(?<=^event: ).*$/gm);
    expect(names).toEqual([
      ...['message_start', 'ping', 'content_block_start', 'content_block_delta', 'content_block_delta'],
      ...['content_block_stop', 'message_delta', 'message_stop'],
    ]);
    expect(text.match(/(?<="text_delta","text":")[^"]*/g)).toEqual(['Hel', 'lo']);
  });

  it('is cut at the length, and thinks only where it may', async () => {
    server.setReply({ thinking: 'Hm', text: 'one two three' });
    expect((await send({ ...usual, max_tokens: 2 })).json).toMatchObject({
      ...{ content: [{ type: 'text', text: 'one two' }], stop_reason: 'max_tokens' },
    });
    const thinking = { type: 'enabled', budget_tokens: 1024 };
    expect((await send({ ...usual, thinking })).json['content']).toMatchObject([
      { type: 'thinking', thinking: 'Hm', signature: 'sig1==' },
      { type: 'text' },
    ]);
  });

  it('may be an error, before or within it', async () => {
    server.setReply({ error: { type: 'overloaded_error', message: 'Overloaded' } });
    const { status, json } = await send(usual);
    expect([status, json['error']]).toEqual([529, { type: 'overloaded_error', message: 'Overloaded' }]);
    server.setReply({ text: 'Hel', streamError: { type: 'api_error', message: 'Oh' } });
    const { text } = await send({ ...usual, stream: true });
    expect(text).toMatch(/Hel.*\n[\s\S]*event: error\ndata: .*"api_error"/);
    expect(text).not.toContain('message_stop');
  });

  it('may be a count, which takes no more than what counts', async () => {
    const { max_tokens: _, ...counted } = usual;
    const path = '/v1/messages/count_tokens';
    expect((await send(counted, { path })).json['input_tokens']).toBeGreaterThan(5);
    expect((await send(usual, { path })).text).toContain('max_tokens: Extra inputs are not permitted');
  });

  it('may be a page of models', async () => {
    const { json } = await send(undefined, { path: '/v1/models?limit=2&after_id=claude-fable-5' });
    expect(json).toMatchObject({ has_more: true, first_id: 'claude-sonnet-5', last_id: 'claude-opus-4-6' });
  });
});

describe('a refusal', () => {
  const assistant = (...content: readonly object[]) => ({ role: 'assistant', content });
  const sonnet = { model: 'claude-sonnet-5' };
  const schema = (value: object) => ({ output_config: { format: { type: 'json_schema', schema: value } } });

  it.each<[string, unknown]>([
    ['is not valid JSON', '{'],
    ['max_tokens: Field required', { max_tokens: undefined }],
    ['model: Field required', { model: undefined }],
    ['foo: Extra inputs are not permitted', { foo: 1 }],
    ['context_management: Extra inputs are not permitted', { context_management: {} }],
    ['max_tokens: Input should be a valid integer', { max_tokens: 'x' }],
    ['max_tokens: 64001 > 64000', { max_tokens: 64_001 }],
    ['temperature: Input should be less than or equal to 1', { temperature: 1.1 }],
    ['cannot both be specified', { temperature: 1, top_p: 1 }],
    ['stop sequence must contain non-whitespace', { stop_sequences: [' '] }],
    ['at least one message is required', { messages: [] }],
    ['first message must use the "user" role', { messages: [assistant({ type: 'text', text: 'A' })] }],
    ['Unexpected role "system"', { messages: [{ role: 'system', content: 'A' }] }],
    ['Unexpected role "tool"', { messages: [user(), { role: 'tool', content: 'A' }] }],
    ['must have non-empty content', { messages: [user('')] }],
    ['must have non-empty content', { messages: [user([])] }],
    [
      'text content blocks must be non-empty',
      {
        messages: [
          user([
            { type: 'text', text: '' },
            { type: 'text', text: 'a' },
          ]),
        ],
      },
    ],
    [
      'must contain non-whitespace text',
      {
        messages: [
          user([
            { type: 'text', text: ' ' },
            { type: 'text', text: 'a' },
          ]),
        ],
      },
    ],
    ["Input tag 'audio' found using 'type'", { messages: [user([{ type: 'audio' }])] }],
    [
      "Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'",
      {
        messages: [
          user([{ type: 'image', source: { type: 'base64', media_type: 'image/bmp', data: 'AA==' } }]),
        ],
      },
    ],
    ['cannot end with trailing whitespace', { messages: [user(), assistant({ type: 'text', text: 'A ' })] }],
    [
      'does not support assistant message prefill',
      {
        ...sonnet,
        messages: [user(), assistant({ type: 'text', text: 'A' })],
      },
    ],
    [
      'messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a',
      {
        messages: [user(), assistant(call), user()],
      },
    ],
    ['messages.1: `tool_use` ids were found', { messages: [user(), assistant(call)] }],
    [
      'messages.1: `tool_use` ids were found',
      { messages: [user(), assistant(call), user([{ type: 'text', text: 'a' }, result])] },
    ],
    ['messages.0.content.0: unexpected `tool_use_id` found', { messages: [user([result])] }],
    [
      'each tool_use must have a single result',
      { messages: [user(), assistant(call), user([result, result])] },
    ],
    [
      "String should match pattern '^[a-zA-Z0-9_-]+$'",
      { messages: [user(), assistant({ ...call, id: 'a.b' })] },
    ],
    ['Input should be an object', { messages: [user(), assistant({ ...call, input: '{}' })] }],
    [
      'Invalid `signature`',
      {
        messages: [user(), assistant({ type: 'thinking', thinking: 'Hm', signature: 'x' }), user()],
      },
    ],
    ['Tool names must be unique', { tools: [tool, tool] }],
    ["input_schema.type: Input should be 'object'", { tools: [{ ...tool, input_schema: {} }] }],
    ["'additionalProperties' must be explicitly set to false", { tools: [{ ...tool, strict: true }] }],
    ['may only be specified while providing tools', { tool_choice: { type: 'auto' } }],
    ["Tool 'other' not found", { tools: [tool], tool_choice: { type: 'tool', name: 'other' } }],
    ["property 'minimum' is not supported", schema({ type: 'integer', minimum: 1 })],
    ["'minItems' values other than 0 or 1", schema({ type: 'array', minItems: 2 })],
    ["'additionalProperties' must be", schema({ anyOf: [{ type: 'object' }] })],
    [
      'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024',
      {
        thinking: { type: 'enabled', budget_tokens: 1000 },
      },
    ],
    [
      '`max_tokens` must be greater than `thinking.budget_tokens`',
      {
        thinking: { type: 'enabled', budget_tokens: 2000 },
      },
    ],
    ['adaptive thinking is not supported', { thinking: { type: 'adaptive' } }],
    ['does not support the effort parameter', { output_config: { effort: 'low' } }],
    ["'xhigh' is not supported", { model: 'claude-opus-4-6', output_config: { effort: 'xhigh' } }],
    [
      'Thinking may not be enabled when tool_choice forces tool use',
      {
        ...{
          tools: [tool],
          tool_choice: { type: 'any' },
          thinking: { type: 'enabled', budget_tokens: 1024 },
        },
      },
    ],
    [
      'may only be set to 1 when thinking',
      { temperature: 0, thinking: { type: 'enabled', budget_tokens: 1024 } },
    ],
    ['`top_k` must be unset', { top_k: 1, thinking: { type: 'enabled', budget_tokens: 1024 } }],
    ['greater than or equal to 0.95', { top_p: 0.9, thinking: { type: 'enabled', budget_tokens: 1024 } }],
    ['`temperature` is deprecated', { ...sonnet, temperature: 0 }],
    ['`top_p` is deprecated', { ...sonnet, top_p: 0.9 }],
    ['`top_k` is deprecated', { ...sonnet, top_k: 1 }],
    [
      '"thinking.type.enabled" is not supported',
      { ...sonnet, thinking: { type: 'enabled', budget_tokens: 1024 } },
    ],
    [
      '"thinking.type.disabled" is not supported',
      { model: 'claude-fable-5', thinking: { type: 'disabled' } },
    ],
    [
      'maximum of 4 blocks with cache_control',
      {
        messages: [
          user(
            Array.from({ length: 5 }, () => ({
              type: 'text',
              text: 'a',
              cache_control: { type: 'ephemeral' },
            })),
          ),
        ],
      },
    ],
    ['prompt is too long', { messages: [user('word '.repeat(200_000))] }],
  ])('says "%s"', async (words, change) => {
    const body = typeof change === 'string' ? change : { ...usual, ...(change as object) };
    const { status, json } = await send(body);
    const { type, message } = json['error'] as Json;
    expect([status, type]).toEqual([400, 'invalid_request_error']);
    expect(message).toContain(words);
  });

  it.each([
    [401, 'authentication_error', usual, { headers: { 'x-api-key': 'wrong' } }],
    [400, 'invalid_request_error', usual, { headers: { 'anthropic-version': '2020-01-01' } }],
    [404, 'not_found_error', { ...usual, model: 'gpt' }, {}],
    [404, 'not_found_error', usual, { path: '/v1/chat/completions' }],
  ])('has the status %i and the type %s', async (status, type, body, options) => {
    expect(await send(body, options)).toMatchObject({ status, json: { type: 'error', error: { type } } });
  });

  it('lets pass what is right, however rare', async () => {
    server.setReply({ text: 'Fine.' });
    const cached = { cache_control: { type: 'ephemeral', ttl: '1h' } };
    const request = {
      ...{
        ...usual,
        ...sonnet,
        temperature: 1,
        top_p: 0.99,
        stop_sequences: ['x'],
        metadata: { user_id: 'u' },
      },
      system: [{ type: 'text', text: 'Be brief.', ...cached }],
      tools: [
        { ...tool, ...cached },
        { type: 'web_search_20250305', name: 'web_search' },
      ],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'xhigh', format: { type: 'json_schema', schema: { type: 'string' } } },
      messages: [
        user([{ type: 'document', source: { type: 'url', url: 'https://a' }, citations: { enabled: true } }]),
        assistant(call),
        user([
          { ...result, is_error: true },
          { type: 'text', text: 'Go on.' },
        ]),
      ],
      context_management: {},
    };
    const { status, text } = await send(request, {
      headers: { 'anthropic-beta': 'context-management-2025-06-27' },
    });
    expect([text, status]).toEqual([expect.stringContaining('Fine.'), 200]);
  });
});
