import { readFileSync } from 'node:fs';
import { type ChatRequest, createProvider, getDefinition, type OpenOptions, tool } from '@modelport/core';
import {
  faults,
  reserveRefusedPort,
  startFakeOpenAIServer,
  startFaultyServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { definition } from '../src/index.js';
import { version } from '../src/version.js';

const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] } as const;
const add = tool({ name: 'add', description: 'Adds.', parameters: schema });

describe('the type openai-compatible', () => {
  it('is registered by importing the package, under both spellings', () => {
    expect(getDefinition('openai-compatible')).toBe(definition);
    expect(getDefinition('openai_compatible')).toBe(definition);
    expect(createProvider('openai_compatible').type).toBe('openai-compatible');
  });

  it('has the version of its package', () => {
    const { version: published } = JSON.parse(
      readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
    );
    expect(version).toBe(published);
  });

  it('defaults to a server on this machine, and needs no key', () => {
    expect(createProvider('openai-compatible').baseUrl).toBe('http://localhost:8000/v1');
  });
});

describe('a conversation', () => {
  it('goes through a tool call and back, in a stream', async () => {
    await using server = await startFakeOpenAIServer({
      reply: [{ toolCalls: [{ id: 'call_a', name: 'add', arguments: '{"a":1}' }] }, { text: 'It is 1.' }],
    });
    const provider = createProvider('openai-compatible', {
      baseUrl: server.baseUrl,
      apiKey: server.apiKey,
      model: 'gpt-fake',
    });
    const question = { role: 'user', content: 'Add.' } as const;
    const first = await provider.stream({ messages: [question], tools: [add] }).response;
    expect(first).toMatchObject({
      finishReason: 'tool-calls',
      toolCalls: [{ id: 'call_a', name: 'add', arguments: { a: 1 } }],
    });
    const second = await provider.stream({
      messages: [question, first.message, { role: 'tool', toolCallId: 'call_a', content: '1' }],
      tools: [add],
      toolChoice: 'none',
    }).response;
    expect(second.text).toBe('It is 1.');
    expect(server.requests[1]?.body).toMatchObject({ tool_choice: 'none', tools: [{}] });
  });

  it('gives parsed output for a schema', async () => {
    await using server = await startFakeOpenAIServer({ reply: { text: '{"a":2}' } });
    const provider = createProvider('openai-compatible', {
      baseUrl: server.baseUrl,
      apiKey: server.apiKey,
      model: 'gpt-fake',
    });
    const { output } = await provider.chat({ messages: 'Give a.', responseFormat: { type: 'json', schema } });
    expect(output).toEqual({ a: 2 });
  });

  it("takes the server's reasoning back to it, where the server wants that", async () => {
    await using server = await startFakeOpenAIServer({
      reply: { reasoning: 'Hm.', text: 'Hi' },
      apiKey: null,
    });
    const provider = createProvider('openai-compatible', {
      baseUrl: server.baseUrl,
      model: 'gpt-fake',
      quirks: { reasoningBack: 'reasoning_content' },
    });
    const { message } = await provider.stream('Hi').response;
    const messages = [{ role: 'user', content: 'Hi' }, message, { role: 'user', content: 'And?' }] as const;
    // The strict fake is OpenAI's: it refuses the field, which shows that it was sent.
    await expect(provider.chat({ messages })).rejects.toMatchObject({
      message: expect.stringContaining('reasoning_content'),
    });
  });

  it('carries request options under their names on the wire', async () => {
    await using server = await startFakeOpenAIServer({ apiKey: null });
    const provider = createProvider('openai-compatible', { baseUrl: server.baseUrl, model: 'gpt-fake' });
    await provider.chat({
      messages: 'Hi',
      providerOptions: {
        'openai-compatible': {
          verbosity: 'low',
          serviceTier: 'flex',
          promptCacheKey: 'k',
          safetyIdentifier: 's',
          logitBias: { 1: -5 },
          metadata: { a: 'b' },
          store: false,
        },
      },
    });
    expect(server.requests[0]?.body).toMatchObject({
      verbosity: 'low',
      service_tier: 'flex',
      prompt_cache_key: 'k',
      safety_identifier: 's',
      logit_bias: { 1: -5 },
      metadata: { a: 'b' },
      store: false,
    });
  });

  it('bills the organization and project that were given', async () => {
    await using server = await startFakeOpenAIServer({ apiKey: null });
    await createProvider('openai-compatible', {
      baseUrl: server.baseUrl,
      organization: 'org-1',
      project: 'proj-1',
    }).models();
    expect(server.requests[0]?.headers).toMatchObject({
      'openai-organization': 'org-1',
      'openai-project': 'proj-1',
    });
  });

  it('carries the user of an embedding, and calls the server by its name', async () => {
    await using server = await startFakeOpenAIServer();
    const provider = createProvider('openai-compatible', {
      baseUrl: server.baseUrl,
      apiKey: async () => (server.requests.length === 0 ? server.apiKey : 'wrong'),
      displayName: 'My server',
    });
    const request = {
      model: 'embedding-fake',
      input: 'a',
      providerOptions: { 'openai-compatible': { user: 'u' } },
    };
    await provider.embed(request);
    expect(server.requests[0]?.body).toMatchObject({ user: 'u' });
    await expect(provider.embed(request)).rejects.toThrow(/^My server answered HTTP 401/);
    const unknown = { ...request, providerOptions: { 'openai-compatible': { store: true } } };
    await expect(provider.embed(unknown)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('embeds long lists in several requests', async () => {
    await using server = await startFakeOpenAIServer({ apiKey: null });
    const provider = createProvider('openai-compatible', { baseUrl: server.baseUrl });
    const input = Array.from({ length: 100 }, (_, index) => `text ${index}`);
    const { embeddings } = await provider.embed({ model: 'embedding-fake', input });
    expect(embeddings).toHaveLength(100);
    expect(server.requests).toHaveLength(2);
  });

  it('is retried before the first content, and not after', async () => {
    await using before = await startFaultyServer(faults.httpError({ status: 500 }));
    const early = await createProvider('openai-compatible', { baseUrl: `${before.baseUrl}/v1` }).chat('Hi');
    expect(early.text).toBe('Hello there!');
    expect(early.attempts).toHaveLength(2);

    await using after = await startFaultyServer(faults.errorMidStream());
    const late = createProvider('openai-compatible', { baseUrl: `${after.baseUrl}/v1` }).stream('Hi');
    await expect(late.response).rejects.toMatchObject({
      code: 'BACKEND_ERROR',
      partial: { text: 'Hello there!' },
    });
    expect(after.requests).toHaveLength(1);
  });
});

describe('health', () => {
  it('tells a server that is not there from one that refuses the key', async () => {
    await using refused = await reserveRefusedPort();
    const absent = createProvider('openai-compatible', { baseUrl: `${refused.baseUrl}/v1` });
    expect(await absent.health()).toMatchObject({
      configured: true,
      reachable: false,
      error: { code: 'BACKEND_UNREACHABLE' },
    });
    await using server = await startFakeOpenAIServer();
    const locked = createProvider('openai-compatible', { baseUrl: server.baseUrl, apiKey: 'wrong' });
    expect(await locked.health()).toMatchObject({
      configured: false,
      reachable: true,
      error: { code: 'AUTH_FAILED' },
    });
  });
});

describe('bad input', () => {
  it.each([
    ['a URL without a scheme', { baseUrl: 'localhost:8000' }, 'baseUrl'],
    ['a URL of another scheme', { baseUrl: 'ftp://localhost' }, 'baseUrl'],
    ['a key with a line break', { apiKey: 'top\nsecret' }, 'apiKey'],
    ['a negative timeout', { timeout: -1 }, 'timeout'],
    ['a misspelt option', { baseURL: 'http://localhost' }, 'baseURL'],
    ['a quirk that is none', { quirks: { stream: true } }, 'quirks.stream'],
    ['a value that no quirk has', { quirks: { systemRole: 'boss' } }, 'quirks.systemRole'],
    ['a client that is none', { client: {} }, 'client'],
    ['an organization with a line break', { organization: 'a\nb' }, 'organization'],
  ])('is refused when the provider is created: %s', (_, options, setting) => {
    let failure: unknown;
    try {
      createProvider('openai-compatible' as string, options as OpenOptions);
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: 'SETTING_INVALID', setting });
    expect(String(failure)).not.toContain('secret');
  });

  it.each([
    ['no messages', { messages: [] }, 'REQUEST_INVALID', 'messages'],
    ['a tool without a name', { messages: 'Hi', tools: [{ name: '' }] }, 'REQUEST_INVALID', 'tools[0].name'],
    [
      'an unknown request option',
      { messages: 'Hi', providerOptions: { 'openai-compatible': { verbose: true } } },
      'REQUEST_INVALID',
      'providerOptions.openai-compatible.verbose',
    ],
    [
      'extraBody that sets the model',
      { messages: 'Hi', extraBody: { model: 'x' } },
      'REQUEST_INVALID',
      'extraBody.model',
    ],
  ])('is refused before anything is sent: %s', async (_, request, code, setting) => {
    await using server = await startFakeOpenAIServer({ apiKey: null });
    const provider = createProvider('openai-compatible', { baseUrl: server.baseUrl });
    await expect(provider.chat(request as ChatRequest)).rejects.toMatchObject({ code, setting });
    expect(server.requests).toEqual([]);
  });
});
