import { createProvider, type Message } from '@modelport/core';
import { startFakeOllama, startLlamaServer } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { connect, rows, ways } from './table.js';

/** Some 16,000 tokens, in messages of which each fits: more than four times what Ollama's fake has by default. */
const long: readonly Message[] = [
  { role: 'system', content: 'Answer in one word.' },
  ...Array.from({ length: 8 }, (_, index): Message => {
    return { role: index % 2 === 0 ? 'user' : 'assistant', content: 'words '.repeat(1_300) };
  }),
  { role: 'user', content: 'Why?' },
];

describe.each(ways)('a prompt that is longer than the context, %s', (_, way) => {
  it('is cut by Ollama, and a typed warning tells of it', async () => {
    await using server = await startFakeOllama();
    const provider = createProvider('ollama', { baseUrl: server.baseUrl, model: 'chat-fake' });
    const { text, warnings } = await way(provider).chat({ messages: long });
    expect(text).not.toBe('');
    expect(warnings).toMatchObject([
      { code: 'context-truncated', message: expect.stringMatching(/\bcut\b/) },
    ]);
  });

  it('is refused for Ollama by whoever wants that, for all requests or for one', async () => {
    await using server = await startFakeOllama();
    const options = { baseUrl: server.baseUrl, model: 'chat-fake' };
    const refusal = { code: 'CONTEXT_LENGTH_EXCEEDED', retryable: false };
    const strict = createProvider('ollama', { ...options, onContextOverflow: 'error' });
    await expect(way(strict).chat({ messages: long })).rejects.toMatchObject(refusal);
    const providerOptions = { ollama: { onContextOverflow: 'error' } } as const;
    const once = way(createProvider('ollama', options)).chat({ messages: long, providerOptions });
    await expect(once).rejects.toMatchObject(refusal);
  });

  it('fits Ollama once the context is larger', async () => {
    await using server = await startFakeOllama({ models: [{ name: 'chat-fake', contextLength: 65_536 }] });
    const options = { baseUrl: server.baseUrl, model: 'chat-fake', numCtx: 32_768 };
    const { warnings } = await way(createProvider('ollama', options)).chat({ messages: long });
    expect(warnings).toEqual([]);
  });

  it('is refused by a real llama-server, with the numbers', async () => {
    await using server = await startLlamaServer({ contextSize: 256 });
    const provider = createProvider('llamacpp', { baseUrl: server.baseUrl, model: server.model });
    await expect(way(provider).chat('words '.repeat(400))).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      retryable: false,
      message: expect.stringMatching(/20\d\d tokens.*256/),
    });
  });
});

/** Those whose fakes have a context; OpenRouter's leaves that to its providers. */
describe.each(rows.filter(([type]) => type !== 'ollama' && type !== 'openrouter'))('%s', (type, kind) => {
  it('refuses a prompt that is longer than the context, and that is not tried again', async () => {
    await using backend = await kind.start();
    const endless = 'words '.repeat(80_000);
    await expect(connect(type, backend).chat(endless)).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      retryable: false,
      type,
    });
    expect(backend.requests).toHaveLength(1);
  });
});
