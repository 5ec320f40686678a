import { Agent } from 'node:http';
import { createProvider } from '@modelport/core';
import '../src/index.js';
import {
  answerWell,
  faults,
  reserveRefusedPort,
  startFakeOpenAIServer,
  startFaultyServer,
} from '@modelport/provider-testkit';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FetchedResponse } from '../src/fetch/fetched-response.js';
import { createPlatformFetch } from '../src/fetch/node-fetch.js';
import { testCall } from './support/call-context.js';
import { ask, testDriver } from './support/create-driver.js';
import { startServer } from './support/start-server.js';

const clientOf = (baseURL: string, apiKey = 'k') =>
  new OpenAI({ baseURL, apiKey, fetch: createPlatformFetch({}) });
const through = (client: OpenAI) => createProvider('openai-compatible', { client, model: 'gpt-fake' });

describe('a provider through a client on createFetch()', () => {
  it('reads what the transport has answered, and nothing that is made of it', async () => {
    const made = [
      vi.spyOn(FetchedResponse.prototype, 'text'),
      vi.spyOn(FetchedResponse.prototype, 'body', 'get'),
      vi.spyOn(globalThis, 'fetch'),
      vi.spyOn(globalThis, 'Response'),
    ];
    onTestFinished(() => void vi.restoreAllMocks());
    await using server = await startFakeOpenAIServer();
    const provider = through(clientOf(server.baseUrl, server.apiKey));
    expect((await provider.chat('Hi')).text).toBe('Hello from a fake that reads every request.');
    expect((await provider.stream('Hi').response).text).toBe('Hello from a fake that reads every request.');
    expect((await provider.models()).map(({ id }) => id)).toContain('gpt-fake');
    expect((await provider.embed({ model: 'embedding-fake', input: ['a', 'b'] })).embeddings).toHaveLength(2);
    expect(server.requests.map(({ headers }) => headers['x-stainless-lang'])).toEqual(Array(4).fill('js'));
    for (const spy of made) expect(spy).not.toHaveBeenCalled();
  });

  it('has its errors told as ours, with what their headers say', async () => {
    const error = { status: 429, message: 'Slow.', code: 'rate_limit_exceeded' };
    await using server = await startFakeOpenAIServer({ reply: { error, headers: { 'retry-after': '90' } } });
    const driver = testDriver('unused', { client: clientOf(server.baseUrl, server.apiKey) });
    await expect(driver.chat(ask('Hi'), testCall())).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      message: expect.stringContaining('Slow.'),
      retryAfterMs: 90_000,
      requestId: 'req_fake_1',
    });
  });

  it('tells when it connects, for the timer of that', async () => {
    await using server = await startFakeOpenAIServer();
    const told: string[] = [];
    const call = testCall({
      onConnecting: () => void told.push('connecting'),
      onConnected: () => void told.push('connected'),
    });
    await testDriver('unused', { client: clientOf(server.baseUrl, server.apiKey) }).chat(ask('Hi'), call);
    expect(told).toEqual(['connecting', 'connected']);
  });

  it('tells of a server that is not there', async () => {
    await using refused = await reserveRefusedPort();
    const driver = testDriver('unused', { client: clientOf(`${refused.baseUrl}/v1`) });
    await expect(driver.chat(ask('Hi'), testCall())).rejects.toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('tells what was set wrong', async () => {
    const fetch = createPlatformFetch({ agent: new Agent() });
    const client = new OpenAI({ baseURL: 'https://127.0.0.1:1/v1', apiKey: 'k', fetch });
    await expect(testDriver('unused', { client }).chat(ask('Hi'), testCall())).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      setting: 'agent',
    });
  });

  it('tells which proxy was not used', async () => {
    vi.stubEnv('https_proxy', 'socks5://127.0.0.1:1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const driver = testDriver('unused', { client: clientOf('https://host.invalid/v1') });
    await expect(driver.chat(ask('Hi'), testCall())).rejects.toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      message: expect.stringContaining('The proxy in https_proxy was not used'),
    });
  });

  it.each([
    ['createFetch()', createPlatformFetch({})],
    ['the built-in fetch', undefined],
  ])('tells of a status without a body, over %s', async (_, fetch) => {
    const server = await startServer((response) => response.writeHead(304).end());
    const client = new OpenAI({ baseURL: server.origin, apiKey: 'k', ...(fetch && { fetch }) });
    await expect(testDriver('unused', { client }).chat(ask('Hi'), testCall())).rejects.toMatchObject({
      code: 'BACKEND_ERROR',
      status: 304,
    });
  });

  it('follows a redirect on the same host, with all it has', async () => {
    await using server = await startFaultyServer([
      ...faults.redirect({ location: '/moved/v1/chat/completions' }),
      answerWell,
    ]);
    expect((await through(clientOf(`${server.baseUrl}/v1`)).chat('Hi')).text).toBe('Hello there!');
    const [first, second] = server.requests;
    expect(second).toMatchObject({ path: '/moved/v1/chat/completions', text: first?.text });
    expect(second?.headers).toMatchObject({ authorization: 'Bearer k' });
  });

  it('takes no credentials to another host that it is redirected to', async () => {
    await using other = await startFakeOpenAIServer({ apiKey: null });
    const location = `${other.origin.replace('127.0.0.1', 'localhost')}/v1/chat/completions`;
    await using server = await startFaultyServer(faults.redirect({ location }));
    const client = clientOf(`${server.baseUrl}/v1`);
    await through(client).chat('Hi', { headers: { 'x-team': 'secret' } });
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer k', 'x-team': 'secret' });
    expect(other.requests).toHaveLength(1);
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(other.requests[0]?.headers).not.toHaveProperty('x-team');
  });

  it('tells of redirects without an end', async () => {
    const location = '/v1/chat/completions';
    await using server = await startFaultyServer(faults.redirect({ location }));
    const driver = testDriver('unused', { client: clientOf(`${server.baseUrl}/v1`) });
    await expect(driver.chat(ask('Hi'), testCall())).rejects.toMatchObject({
      code: 'RESPONSE_INVALID',
      message: expect.stringContaining('redirected more than'),
    });
  });

  it('is aborted with its body, and the connection closed', async () => {
    await using server = await startFaultyServer('stallMidStream');
    const controller = new AbortController();
    const provider = through(clientOf(`${server.baseUrl}/v1`));
    const reading = (async () => {
      for await (const event of provider.stream('Hi', { signal: controller.signal })) {
        if (event.type === 'text-delta') controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(server.connections[0]?.closed).resolves.toBeDefined();
  });

  it.each([
    ['cutMidStream', 'STREAM_INTERRUPTED'],
    ['stallMidStream', 'TIMEOUT'],
  ] as const)('does not hide %s', async (fault, code) => {
    await using server = await startFaultyServer(fault);
    const reading = through(clientOf(`${server.baseUrl}/v1`)).stream('Hi', { idleTimeout: 2_000 }).response;
    await expect(reading).rejects.toMatchObject({ code, partial: { text: 'Hello there!' } });
  });
});

describe('a function of the user around createFetch()', () => {
  const own = createPlatformFetch({});
  const patched = (text: string) => text.replaceAll('Hello', 'Patched');
  const patchedBody = async (answer: Response) =>
    new Response(patched(await answer.text()), { headers: [...answer.headers] });

  /** The words of a whole answer and of a stream. */
  async function askThrough(fetch: typeof globalThis.fetch): Promise<unknown[]> {
    await using server = await startFakeOpenAIServer();
    const provider = through(new OpenAI({ baseURL: server.baseUrl, apiKey: server.apiKey, fetch }));
    return [(await provider.chat('Hi')).text, (await provider.stream('Hi').response).text];
  }
  const words = 'Hello from a fake that reads every request.';

  it.each<[string, (answer: Response) => Response | Promise<Response>]>([
    [
      'a clone',
      (answer) =>
        answer
          .clone()
          .text()
          .then(() => answer),
    ],
    ['a branch of the body', (answer) => new Response(answer.body?.tee()[0], answer)],
    ['nothing, but looks at the body', (answer) => (answer.body?.locked ? Response.error() : answer)],
  ])('may read %s', async (_, read) => {
    const answers = askThrough(async (input, init) => read(await own(input, init)));
    expect(await answers).toEqual([words, words]);
  });

  it.each<[string, (answer: Response) => Response | Promise<Response>]>([
    ['by another answer', patchedBody],
    [
      'by a proxy',
      async (answer) => {
        const instead = await patchedBody(answer.clone());
        const get = (_: Response, name: string | symbol) => {
          const from = name === 'body' || name === 'text' ? instead : answer;
          const value = Reflect.get(from, name);
          return typeof value === 'function' ? value.bind(from) : value;
        };
        return new Proxy(answer, { get });
      },
    ],
    [
      'by fields of its own',
      async (answer) => {
        const instead = await patchedBody(answer.clone());
        const text = { value: () => instead.text() };
        return Object.defineProperties(answer, { text, body: { get: () => instead.body } });
      },
    ],
  ])('may replace what was answered %s', async (_, replace) => {
    const answers = askThrough(async (input, init) => replace(await own(input, init)));
    expect(await answers).toEqual([patched(words), patched(words)]);
  });

  it('may throw for its own reasons, and ask elsewhere where nobody answered', async () => {
    await using refused = await reserveRefusedPort();
    const elsewhere = askThrough((input, init) => own(refused.baseUrl, init).catch(() => own(input, init)));
    expect(await elsewhere).toEqual([words, words]);
    const refuse = askThrough((_, init) =>
      own(refused.baseUrl, init).catch(() => Promise.reject(new Error('Not today.', { cause: 'policy' }))),
    );
    await expect(refuse).rejects.toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      message: expect.not.stringContaining('ECONNREFUSED'),
    });
  });

  it('may refuse redirects', async () => {
    await using other = await startFakeOpenAIServer({ apiKey: null });
    const location = `${other.origin}/v1/chat/completions`;
    await using server = await startFaultyServer(faults.redirect({ location }));
    const fetch: typeof globalThis.fetch = (input, init) => own(input, { ...init, redirect: 'error' });
    const provider = through(new OpenAI({ baseURL: `${server.baseUrl}/v1`, apiKey: 'k', fetch }));
    await expect(provider.chat('Hi')).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    expect(other.requests).toHaveLength(0);
  });
});
