import { createProvider } from '@modelport/core';
import '../src/index.js';
import {
  answerWell,
  faults,
  reserveRefusedPort,
  startFakeOpenAIServer,
  startFaultyServer,
} from '@modelport/provider-testkit';
import OpenAI, { AzureOpenAI } from 'openai';
import { describe, expect, it } from 'vitest';
import { allEvents, testCall, textOf } from './support/call-context.js';
import { ask, testDriver } from './support/create-driver.js';

const through = (client: OpenAI) => createProvider('openai-compatible', { client, model: 'gpt-fake' });

describe('a client of the openai package', () => {
  it('carries every exchange, with its own address and key', async () => {
    await using server = await startFakeOpenAIServer();
    const provider = through(new OpenAI({ baseURL: server.baseUrl, apiKey: server.apiKey }));
    expect((await provider.chat('Hi')).text).toBe('Hello from a fake that reads every request.');
    expect((await provider.stream('Hi').response).text).toBe('Hello from a fake that reads every request.');
    expect((await provider.models()).map(({ id }) => id)).toContain('gpt-fake');
    expect((await provider.embed({ model: 'embedding-fake', input: ['a', 'b'] })).embeddings).toHaveLength(2);
    expect(await provider.health()).toMatchObject({ reachable: true, configured: true });
    expect(server.requests.every(({ headers }) => headers['x-stainless-lang'] === 'js')).toBe(true);
    expect(server.requests[1]?.body).toMatchObject({ stream: true });
  });

  it('gets the headers of the call', async () => {
    await using server = await startFakeOpenAIServer();
    const provider = through(new OpenAI({ baseURL: server.baseUrl, apiKey: server.apiKey }));
    await provider.chat('Hi', { headers: { 'X-Trace': 't' }, requestId: 'r1' });
    expect(server.requests[0]?.headers).toMatchObject({ 'x-trace': 't', 'x-request-id': 'r1' });
  });

  it('is asked once where it would retry by itself', async () => {
    await using server = await startFaultyServer(faults.httpError({ status: 500, times: Infinity }));
    const client = new OpenAI({ baseURL: `${server.baseUrl}/v1`, apiKey: 'k', maxRetries: 5 });
    await expect(through(client).chat('Hi', { maxRetries: 0 })).rejects.toMatchObject({
      code: 'BACKEND_ERROR',
      status: 500,
      retryable: true,
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['a wrong key', { status: 401, message: 'No.', code: 'invalid_api_key' }, 'AUTH_FAILED'],
    [
      'a full context',
      { status: 400, message: 'Too long.', code: 'context_length_exceeded' },
      'CONTEXT_LENGTH_EXCEEDED',
    ],
    ['an empty account', { status: 429, message: 'No.', type: 'insufficient_quota' }, 'INSUFFICIENT_FUNDS'],
    ['a rate limit', { status: 429, message: 'Slow.', code: 'rate_limit_exceeded' }, 'RATE_LIMITED'],
  ])('has its errors told as ours: %s', async (_, error, code) => {
    await using server = await startFakeOpenAIServer({ reply: { error, headers: { 'retry-after': '90' } } });
    const driver = testDriver('unused', {
      client: new OpenAI({ baseURL: server.baseUrl, apiKey: server.apiKey }),
    });
    await expect(driver.chat(ask('Hi'), testCall())).rejects.toMatchObject({
      code,
      status: error.status,
      message: expect.stringContaining(error.message),
      retryAfterMs: 90_000,
      requestId: 'req_fake_1',
    });
  });

  it('has its key kept out of messages, although a server echoes it', async () => {
    await using server = await startFakeOpenAIServer();
    const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'very-secret-123' });
    const failure = await testDriver('unused', { client })
      .chat(ask('Hi'), testCall())
      .catch((error) => error);
    expect(failure).toMatchObject({ code: 'AUTH_FAILED', message: expect.stringContaining('***') });
    expect(JSON.stringify(failure) + String(failure.stack)).not.toContain('very-secret-123');
  });

  it('whose server is not there tells so', async () => {
    await using refused = await reserveRefusedPort();
    const client = new OpenAI({ baseURL: `${refused.baseUrl}/v1`, apiKey: 'k' });
    const failure = await testDriver('unused', { client })
      .chat(ask('Hi'), testCall())
      .catch((error) => error);
    expect(failure).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });

  it('follows a redirect on the same host, with all it has', async () => {
    await using server = await startFaultyServer([
      ...faults.redirect({ location: '/moved/v1/chat/completions' }),
      answerWell,
    ]);
    const client = new OpenAI({ baseURL: `${server.baseUrl}/v1`, apiKey: 'k' });
    expect((await through(client).chat('Hi')).text).toBe('Hello there!');
    const [first, second] = server.requests;
    expect(second).toMatchObject({ path: '/moved/v1/chat/completions', text: first?.text });
    expect(second?.headers).toMatchObject({ authorization: 'Bearer k' });
  });

  it('takes nothing to another host that it is redirected to', async () => {
    await using other = await startFakeOpenAIServer();
    const place = `${other.origin.replace('127.0.0.1', 'localhost')}/v1/chat/completions`;
    await using server = await startFaultyServer(faults.redirect({ location: place }));
    const client = new OpenAI({ baseURL: `${server.baseUrl}/v1`, apiKey: 'k' });
    const asked = through(client).chat('Hi', { headers: { 'x-team': 'secret' } });
    await expect(asked).rejects.toMatchObject({
      code: 'RESPONSE_INVALID',
      setting: 'client',
      message: expect.stringContaining(`localhost:${other.port}`),
    });
    expect(other.requests).toEqual([]);
  });

  it('is aborted with its body, and the connection closed', async () => {
    await using server = await startFaultyServer('stallMidStream');
    const client = new OpenAI({ baseURL: `${server.baseUrl}/v1`, apiKey: 'k' });
    const controller = new AbortController();
    const reading = (async () => {
      for await (const event of through(client).stream('Hi', { signal: controller.signal })) {
        if (event.type === 'text-delta') controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(server.connections[0]?.closed).resolves.toBeDefined();
  });

  it.each(['cutMidStream', 'stallMidStream'] as const)('does not hide %s', async (fault) => {
    await using server = await startFaultyServer(fault);
    const client = new OpenAI({ baseURL: `${server.baseUrl}/v1`, apiKey: 'k', timeout: 50 });
    const code = fault === 'cutMidStream' ? 'STREAM_INTERRUPTED' : 'TIMEOUT';
    await expect(through(client).stream('Hi', { idleTimeout: 2_000 }).response).rejects.toMatchObject({
      code,
      partial: { text: 'Hello there!' },
    });
  });

  it('does not give up by a timer of its own', async () => {
    await using server = await startFaultyServer(faults.delayBeforeHeaders({ ms: 300 }));
    const client = new OpenAI({ baseURL: `${server.baseUrl}/v1`, apiKey: 'k', timeout: 50 });
    expect((await through(client).chat('Hi', { maxRetries: 0 })).text).toBe('Hello there!');
  });

  it('has the address where requests go, which core does not know', async () => {
    const client = new OpenAI({ baseURL: 'http://proxy.example/v1', apiKey: 'k' });
    expect(testDriver('http://unused.example', { client }).baseUrl).toBe('http://proxy.example/v1');
    expect(testDriver('http://own.example').baseUrl).toBe('http://own.example');
  });

  it.each([
    ['a text', 'The upstream is down', 'The upstream is down'],
    ['JSON without "error"', '{"detail":"Not here"}', 'without a message'],
    ['nothing', '', 'without a message'],
  ])('has its errors told as ours where the body is %s', async (_, body, words) => {
    await using server = await startFaultyServer(faults.httpError({ status: 502, body, times: Infinity }));
    const client = new OpenAI({ baseURL: `${server.baseUrl}/v1`, apiKey: 'k' });
    const failure = await testDriver('unused', { client })
      .chat(ask('Hi'), testCall())
      .catch((error) => error);
    expect(failure).toMatchObject({ code: 'BACKEND_ERROR', status: 502 });
    expect(failure.message).toContain(words);
    expect(failure.message).not.toContain('status code');
  });

  it('may have a fetch of its own', async () => {
    await using server = await startFakeOpenAIServer();
    const urls: string[] = [];
    const client = new OpenAI({
      baseURL: server.baseUrl,
      apiKey: server.apiKey,
      fetch: (url, init) => {
        urls.push(String(url));
        return fetch(url, init);
      },
    });
    const events = await allEvents(testDriver('unused', { client }).stream(ask('Hi'), testCall()));
    expect(textOf(events)).toBe('Hello from a fake that reads every request.');
    expect(urls).toEqual([`${server.baseUrl}/chat/completions`]);
  });

  it('may be one for Azure, which puts the deployment into the path', async () => {
    const asked: { url: string; headers: Headers }[] = [];
    const client = new AzureOpenAI({
      endpoint: 'https://my-resource.openai.azure.com',
      apiVersion: '2026-01-01',
      apiKey: 'azure-key',
      fetch: async (url, init) => {
        asked.push({ url: String(url), headers: new Headers(init?.headers) });
        return Response.json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
      },
    });
    const driver = testDriver('unused', { client });
    expect(textOf(await driver.chat(ask('Hi', { model: 'my-gpt' }), testCall()))).toBe('Hi');
    expect(asked[0]?.url).toBe(
      'https://my-resource.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=2026-01-01',
    );
    expect(asked[0]?.headers.get('api-key')).toBe('azure-key');
    expect(driver.quirks.maxTokensField).toBe('max_completion_tokens');
  });
});
