import type { ChatRequest } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import type { OllamaOptions } from '../src/options.js';
import { testProvider } from './support/provider.js';
import { fixture, last, lines, piece, startServer } from './support/server.js';

type Overflow = NonNullable<ChatRequest['providerOptions']>['ollama'];

/** A server that refuses a long prompt unless it may cut it. `stillTooLong`: also then. */
function refusing(stillTooLong = false) {
  return startServer({
    '/api/chat': ({ body }) =>
      body.truncate && !stillTooLong
        ? lines(piece({ content: 'Hi' }), last({ prompt_eval_count: 17 }))
        : { status: 400, body: fixture('too-long.json') },
    '/api/embed': ({ body }) =>
      body.truncate
        ? { body: { model: 'm', embeddings: [[1]] } }
        : { status: 400, body: { error: 'the input length exceeds the context length' } },
  });
}

describe('a prompt that is longer than the context', () => {
  it('is cut, and a warning tells of it with the numbers', async () => {
    await using server = await refusing();
    const { text, warnings } = await testProvider(server).chat('long');
    expect(text).toBe('Hi');
    expect(warnings).toEqual([
      { code: 'context-truncated', message: expect.stringMatching(/cut the prompt.*\d+ tokens.*512 tokens/) },
    ]);
    expect(server.bodies('/api/chat').map(({ truncate }) => truncate)).toEqual([false, true]);
  });

  it.each([
    ['the provider', { onContextOverflow: 'error' }, undefined],
    ['the request', {}, { onContextOverflow: 'error' }],
    ['the server’s own switch', {}, { truncate: false }],
  ] as [string, OllamaOptions, Overflow][])('is refused where %s says so', async (_, options, ollama) => {
    await using server = await refusing();
    const answer = testProvider(server, options).chat({ messages: 'long', providerOptions: { ollama } });
    await expect(answer).rejects.toMatchObject({ code: 'CONTEXT_LENGTH_EXCEEDED', retryable: false });
    expect(server.requests).toHaveLength(1);
  });

  it('is cut without a word where the server’s own switch says so', async () => {
    await using server = await refusing();
    const providerOptions = { ollama: { truncate: true } };
    const { warnings } = await testProvider(server).chat({ messages: 'long', providerOptions });
    expect(warnings).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('is an error where its last message alone is too long', async () => {
    await using server = await refusing(true);
    const error = await testProvider(server)
      .chat('long')
      .catch((reason) => reason);
    expect(error).toMatchObject({ code: 'CONTEXT_LENGTH_EXCEEDED' });
    expect(server.requests).toHaveLength(2);
  });

  it('is noticed in embeddings, too', async () => {
    await using server = await refusing();
    expect((await testProvider(server).embed('long')).warnings).toMatchObject([
      { code: 'context-truncated' },
    ]);
    const strict = testProvider(server, { onContextOverflow: 'error' });
    await expect(strict.embed('long')).rejects.toMatchObject({ code: 'CONTEXT_LENGTH_EXCEEDED' });
  });
});

describe('a server that knows no truncate', () => {
  const full = { '/api/chat': lines(piece({ content: 'Hi' }), last({ prompt_eval_count: 512 })) };

  it('is found out by a prompt that fills the whole context', async () => {
    await using server = await startServer(full);
    const { warnings } = await testProvider(server, { numCtx: 512 }).chat('long');
    expect(warnings).toMatchObject([{ code: 'context-truncated', message: expect.stringContaining('512') }]);
    const strict = testProvider(server, { numCtx: 512, onContextOverflow: 'error' });
    await expect(strict.chat('long')).rejects.toMatchObject({ code: 'CONTEXT_LENGTH_EXCEEDED' });
    await expect(strict.stream('long').response).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      partial: { text: 'Hi' },
    });
  });

  it('is not suspected without reason', async () => {
    await using server = await startServer(full);
    expect((await testProvider(server, { numCtx: 513 }).chat('Hi')).warnings).toEqual([]);
    // Newer servers round the context up to a multiple of 256, so a longer prompt was left whole.
    const strict = testProvider(server, { numCtx: 300, onContextOverflow: 'error' });
    expect((await strict.chat('Hi')).warnings).toEqual([]);
    expect((await testProvider(server).chat('Hi')).warnings).toEqual([]);
  });
});
