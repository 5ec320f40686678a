import {
  faults,
  reserveRefusedPort,
  startFakeOpenAIServer,
  startFaultyServer,
} from '@modelport/provider-testkit';
import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIUserAbortError,
  AuthenticationError,
  toFile,
} from 'openai';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPlatformFetch } from '../../src/fetch/node-fetch.js';
import { isFromBuiltInFetch, startServer } from '../support/start-server.js';

const text = 'Hello from a fake that reads every request.';
const question = { model: 'gpt-fake', messages: [{ role: 'user' as const, content: 'Hi' }] };

const clientOf = (baseURL: string, options: ConstructorParameters<typeof OpenAI>[0] = {}) =>
  new OpenAI({ apiKey: 'k', maxRetries: 0, ...options, baseURL, fetch: createPlatformFetch({}) });

describe('a client of the openai package on createFetch()', () => {
  it('lists models, embeds, chats and streams, without the built-in fetch', async () => {
    await using server = await startFakeOpenAIServer();
    const client = clientOf(server.baseUrl, { apiKey: server.apiKey });
    const { data: models } = await client.models.list();
    expect(models.map(({ id }) => id)).toContain('gpt-fake');
    const { data: vectors } = await client.embeddings.create({ model: 'embedding-fake', input: ['a', 'b'] });
    expect(vectors).toHaveLength(2);
    expect((await client.chat.completions.create(question)).choices[0]?.message.content).toBe(text);
    let streamed = '';
    for await (const { choices } of await client.chat.completions.create({ ...question, stream: true })) {
      streamed += choices[0]?.delta.content ?? '';
    }
    expect(streamed).toBe(text);
    expect(server.requests).toHaveLength(4);
    expect(server.requests.filter(({ headers }) => 'sec-fetch-mode' in headers)).toEqual([]);
  });

  it('gives the answer beside what it read, and the answer alone', async () => {
    await using server = await startFakeOpenAIServer();
    const client = clientOf(server.baseUrl, { apiKey: server.apiKey });
    const { data, response, request_id } = await client.chat.completions.create(question).withResponse();
    expect(data.choices[0]?.message.content).toBe(text);
    expect(request_id).toBe('req_fake_1');
    expect(response).toMatchObject({ status: 200, ok: true, url: `${server.baseUrl}/chat/completions` });
    const answer = await client.chat.completions.create(question).asResponse();
    expect(await answer.json()).toMatchObject({ object: 'chat.completion' });
  });

  it('tells a refused key by its own error', async () => {
    await using server = await startFakeOpenAIServer();
    const failure = await clientOf(server.baseUrl)
      .models.list()
      .then(undefined, (error) => error);
    expect(failure).toBeInstanceOf(AuthenticationError);
    expect(failure).toMatchObject({ status: 401, code: 'invalid_api_key', requestID: 'req_fake_1' });
  });

  it('waits as long as the headers of a page of HTML say, and asks again', async () => {
    let asked = 0;
    const server = await startServer((response) => {
      asked += 1;
      if (asked > 1) return response.end('done');
      const headers = { 'content-type': 'text/html', 'retry-after': '0.123' };
      return response.writeHead(503, headers).end('<h1>Down</h1>');
    });
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    expect(await clientOf(server.origin, { maxRetries: 1 }).get('/x')).toBe('done');
    expect(timers.mock.calls.map(([, delay]) => delay)).toContain(123);
  });

  it('tells the text of a page of HTML where it asks no more', async () => {
    const server = await startServer((response) => response.writeHead(503).end('<h1>Down</h1>'));
    await expect(clientOf(server.origin).get('/x')).rejects.toMatchObject({
      status: 503,
      message: '503 <h1>Down</h1>',
    });
  });

  it('asks again where nobody answered', async () => {
    let asked = 0;
    const server = await startServer((response) => {
      asked += 1;
      if (asked === 1) response.destroy();
      else response.end('done');
    });
    expect(await clientOf(server.origin, { maxRetries: 1 }).get('/x')).toBe('done');
    expect(asked).toBe(2);
  });

  it('tells that it cannot connect, and why', async () => {
    await using refused = await reserveRefusedPort();
    const failure = await clientOf(refused.baseUrl)
      .models.list()
      .then(undefined, (error) => error);
    expect(failure).toBeInstanceOf(APIConnectionError);
    expect(failure.cause).toMatchObject({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } });
  });

  it('is aborted before the headers', async () => {
    const server = await startServer(() => undefined);
    const controller = new AbortController();
    const asked = clientOf(server.origin).get('/x', { signal: controller.signal });
    asked.catch(() => undefined);
    await expect.poll(() => server.requests).toHaveLength(1);
    controller.abort();
    await expect(asked).rejects.toBeInstanceOf(APIUserAbortError);
    await server.requests[0]?.closed;
  });

  it('is aborted within a stream, which ends as over fetch', async () => {
    await using server = await startFaultyServer('stallMidStream');
    const client = clientOf(`${server.baseUrl}/v1`);
    const controller = new AbortController();
    const stream = await client.chat.completions.create(
      { ...question, stream: true },
      { signal: controller.signal },
    );
    let streamed = '';
    for await (const { choices } of stream) {
      streamed += choices[0]?.delta.content ?? '';
      if (streamed !== '') controller.abort();
    }
    expect(streamed).not.toBe('');
    await expect(server.connections[0]?.closed).resolves.toBeDefined();
  });

  it('closes the connection of a stream that is left', async () => {
    await using server = await startFaultyServer('stallMidStream');
    const client = clientOf(`${server.baseUrl}/v1`);
    for await (const { choices } of await client.chat.completions.create({ ...question, stream: true })) {
      if (choices[0]?.delta.content) break;
    }
    await expect(server.connections[0]?.closed).resolves.toBeDefined();
  });

  it('tells of a stream that was cut', async () => {
    await using server = await startFaultyServer('cutMidStream');
    const stream = await clientOf(`${server.baseUrl}/v1`).chat.completions.create({
      ...question,
      stream: true,
    });
    const reading = (async () => {
      for await (const _ of stream);
    })();
    await expect(reading).rejects.toMatchObject({ name: 'TypeError', message: 'terminated' });
  });

  it('gives up by its own timeout, before the headers and within a body', async () => {
    await using silent = await startFaultyServer(faults.delayBeforeHeaders({ ms: 60_000 }));
    const asked = clientOf(`${silent.baseUrl}/v1`, { timeout: 100 }).chat.completions.create(question);
    await expect(asked).rejects.toBeInstanceOf(APIConnectionTimeoutError);
    await expect(silent.connections[0]?.closed).resolves.toBeDefined();
    const server = await startServer((response) => {
      response.setHeader('content-type', 'application/json').write('{"a":');
    });
    await expect(clientOf(server.origin, { timeout: 500 }).get('/x')).rejects.toBeInstanceOf(
      APIConnectionTimeoutError,
    );
    await server.requests[0]?.closed;
  });

  it('uploads a file by the built-in fetch', async () => {
    const server = await startServer((response) =>
      response.setHeader('content-type', 'application/json').end('{"id":"file-1"}'),
    );
    const file = await toFile(Buffer.from('one line'), 'lines.jsonl');
    const { id } = await clientOf(server.origin).files.create({ file, purpose: 'batch' });
    expect(id).toBe('file-1');
    const [request] = server.requests;
    expect(request && isFromBuiltInFetch(request)).toBe(true);
    expect(request?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(request?.body.toString()).toMatch(/filename="lines.jsonl"[\s\S]*one line/);
  });

  it('uploads what it has downloaded', async () => {
    const server = await startServer((response, { method }) => {
      if (method === 'GET') return response.setHeader('content-type', 'text/csv').end('a,b');
      return response.setHeader('content-type', 'application/json').end('{"id":"file-2"}');
    });
    const client = clientOf(server.origin);
    const download = () => client.files.content('file-1');
    for (const file of [await download(), await toFile(download())]) {
      await client.files.create({ file, purpose: 'batch' });
      expect(server.requests.at(-1)?.body.toString()).toMatch(
        /name="file"; filename="content"\r\nContent-Type: text\/csv\r\n\r\na,b\r\n/i,
      );
    }
  });

  it('downloads a file, and makes one of the answer', async () => {
    const bytes = Buffer.from([0, 255, 10, 128]);
    const server = await startServer((response) =>
      response.setHeader('content-type', 'audio/mpeg').end(bytes),
    );
    const client = clientOf(server.origin);
    const speak = () => client.audio.speech.create({ model: 'm', voice: 'alloy', input: 'Hi' });
    expect(Buffer.from(await (await speak()).arrayBuffer())).toEqual(bytes);
    expect(Buffer.from(await (await toFile(await speak())).arrayBuffer())).toEqual(bytes);
    expect(server.requests.filter(isFromBuiltInFetch)).toEqual([]);
  });
});
