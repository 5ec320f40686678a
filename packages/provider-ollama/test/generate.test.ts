import { startFakeOllama } from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { testProvider } from './support/provider.js';
import { fixture, startServer } from './support/server.js';

describe('a text to go on with', () => {
  it('gives what a real server writes', async () => {
    await using server = await startServer({ '/api/generate': 'generate.json' });
    const { extras } = testProvider(server, { numCtx: 512, keepAlive: '1h' });
    const result = await extras.generate({
      ...{ prompt: 'def add(', suffix: 'return c', raw: true, model: 'code' },
      ...{
        maxTokens: 4,
        temperature: 0,
        stop: ['###'],
        seed: 1,
        extraBody: { system: 'Be brief.', stream: true },
      },
    });
    expect(result).toMatchObject({
      ...{ text: ' and this is all', model: 'tiny-plain', finishReason: 'length' },
      usage: { inputTokens: 9, outputTokens: 4 },
      timings: { outputMs: expect.any(Number) },
    });
    expect(server.bodies('/api/generate')).toEqual([
      {
        ...{ model: 'code', prompt: 'def add(', suffix: 'return c', raw: true, stream: false },
        ...{ truncate: false, keep_alive: '1h', system: 'Be brief.' },
        options: { num_ctx: 512, num_predict: 4, temperature: 0, stop: ['###'], seed: 1 },
      },
    ]);
  });

  it('gives thoughts apart', async () => {
    await using server = await startFakeOllama({ reply: { thinking: 'Hmm', text: 'c' } });
    const { extras } = testProvider(server, { model: 'thinking-fake' });
    expect(await extras.generate({ prompt: 'a + b =' })).toMatchObject({ reasoning: 'Hmm', text: 'c' });
  });

  it('that is too long is cut, or refused where it shall be', async () => {
    const tooLong = { status: 400, body: fixture('too-long.json') };
    await using server = await startServer({
      '/api/generate': ({ body }) => (body.truncate ? 'generate.json' : tooLong),
    });
    expect((await testProvider(server).extras.generate({ prompt: 'long' })).text).not.toBe('');
    const strict = testProvider(server, { onContextOverflow: 'error' }).extras;
    await expect(strict.generate({ prompt: 'long' })).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
    });
  });

  it('is refused for a model that fills no gaps', async () => {
    const error = 'registry.ollama.ai/library/m:latest does not support insert';
    await using server = await startServer({ '/api/generate': { status: 400, body: { error } } });
    await expect(testProvider(server).extras.generate({ prompt: 'a', suffix: 'b' })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('insert'),
    });
  });

  it('must be one, before anything is sent', async () => {
    await using server = await startServer({});
    const { extras } = testProvider(server, { model: undefined });
    for (const input of [undefined, {}, { prompt: '' }, { prompt: 'a' }]) {
      await expect(extras.generate(input as never)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
    expect(server.requests).toEqual([]);
  });

  it('is none where something else answers', async () => {
    await using server = await startServer({ '/api/generate': { body: { ok: true } } });
    await expect(testProvider(server).extras.generate({ prompt: 'a' })).rejects.toMatchObject({
      code: 'RESPONSE_INVALID',
    });
  });
});
