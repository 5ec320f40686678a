import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { llamaServerAvailable } from '../../src/llama-server/find-llama-server.js';
import { type LlamaServer, startLlamaServer } from '../../src/llama-server/start-llama-server.js';
import type { FakeOpenAIServer } from '../../src/openai/start-fake-openai-server.js';
import { startFakeLocalServer } from '../../src/servers/start-fake-local-server.js';
import { type BareRequest, send } from '../bare-client.js';

const found = llamaServerAvailable();
const paths = [
  '/health',
  '/v1/health',
  '/props',
  '/v1/models',
  '/models',
  '/v1/models/tiny-chat',
  '/v1/chat/completions',
  '/',
  '/lmstudio-greeting',
  '/readyz',
  '/version',
  '/api/version',
  '/api/tags',
  '/api/extra/version',
  '/v1/model',
  '/v1/internal/model/info',
  '/openapi.json',
  '/.well-known/localai.json',
];

/** The form of an answer: the names of all fields and the types of what they hold. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(formOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  const { params: _, ...fields } = value as Record<string, unknown>;
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, formOf(field)]));
}

/** What a prober sees of an answer. */
async function seen(origin: string, path: string, request: BareRequest = {}): Promise<object> {
  const { status, headers, text } = await send(`${origin}${path}`, request);
  const { server, 'content-type': type } = headers;
  return { path, status, server, type, form: text === '' ? '' : formOf(JSON.parse(text)) };
}

/** A table of what a prober sees on every path. */
function survey(origin: string, request: BareRequest = {}): Promise<object[]> {
  return Promise.all(paths.map((path) => seen(origin, path, request)));
}

/** The table of a real server that still loads when the last path has been asked. */
async function surveyLoading(): Promise<object[]> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    await using real = await startLlamaServer({ model: 'tiny-wide', waitUntilReady: false });
    const loading = await survey(real.baseUrl);
    if ((await send(`${real.baseUrl}/health`)).status === 503) return loading;
  }
  throw new Error('llama-server had loaded its model too soon, five times.');
}

describe.skipIf(!found.available)('the fake llama.cpp, beside the real one,', () => {
  describe('with a model and no key', () => {
    let real: LlamaServer;
    let fake: FakeOpenAIServer;
    beforeAll(async () => {
      real = await startLlamaServer();
      fake = await startFakeLocalServer('llamacpp', { models: [real.model] });
    });
    afterAll(() => Promise.all([real.stop(), fake.close()]));

    it('looks the same on every path that a prober asks', async () => {
      expect(await survey(fake.origin)).toEqual(await survey(real.baseUrl));
    });

    it.each([
      ['ignores', { model: 'nope' }],
      ['needs no', {}],
    ])('%s the model of a request', async (_, named) => {
      const ask = async (origin: string): Promise<[number, unknown]> => {
        const body = { ...named, messages: [{ role: 'user', content: 'ping' }] };
        const { status, text } = await send(`${origin}/v1/chat/completions`, { body });
        return [status, JSON.parse(text).model];
      };
      expect(await ask(fake.origin)).toEqual(await ask(real.baseUrl));
    });

    it('refuses embeddings in the same words, unless started for them', async () => {
      const ask = (origin: string) => send(`${origin}/v1/embeddings`, { body: { input: 'sky' } });
      const [faked, told] = [await ask(fake.origin), await ask(real.baseUrl)];
      expect([faked.status, faked.text]).toEqual([told.status, told.text]);
    });

    it('refuses a request without messages in the same form', async () => {
      const request = { body: { model: 'nope' } };
      const path = '/v1/chat/completions';
      expect(await seen(fake.origin, path, request)).toEqual(await seen(real.baseUrl, path, request));
    });
  });

  it('looks the same with a key, to those who have it and to others', async () => {
    await using real = await startLlamaServer({ apiKey: 'secret' });
    await using fake = await startFakeLocalServer('llamacpp', { apiKey: 'secret' });
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { 'x-api-key': 'secret' }]) {
      expect(await survey(fake.origin, { headers })).toEqual(await survey(real.baseUrl, { headers }));
    }
  });

  it('looks the same while it loads', async () => {
    const loading = await surveyLoading();
    await using fake = await startFakeLocalServer('llamacpp', { ready: false });
    expect(await survey(fake.origin)).toEqual(loading);
  });
});

describe('the fake llama.cpp', () => {
  it('says that it loads until it is ready', async () => {
    await using fake = await startFakeLocalServer('llamacpp', { ready: false });
    expect((await send(`${fake.origin}/anything`)).status).toBe(503);
    fake.setReady(true);
    expect((await send(`${fake.origin}/health`)).text).toBe('{"status":"ok"}');
  });
});
