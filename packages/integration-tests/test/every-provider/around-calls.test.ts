import { type Provider, toResponse, wrapProvider } from '@modelport/core';
import { startLlamaServer } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shortRetryDelays } from '../faults/support/short-retry-delays.js';
import type { Backend } from './backends.js';
import { chatBodies, connect, kindOf, rows } from './table.js';

const answer = 'Blue, because of the air.';

/** The key of a request, wherever its backend wants it. */
const keyOf = (headers: Backend['requests'][number]['headers'] = {}): string =>
  String(headers['api-key'] ?? headers.authorization ?? '').replace('Bearer ', '');

shortRetryDelays();

describe.each(rows)('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  it('can be wrapped, and what is derived from it goes through the wrapper', async () => {
    backend.say([{ text: answer }]);
    const asked: string[] = [];
    const logged = (inner: Provider): Provider =>
      wrapProvider(inner, {
        stream(request, options) {
          asked.push('stream');
          return inner.stream(request, options);
        },
        async chat(request, options) {
          asked.push('chat');
          return inner.chat(request, options);
        },
      });
    const provider = logged(connect(type, backend)).with({ temperature: 0.25, headers: { 'x-team': 'sky' } });
    expect((await provider.chat('Why?')).text).toBe(answer);
    expect((await provider.stream({ messages: 'Why?', temperature: 0.5 }).response).text).toBe(answer);
    expect(asked).toEqual(['chat', 'stream']);
    const sent = chatBodies(backend, kind).slice(-2);
    const options = sent.map((body) => (type === 'ollama' ? body['options'] : body));
    expect(options).toMatchObject([{ temperature: 0.25 }, { temperature: 0.5 }]);
    expect(backend.requests.at(-1)?.headers['x-team']).toBe('sky');
  });

  it('streams into a web response, as events and as text', async () => {
    backend.say([{ text: answer }]);
    const provider = connect(type, backend);
    const plain = toResponse(provider.stream('Why?'), { format: 'text' }) as Response;
    expect(await plain.text()).toBe(answer);
    const events = toResponse(provider.stream('Why?'), { format: 'sse' }) as Response;
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const frames = (await events.text()).split('\n\n').filter((frame) => frame !== '');
    const read = frames.flatMap((frame) => frame.split('\n')).map((line) => JSON.parse(line.slice(6)));
    expect(read.map(({ type: name, text = '' }) => (name === 'text-delta' ? text : '')).join('')).toBe(
      answer,
    );
    expect(read.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' });
    expect(read[0]).not.toHaveProperty('headers');
  });

  it('tells in a web response of a failure in the middle', async () => {
    backend.say([{ text: 'Blue, because', breaks: true }]);
    const response = toResponse(connect(type, backend).stream('Why?'), { format: 'sse' }) as Response;
    const [, told = ''] = /event: error\ndata: (.*)\n/.exec(await response.text()) ?? [];
    expect(JSON.parse(told)).toMatchObject({ code: 'BACKEND_ERROR' });
  });
});

describe.each(rows)('%s with a key that changes', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start({ apiKey: 'key-2' });
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  it('asks for it again for each attempt, and remembers no refusal', async () => {
    let asked = 0;
    const provider = connect(type, backend, { apiKey: () => `key-${Math.min(++asked, 2)}` });
    await expect(provider.chat('Why?')).rejects.toMatchObject({ code: 'AUTH_FAILED', status: 401 });
    // A refused key is not tried twice.
    expect(asked).toBe(1);
    backend.say([{ status: 503 }, { text: answer }]);
    const { text, attempts } = await provider.chat('Why?');
    expect(text).toBe(answer);
    expect(attempts).toHaveLength(2);
    expect(asked).toBe(3);
    const sent = backend.requests.filter(({ path }) => kind.chatPath.test(path));
    expect(sent.map(({ headers }) => keyOf(headers))).toEqual(['key-1', 'key-2', 'key-2']);
  });
});

describe.each(rows)('%s counts tokens', (type, kind) => {
  it('exactly where its server can, and else says that it cannot', async () => {
    if (type === 'llamacpp') {
      await using server = await startLlamaServer();
      const provider = connect(type, { ...server, apiKey: '', model: server.model } as unknown as Backend);
      const counted = await provider.countTokens('Hi there');
      expect(counted).toBe((await provider.chat('Hi there')).usage.inputTokens);
      return;
    }
    await using backend = await kind.start();
    const counted = connect(type, backend).countTokens('Why?');
    if (type === 'vllm') expect(await counted).toBe('Why?'.length);
    else await expect(counted).rejects.toMatchObject({ code: 'NOT_SUPPORTED', type });
    expect(chatBodies(backend, kind)).toEqual([]);
  });
});

describe.each(rows)('%s and prompt caching', (type, kind) => {
  const marker = { cache_control: { type: 'ephemeral' } };

  it('gets the markers that are meant for it, and no others', async () => {
    await using backend = await kind.start();
    const mark = (of: string) => ({ providerData: { type: of, data: marker } });
    const ask = (of: string) =>
      connect(type, backend).chat({
        messages: [
          { role: 'system', content: 'A long manual.', ...mark(of) },
          { role: 'user', content: [{ type: 'text', text: 'A long letter.', ...mark(of) }] },
        ],
      });
    backend.say([{ text: answer }]);
    await ask('somebody-else');
    expect(JSON.stringify(chatBodies(backend, kind))).not.toContain('cache_control');
    if (type !== 'openrouter') return;
    await ask(type);
    expect(chatBodies(backend, kind).at(-1)?.['messages']).toEqual([
      { role: 'system', content: [{ type: 'text', text: 'A long manual.', ...marker }] },
      { role: 'user', content: [{ type: 'text', text: 'A long letter.', ...marker }] },
    ]);
  });

  // Ollama does not tell, and vLLM only if it is started so.
  const tells = type !== 'ollama' && type !== 'vllm';
  it(`tells ${tells ? 'how much' : 'nothing of what'} came from the cache`, async () => {
    await using backend = await kind.start();
    backend.say([{ text: answer }]);
    expect((await connect(type, backend).chat('Why?')).usage.cachedInputTokens).toBe(tells ? 0 : undefined);
  });
});

it.each(['openai', 'azure-openai'])('%s gets the key of a shared prompt cache', async (type) => {
  const kind = kindOf(type);
  await using backend = await kind.start();
  const providerOptions = { [type]: { promptCacheKey: 'manual-7' } };
  await connect(type, backend).chat({ messages: 'Why?', providerOptions });
  expect(chatBodies(backend, kind)).toMatchObject([{ prompt_cache_key: 'manual-7' }]);
});
