import { describe, expect, it } from 'vitest';
import { OLLAMA_BUSY } from '../../src/ollama/fake-ollama-reply.js';
import {
  type FakeOllama,
  type FakeOllamaOptions,
  startFakeOllama,
} from '../../src/ollama/start-fake-ollama.js';
import { type BareAnswer, type BareRequest, send } from '../bare-client.js';

type Json = Record<string, unknown>;

const hi = { model: 'chat-fake', messages: [{ role: 'user', content: 'Hi' }] };
const tools = [
  { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
];

function chat(server: FakeOllama, body: Json = {}, request: BareRequest = {}): Promise<BareAnswer> {
  return send(`${server.baseUrl}/api/chat`, { body: { ...hi, ...body }, ...request });
}

async function answerTo(body: Json, options: FakeOllamaOptions): Promise<BareAnswer> {
  await using server = await startFakeOllama(options);
  return await chat(server, body);
}

function linesOf({ text }: BareAnswer): Json[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

async function getModels(server: FakeOllama, path: '/api/tags' | '/api/ps'): Promise<Json[]> {
  return JSON.parse((await send(server.baseUrl + path)).text).models;
}

describe('a script of replies', () => {
  it('takes one after the other, the last again and again, or asks a function', async () => {
    await using server = await startFakeOllama({ reply: [{ text: 'one' }, { text: 'two' }] });
    const said = async (): Promise<unknown> =>
      JSON.parse((await chat(server, { stream: false })).text).message.content;
    expect([await said(), await said(), await said()]).toEqual(['one', 'two', 'two']);
    server.setReply(({ body }) => ({ text: (body as Json)['model'] as string }));
    expect(await said()).toBe('chat-fake');
  });

  it('records every request, refused ones too, and whether the client stayed', async () => {
    await using server = await startFakeOllama({ reply: { text: ['a', 'b', 'c'], lineDelay: 50 } });
    await chat(server, { think: true });
    await chat(server, {}, { hangUpAfter: { bytes: 1 } });
    const [refused, left] = server.requests;
    expect(refused?.body).toMatchObject({ think: true });
    expect(await refused?.outcome).toBe('answered');
    expect(await left?.outcome).toBe('aborted');
  });
});

describe('tool calls', () => {
  const reply = { toolCalls: [{ name: 'now' }, { name: 'add', arguments: { a: 1 } }] };
  const called = async (options: FakeOllamaOptions, body: Json = { tools }): Promise<Json[]> =>
    linesOf(await answerTo(body, { reply, ...options })).map((line) => line['message'] as Json);

  it('come whole and counted, with the last line from a model with a GGUF template', async () => {
    const [message] = await called({ models: [{ name: 'chat-fake', template: 'gguf' }] });
    expect(message?.['tool_calls']).toMatchObject([
      { function: { index: 0, name: 'now', arguments: {} } },
      { function: { index: 1, name: 'add', arguments: { a: 1 } } },
    ]);
  });

  it('come on a line of their own from a model with a Go template, with ids of another form', async () => {
    const messages = await called({});
    const id = expect.stringMatching(/^call_[0-9a-z]{8}$/);
    expect(messages[0]?.['tool_calls']).toMatchObject([{ id }, { id }]);
    expect(messages[1]).toEqual({ role: 'assistant', content: '' });
  });

  it('have no ids on a legacy server, and come to no request without tools', async () => {
    const [message] = await called({ legacy: true });
    expect(message?.['tool_calls']).toHaveLength(2);
    expect(JSON.stringify(message)).not.toContain('"id"');
    expect((await called({}, {}))[0]).not.toHaveProperty('tool_calls');
  });

  it('are lost where num_predict cuts into them', async () => {
    const [line] = linesOf(await answerTo({ tools, options: { num_predict: 12 } }, { reply }));
    expect(line).toMatchObject({ done_reason: 'length', message: { content: '' } });
    expect(line?.['message']).not.toHaveProperty('tool_calls');
  });
});

describe('errors', () => {
  it('have their status before the first line and are a line of their own after it', async () => {
    const error = { message: 'out of memory', status: 507 };
    const before = await answerTo({}, { reply: { error } });
    expect([before.status, before.text]).toEqual([507, '{"error":"out of memory"}']);
    const after = await answerTo({}, { reply: { text: ['a', 'b'], error: { ...error, afterLines: 1 } } });
    expect(after.status).toBe(200);
    expect(linesOf(after)).toMatchObject([{ message: { content: 'a' } }, { error: 'out of memory' }]);
  });

  it('have their status in a plain answer, wherever they happen', async () => {
    const error = { message: 'out of memory', afterLines: 1 };
    expect((await answerTo({ stream: false }, { reply: { error } })).status).toBe(500);
  });

  it('can be a full queue or a cut connection', async () => {
    expect((await answerTo({}, { reply: { error: OLLAMA_BUSY } })).status).toBe(503);
    const cut = await answerTo({}, { reply: { text: ['a', 'b', 'c'], cutAfter: 2 } });
    expect(linesOf(cut)).toHaveLength(2);
    expect(cut.error?.code).toBe('ECONNRESET');
    expect((await answerTo({ stream: false }, { reply: { cutAfter: 0 } })).status).toBe(0);
  });
});

describe('keys and the cloud', () => {
  it('asks for the key that it was given, and says where to sign in', async () => {
    await using server = await startFakeOllama({ apiKey: 'right' });
    const refused = await chat(server, {}, { headers: { authorization: 'Bearer wrong' } });
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.text)).toEqual({
      error: 'unauthorized',
      signin_url: expect.stringContaining('https://'),
    });
    expect((await chat(server, {}, { headers: { authorization: `Bearer ${server.apiKey}` } })).status).toBe(
      200,
    );
  });

  it('answers with a model in the cloud only when signed in', async () => {
    const remote = { model: 'big', host: 'https://ollama.com:443' };
    const models = [{ name: 'big:cloud', remote }];
    const body = { model: 'big:cloud', stream: false };
    expect(JSON.parse((await answerTo(body, { models })).text)).toMatchObject({
      remote_model: 'big',
      remote_host: 'https://ollama.com:443',
    });
    expect((await answerTo(body, { models, signedIn: false })).status).toBe(401);
  });
});

describe('memory', () => {
  it('loads on the first request, keeps for keep_alive, and unloads on request', async () => {
    await using server = await startFakeOllama({ loadDelay: 100 });
    const first = linesOf(await chat(server)).at(-1);
    const second = linesOf(await chat(server, { keep_alive: -1, options: { num_ctx: 2048 } })).at(-1);
    const third = linesOf(await chat(server, { options: { num_ctx: 2048 } })).at(-1);
    // Another num_ctx is another load.
    expect(first?.['load_duration']).toBe(second?.['load_duration']);
    expect(third?.['load_duration']).toBeLessThan(Number(second?.['load_duration']));
    expect(await getModels(server, '/api/ps')).toMatchObject([
      { name: 'chat-fake:latest', context_length: 2048 },
    ]);
    await chat(server, { keep_alive: 0 });
    expect(server.loadedModels).toEqual([]);
  });

  it('lets a model go when its time is over, and takes the time to load it', async () => {
    await using server = await startFakeOllama({ loadDelay: 100 });
    const started = performance.now();
    await chat(server, { keep_alive: '250ms', stream: false });
    expect(performance.now() - started).toBeGreaterThan(95);
    await expect.poll(() => server.loadedModels, { timeout: 10_000 }).toEqual([]);
  });

  it('lists nothing of what older servers do not tell', async () => {
    await using server = await startFakeOllama({ legacy: true });
    await chat(server);
    expect((await getModels(server, '/api/ps'))[0]).not.toHaveProperty('context_length');
    expect((await getModels(server, '/api/tags'))[0]).not.toHaveProperty('capabilities');
  });

  it('drops old messages without a word, but counts what is left', async () => {
    const turn = (role: string): Json => ({ role, content: 'x'.repeat(400) });
    const messages = [...Array.from({ length: 8 }, () => turn('user')), { role: 'user', content: 'Hi' }];
    const body = { stream: false, options: { num_ctx: 300 }, messages };
    const answer = JSON.parse((await answerTo(body, {})).text);
    expect(answer.prompt_eval_count).toBeGreaterThan(0);
    expect(answer.prompt_eval_count).toBeLessThanOrEqual(300);
    expect((await answerTo({ ...body, truncate: false }, {})).text).toContain('exceed_context_size_error');
  });
});

it('keeps system messages, so that a prompt can be too long even then', async () => {
  const models = [{ name: 'chat-fake', template: 'gguf' as const }];
  const messages = [
    { role: 'system', content: 'x'.repeat(800) },
    { role: 'user', content: 'x'.repeat(400) },
  ];
  expect((await answerTo({ messages, options: { num_ctx: 256 } }, { models })).status).toBe(400);
  expect((await answerTo({ messages: messages.toReversed(), options: { num_ctx: 256 } }, {})).status).toBe(
    200,
  );
});

it('escapes what HTML could trip over, as Go does', async () => {
  const answer = await answerTo({ stream: false }, { reply: { text: '<b>&' } });
  expect(answer.text).toContain('"content":"\\u003cb\\u003e\\u0026"');
});

describe('metrics', () => {
  it('are nanoseconds and left out at 0', async () => {
    const answer = JSON.parse((await answerTo({ stream: false }, { reply: { promptTokens: 0 } })).text);
    expect(answer.total_duration).toBeGreaterThan(1e6);
    expect(answer).not.toHaveProperty('prompt_eval_count');
    expect(answer).not.toHaveProperty('prompt_eval_duration');
  });
});

describe('the same text gives the same vector', () => {
  it('of length 1, also when shortened', async () => {
    await using server = await startFakeOllama();
    const embed = async (body: Json): Promise<number[][]> => {
      const request = { body: { model: 'embedding-fake', ...body } };
      return JSON.parse((await send(`${server.baseUrl}/api/embed`, request)).text).embeddings;
    };
    const [[one], [again, other]] = [await embed({ input: 'one' }), await embed({ input: ['one', 'two'] })];
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    for (const vector of [one, ...(await embed({ input: 'one', dimensions: 3 }))]) {
      expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1);
    }
  });
});

it('listens on the port that it is given', async () => {
  await using first = await startFakeOllama();
  const port = Number(new URL(first.baseUrl).port);
  await first.close();
  await using second = await startFakeOllama({ port });
  expect(second.baseUrl).toBe(first.baseUrl);
});

it('refuses models that Ollama could not have', async () => {
  await expect(startFakeOllama({ models: ['a b!'] })).rejects.toThrow('"a b!"');
});
