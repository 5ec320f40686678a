import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reserveRefusedPort } from '@modelport/provider-testkit';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Connection, type ConnectionOptions, createConnection } from '../src/connection.js';
import { testCall } from './support/call-context.js';

/** A server that keeps the headers and paths that reach it. */
async function serve(answer: RequestListener = (_request, response) => response.end('{}')) {
  const seen: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { seen, origin: `http://127.0.0.1:${port}`, withLogin: `http://user:p%40ss@127.0.0.1:${port}` };
}

function connect(baseUrl: string, options: Partial<ConnectionOptions> = {}): Connection {
  const context = { name: 'test', type: 'test' };
  return createConnection({
    baseUrl,
    context,
    quirks: { authHeader: 'authorization' },
    serverName: 'Test',
    ...options,
  });
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe('what a request carries', () => {
  it('is the headers of the driver, under those of the caller', async () => {
    const { seen, origin } = await serve();
    const connection = connect(origin, { headers: { 'x-a': 'driver', 'x-b': 'driver' } });
    await connection.json({ path: '/x' }, testCall({ headers: { 'x-b': 'caller' } }));
    expect(seen[0]?.headers).toMatchObject({ 'x-a': 'driver', 'x-b': 'caller', accept: 'application/json' });
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('asks for events where a stream is expected', async () => {
    const { seen, origin } = await serve();
    await connect(origin).send({ path: '/x', body: {}, stream: true }, testCall());
    expect(seen[0]?.headers).toMatchObject({
      accept: 'text/event-stream',
      'content-type': 'application/json',
    });
  });

  it('is told apart by key, kind and headers of the call, however many were alike before', async () => {
    const { seen, origin } = await serve();
    const connection = connect(origin);
    const none = Object.freeze({});
    const own = Object.freeze({ 'x-own': 'yes' });
    for (const [apiKey, stream, headers] of [
      ['first', false, none],
      ['first', false, none],
      ['second', false, none],
      ['second', true, none],
      ['second', true, own],
    ] as const)
      await connection.send({ path: '/x', body: {}, stream }, testCall({ apiKey, headers }));
    const carried = seen.map(({ headers }) => [headers.authorization, headers.accept, headers['x-own']]);
    expect(carried).toEqual([
      ['Bearer first', 'application/json', undefined],
      ['Bearer first', 'application/json', undefined],
      ['Bearer second', 'application/json', undefined],
      ['Bearer second', 'text/event-stream', undefined],
      ['Bearer second', 'text/event-stream', 'yes'],
    ]);
  });

  it('is no key of ours where a client has its own', async () => {
    const { seen, origin } = await serve();
    const client = new OpenAI({ baseURL: origin, apiKey: 'the-client' });
    await connect(origin, { client }).json({ path: '/x' }, testCall({ apiKey: 'ours' }));
    expect(seen[0]?.headers.authorization).toBe('Bearer the-client');
  });

  it('tells core when a socket connects', async () => {
    const { origin } = await serve();
    const told: string[] = [];
    const call = testCall({
      onConnecting: () => void told.push('connecting'),
      onConnected: () => void told.push('connected'),
    });
    await connect(origin).json({ path: '/x' }, call);
    expect(told).toEqual(['connecting', 'connected']);
  });
});

describe('a whole URL in place of a path', () => {
  it('carries key, user and password of the base URL where it is of the same origin', async () => {
    const { seen, origin, withLogin } = await serve();
    await connect(`${withLogin}/v1`).json({ path: `${origin}/health?x=1` }, testCall());
    await connect(`${origin}/v1`).json({ path: `${origin}/health` }, testCall({ apiKey: 'k' }));
    expect(seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/health?x=1', `Basic ${btoa('user:p@ss')}`],
      ['/health', 'Bearer k'],
    ]);
  });

  it.each([
    ['another server', 'http://other.example/x'],
    ['another port', 'http://127.0.0.1:1/x'],
    ['another protocol', 'https://127.0.0.1/x'],
    ['a user where the host should be', 'HTTP://127.0.0.1@other.example/x'],
  ])('is not sent at all to %s', async (_, path) => {
    const { seen, withLogin } = await serve();
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return new Response('{}');
    };
    const connection = connect(`${withLogin}/v1`, { context: { name: 'test', type: 'test', fetch } });
    const failure = await failureOf(connection.json({ path }, testCall({ apiKey: 'k' })));
    expect(failure).toMatchObject({ code: 'REQUEST_INVALID', retryable: false });
    expect((failure as Error).message).not.toMatch(/user|p%40ss|p@ss/);
    expect(asked).toEqual([]);
    expect(seen).toEqual([]);
  });
});

describe('what fails', () => {
  it('is told under the name of the server', async () => {
    const { origin } = await serve((_request, response) => response.writeHead(401).end('{"error":"No"}'));
    const failure = await failureOf(connect(origin).json({ path: '/x' }, testCall()));
    expect(failure).toMatchObject({
      code: 'AUTH_FAILED',
      message: expect.stringMatching(/^Test answered HTTP 401: No/),
    });
  });

  it('may be an error inside a 200', async () => {
    const { origin } = await serve((_request, response) =>
      response.end('{"error":{"message":"No","code":503}}'),
    );
    await expect(connect(origin).json({ path: '/x' }, testCall())).rejects.toMatchObject({
      code: 'OVERLOADED',
    });
  });

  it('keeps its status where the body breaks off', async () => {
    const { origin } = await serve((request, response) => {
      response.writeHead(503, { 'content-length': '99' }).write('half', () => request.socket.destroy());
    });
    await expect(connect(origin).json({ path: '/x' }, testCall())).rejects.toMatchObject({
      code: 'OVERLOADED',
      status: 503,
    });
  });

  it('is the reason of the signal, also while an error is being read', async () => {
    const { origin } = await serve((_request, response) => response.writeHead(503).write('half'));
    const controller = new AbortController();
    const reason = new Error('enough');
    const failing = failureOf(connect(origin).json({ path: '/x' }, testCall({ signal: controller.signal })));
    setTimeout(() => controller.abort(reason), 50);
    expect(await failing).toBe(reason);
  });

  it('may be sharpened where no answer comes at all, keeping the cause', async () => {
    await using refused = await reserveRefusedPort();
    const told: unknown[] = [];
    const connection = connect(refused.baseUrl, {
      mapError: (error, body) => {
        told.push(error.code, body);
        return { message: `${error.message} Is it running?` };
      },
    });
    expect(await failureOf(connection.json({ path: '/x' }, testCall()))).toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      retryable: true,
      message: expect.stringMatching(/ECONNREFUSED.* Is it running\?$/),
      cause: { code: 'ECONNREFUSED' },
    });
    expect(told).toEqual(['BACKEND_UNREACHABLE', undefined]);
  });

  it('may be told apart by the answer that it came with', async () => {
    const body = JSON.stringify({ error: { message: 'Too many', code: 429 } });
    const { origin } = await serve(({ url }, response) =>
      response.writeHead(url === '/inside' ? 200 : 429).end(body),
    );
    const statuses: unknown[] = [];
    const connection = connect(origin, {
      mapError: (error, _body, response) => void statuses.push([error.status, response?.status]),
    });
    for (const path of ['/inside', '/outside']) await failureOf(connection.json({ path }, testCall()));
    expect(statuses).toEqual([
      [429, 200],
      [429, 429],
    ]);
  });

  it('is not sharpened where it is the reason of the signal', async () => {
    const { origin } = await serve();
    const reason = new Error('enough');
    const connection = connect(origin, { mapError: () => ({ code: 'MINE' }) });
    const call = testCall({ signal: AbortSignal.abort(reason) });
    expect(await failureOf(connection.json({ path: '/x' }, call))).toBe(reason);
  });
});
