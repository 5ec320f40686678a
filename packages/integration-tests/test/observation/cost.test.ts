import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProvider, createRegistry, type ProviderError } from '@modelport/core';
import { prices } from '@modelport/prices';
import { definition as llamaCpp } from '@modelport/provider-llamacpp/definition';
import { definition } from '@modelport/provider-openai-compatible/definition';
import { definition as openRouter } from '@modelport/provider-openrouter/definition';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

const usage = {
  prompt_tokens: 1_000,
  completion_tokens: 100,
  total_tokens: 1_100,
  prompt_tokens_details: { cached_tokens: 400 },
};
/** 600 tokens at $2.50, 400 cached ones at $1.25 and 100 at $10 for a million. */
const expected = 600 * 2.5e-6 + 400 * 1.25e-6 + 100 * 10e-6;
const head = { id: 'chatcmpl-1', created: 1, model: 'gpt-4o-2024-08-06' };
/** What goes wrong with the next request. */
let fault: 'refused' | 'cut' | undefined;
/** What a backend counts that knows what it charges, as OpenRouter does. */
let charged: { cost: number } | undefined;
/** The queue that served the request. */
let tier = 'default';

/** Answers chats, streamed or not, and embeddings, as OpenAI does. */
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const failing = fault;
  fault = undefined;
  if (failing === 'refused') {
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after-ms': '1' });
    response.end('{"error":{"message":"Busy."}}');
  } else if (request.url?.endsWith('/embeddings')) {
    const data = [{ object: 'embedding', index: 0, embedding: [0.5] }];
    const counts = { prompt_tokens: 1_000_000, total_tokens: 1_000_000 };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ object: 'list', model: 'text-embedding-3-small', data, usage: counts }));
  } else if (JSON.parse(body).stream) {
    const delta = {
      choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    };
    response.setHeader('content-type', 'text/event-stream');
    const open = { choices: [{ index: 0, delta: { content: 'Hi' } }], usage };
    const events = failing === 'cut' ? [open] : [delta, { choices: [], usage: { ...usage, ...charged } }];
    for (const event of events)
      response.write(
        `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', service_tier: tier, ...event })}\n\n`,
      );
    response.end(failing === 'cut' ? '' : 'data: [DONE]\n\n');
  } else {
    const message = { role: 'assistant', content: 'Hi' };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    response.setHeader('content-type', 'application/json');
    const counts = { ...usage, ...charged };
    response.end(
      JSON.stringify({ ...head, object: 'chat.completion', service_tier: tier, choices, usage: counts }),
    );
  }
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

afterEach(() => {
  charged = undefined;
  tier = 'default';
});

/** A provider for a host of the cloud, whose requests go to the server of this test. */
function connect(baseUrl: string, { type = 'openai-compatible', model = 'gpt-4o' } = {}) {
  const registry = createRegistry();
  for (const known of [definition, openRouter, llamaCpp]) registry.register(known);
  registry.prices = prices;
  return createProvider(
    type,
    {
      baseUrl,
      apiKey: 'key',
      model,
      fetch: (url, init) => fetch(url.replace(new URL(url).origin, origin), init as RequestInit),
    },
    { registry },
  );
}

it('prices chats, streams and embeddings of a known host, and streams as chats', async () => {
  const provider = connect('https://api.openai.com/v1');
  const chat = await provider.chat('Hi');
  expect(chat.usage.cost).toMatchObject({ currency: 'USD', source: 'catalog' });
  expect(chat.usage.cost?.total).toBeCloseTo(expected, 12);
  const streamed = await provider.stream('Hi').response;
  expect(streamed.usage.cost).toEqual(chat.usage.cost);
  const embedded = await provider.embed({ input: 'Hi', model: 'text-embedding-3-small' });
  expect(embedded.usage.cost?.total).toBeCloseTo(0.02, 12);
});

it('has no price for a queue that costs more or less', async () => {
  tier = 'priority';
  const provider = connect('https://api.openai.com/v1');
  expect((await provider.chat('Hi')).usage.cost).toBeNull();
  expect((await provider.stream('Hi').response).usage.cost).toBeNull();
});

it('does not price a model of that name on a server of your own', async () => {
  const provider = connect('https://llm.example.test/v1');
  expect((await provider.chat('Hi')).usage).toMatchObject({ inputTokens: 1_000, cost: null });
  expect((await provider.stream('Hi').response).usage.cost).toBeNull();
});

it("takes the backend's own word before the price list's, streamed or not", async () => {
  charged = { cost: 0.5 };
  const provider = connect('https://openrouter.ai/api/v1', { type: 'openrouter', model: 'openai/gpt-4o' });
  const { usage: plain } = await provider.chat('Hi');
  expect(plain.cost).toMatchObject({ total: 0.5, source: 'provider' });
  expect((await provider.stream('Hi').response).usage.cost).toEqual(plain.cost);
});

it('prices the model that answers for an Azure deployment, which may be called like another one', async () => {
  const azure = 'https://me.openai.azure.com/openai/v1';
  const { usage } = await connect(azure, { model: 'gpt-4o-mini' }).chat('Hi');
  expect(usage.cost?.total).toBeCloseTo(expected, 12);
  // The answer says no more than the request did.
  const same = await connect(azure, { model: head.model }).chat('Hi');
  expect(same.usage.cost).toBeNull();
});

it('is nothing for a local server, although its model is called like one that costs', async () => {
  const { usage } = await connect('http://127.0.0.1:9931', { type: 'llamacpp' }).chat('Hi');
  expect(usage).toMatchObject({ inputTokens: 1_000, cost: { total: 0, source: 'local' } });
});

it('counts what was answered, not what was tried', async () => {
  const provider = connect('https://api.openai.com/v1');
  for (const call of [() => provider.chat('Hi'), () => provider.stream('Hi').response]) {
    fault = 'refused';
    const { usage, attempts } = await call();
    expect(attempts).toHaveLength(2);
    expect(usage.cost?.total).toBeCloseTo(expected, 12);
  }
});

it('gives no price to half an answer, although it has counts', async () => {
  fault = 'cut';
  const error: ProviderError = await connect('https://api.openai.com/v1')
    .stream('Hi')
    .response.then(
      () => expect.fail('It was cut.'),
      (reason) => reason,
    );
  expect(error.code).toBe('STREAM_INTERRUPTED');
  expect(error.partial?.usage).toMatchObject({ inputTokens: 1_000, cost: null });
});
