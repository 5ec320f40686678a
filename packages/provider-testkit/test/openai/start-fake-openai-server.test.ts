import { describe, expect, it } from 'vitest';
import type { FakeReply } from '../../src/openai/fake-reply.js';
import { startFakeOpenAIServer } from '../../src/openai/start-fake-openai-server.js';
import { type BareAnswer, endsWell, readEvents, send } from '../bare-client.js';

const chat = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi' }] };
const tools = [{ type: 'function', function: { name: 'add' } }];
const usageAsked = { stream: true, stream_options: { include_usage: true, include_obfuscation: false } };

async function answerTo(body: object, reply: FakeReply): Promise<BareAnswer> {
  await using server = await startFakeOpenAIServer({ reply, apiKey: null });
  return await send(`${server.baseUrl}/chat/completions`, { body: { ...chat, ...body } });
}

async function streamOf(body: object, reply: FakeReply): Promise<string> {
  return (await answerTo({ stream: true, ...body }, reply)).text;
}

/** The delta of every event that has one. */
function deltasOf(text: string): object[] {
  return readEvents(text).flatMap(({ choices = [] }) => choices.map(({ delta }) => delta));
}

describe('a plain answer', () => {
  it('holds the text, the usage and the headers of the real one', async () => {
    const { text, headers } = await answerTo({}, { text: 'One two three', usage: { completion_tokens: 7 } });
    expect(JSON.parse(text)).toMatchObject({
      object: 'chat.completion',
      model: 'gpt-fake',
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'One two three' } },
      ],
      usage: { completion_tokens: 7 },
    });
    expect(headers['x-request-id']).toMatch(/^req_/);
    expect(headers['x-ratelimit-reset-tokens']).toBe('6m0s');
  });

  it('holds tool calls, reasoning or a refusal', async () => {
    const called = JSON.parse(
      (await answerTo({ tools }, { toolCalls: [{ name: 'add', arguments: ['{"a"', ':1}'] }] })).text,
    );
    expect(called.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [{ id: 'call_1', function: { name: 'add', arguments: '{"a":1}' } }],
      },
    });
    const thought = JSON.parse((await answerTo({}, { reasoning: 'Hm', reasoningField: 'reasoning' })).text);
    expect(thought.choices[0].message.reasoning).toBe('Hm');
    const refused = JSON.parse((await answerTo({}, { refusal: 'I will not' })).text);
    expect(refused.choices[0].message).toMatchObject({ content: null, refusal: 'I will not' });
  });

  it('ends with "stop" for a tool that was named, as the real one does', async () => {
    const tool_choice = { type: 'function', function: { name: 'add' } };
    const { text } = await answerTo(
      { tools, tool_choice },
      { toolCalls: [{ name: 'add', arguments: '{}' }] },
    );
    expect(JSON.parse(text).choices[0].finish_reason).toBe('stop');
  });

  it('has as many choices and log probabilities as were asked for', async () => {
    const { text } = await answerTo({ n: 2, logprobs: true, top_logprobs: 2 }, { text: ['a', 'b'] });
    const { choices } = JSON.parse(text);
    expect(choices.map((choice: { index: number }) => choice.index)).toEqual([0, 1]);
    expect(choices[0].logprobs.content).toMatchObject([{ token: 'a' }, { token: 'b' }]);
    expect(choices[0].logprobs.content[0].top_logprobs).toHaveLength(2);
  });
});

describe('a streamed answer', () => {
  it('begins with the role, ends with the finish, the usage and the end marker', async () => {
    const text = await streamOf(usageAsked, { text: ['He', 'llo'] });
    const events = readEvents(text);
    expect(deltasOf(text)).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { content: 'He' },
      { content: 'llo' },
      {},
    ]);
    expect(events.at(-2)).toMatchObject({ usage: null, choices: [{ finish_reason: 'stop' }] });
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 2 } });
    expect(endsWell(text)).toBe(true);
  });

  it('has no usage unless asked, and padding unless told not to', async () => {
    const plain = readEvents(await streamOf({}, { text: 'Hi' }));
    for (const event of plain) expect(event).not.toHaveProperty('usage');
    expect(plain[1]).toHaveProperty('obfuscation');
    expect(readEvents(await streamOf(usageAsked, { text: 'Hi' }))[1]).not.toHaveProperty('obfuscation');
  });

  it('sends a tool call in fragments, its id and name in the first', async () => {
    const toolCalls = [
      { name: 'add', arguments: '{"a": 12345}' },
      { id: 'second', name: 'add', arguments: [] },
    ];
    const events = readEvents(await streamOf({ tools }, { toolCalls }));
    const calls = events.flatMap(({ choices = [] }) =>
      choices.flatMap(({ delta }) => delta.tool_calls ?? []),
    );
    expect(calls.filter(({ id }) => id !== undefined)).toMatchObject([
      { index: 0, id: 'call_1', function: { name: 'add' } },
      { index: 1, id: 'second', function: { name: 'add' } },
    ]);
    const fragments = calls.filter(({ index }) => index === 0).map((call) => call.function.arguments);
    expect(fragments.length).toBeGreaterThan(2);
    expect(fragments.join('')).toBe('{"a": 12345}');
  });

  it('sends reasoning before the text', async () => {
    const deltas = deltasOf(await streamOf({}, { reasoning: 'Let me see', text: 'Yes' }));
    expect(deltas.slice(1, -1)).toEqual([
      { reasoning_content: 'Let' },
      { reasoning_content: ' me' },
      { reasoning_content: ' see' },
      { content: 'Yes' },
    ]);
  });
});

describe('replies', () => {
  it('come one after the other, and the last one again', async () => {
    await using server = await startFakeOpenAIServer({
      reply: [{ text: 'first' }, { text: 'then' }],
      apiKey: null,
    });
    const said = [];
    for (let request = 0; request < 3; request++) {
      const { text } = await send(`${server.baseUrl}/chat/completions`, { body: chat });
      said.push(JSON.parse(text).choices[0].message.content);
    }
    expect(said).toEqual(['first', 'then', 'then']);
  });

  it('may depend on the request, and be changed', async () => {
    await using server = await startFakeOpenAIServer({
      reply: ({ body }) => ({ text: JSON.stringify(body) }),
      apiKey: null,
    });
    const ask = (): Promise<BareAnswer> => send(`${server.baseUrl}/chat/completions`, { body: chat });
    expect(JSON.parse(JSON.parse((await ask()).text).choices[0].message.content)).toEqual(chat);
    server.setReply({
      error: { status: 500, message: 'Sorry', code: 'oops' },
      headers: { 'retry-after': '1' },
    });
    const { status, headers, text } = await ask();
    expect([status, headers['retry-after']]).toEqual([500, '1']);
    expect(JSON.parse(text)).toEqual({
      error: { message: 'Sorry', type: 'server_error', param: null, code: 'oops' },
    });
  });
});

describe('the record of requests', () => {
  it('holds what was sent, and whether the client stayed to the end', async () => {
    const reply = { text: 'a b c d e f g h', chunkDelay: 20 };
    await using server = await startFakeOpenAIServer({ reply });
    const url = `${server.baseUrl}/chat/completions?x=1`;
    const headers = { authorization: 'Bearer sk-fake', 'x-mine': 'yes' };
    await send(url, { headers, body: chat });
    await send(url, { headers, body: { ...chat, stream: true }, hangUpAfter: { bytes: 10 } });
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/v1/chat/completions', headers: { 'x-mine': 'yes' }, body: chat },
      { body: { stream: true } },
    ]);
    expect(server.requests[0]?.query.get('x')).toBe('1');
    expect(await Promise.all(server.requests.map(({ outcome }) => outcome))).toEqual(['answered', 'aborted']);
  });
});

describe('models', () => {
  it('are listed, and described one by one', async () => {
    await using server = await startFakeOpenAIServer({
      models: ['a/b', 'c'],
      reasoningModels: [],
      apiKey: null,
    });
    const listed = JSON.parse((await send(`${server.baseUrl}/models`)).text);
    expect(listed.object).toBe('list');
    expect(listed.data.map(({ id }: { id: string }) => id)).toEqual(['a/b', 'c', 'embedding-fake']);
    expect(JSON.parse((await send(`${server.baseUrl}/models/a%2Fb`)).text)).toMatchObject({ id: 'a/b' });
    expect((await send(`${server.baseUrl}/models/nope`)).status).toBe(404);
  });
});

describe('embeddings', () => {
  interface Embeddings {
    data: { index: number; embedding: string & number[] }[];
  }
  const embed = async (body: object): Promise<{ status: number; body: Embeddings }> => {
    await using server = await startFakeOpenAIServer({ apiKey: null });
    const answer = await send(`${server.baseUrl}/embeddings`, { body: { model: 'embedding-fake', ...body } });
    return { status: answer.status, body: JSON.parse(answer.text) };
  };

  it('are the same numbers as floats and as base64', async () => {
    const floats = (await embed({ input: ['one', 'two'], dimensions: 5 })).body;
    const base64 = (await embed({ input: ['one', 'two'], dimensions: 5, encoding_format: 'base64' })).body;
    expect(floats.data.map(({ index }) => index)).toEqual([0, 1]);
    expect(floats.data[0]?.embedding).not.toEqual(floats.data[1]?.embedding);
    for (const [index, { embedding }] of base64.data.entries()) {
      const bytes = Buffer.from(embedding, 'base64');
      const numbers = Array.from({ length: 5 }, (_, at) => bytes.readFloatLE(at * 4));
      expect(numbers).toEqual(floats.data[index]?.embedding);
    }
  });

  it('are made of a text, of tokens, and of several of either', async () => {
    for (const [input, count] of [
      ['a', 1],
      [[1, 2], 1],
      [['a', 'b'], 2],
      [[[1], [2], [3]], 3],
    ] as const) {
      expect((await embed({ input })).body.data).toHaveLength(count);
    }
  });

  it.each([
    {},
    { input: '' },
    { input: [] },
    { input: ['a', ''] },
    { input: 'a', encoding_format: 'hex' },
    { input: 'a', model: 'x' },
  ])('are refused for %j', async (body) => {
    expect((await embed(body)).status).toBeGreaterThanOrEqual(400);
  });
});
