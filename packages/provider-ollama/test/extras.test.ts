import { describe, expect, it } from 'vitest';
import { testProvider } from './support/provider.js';
import { last, lines, startServer } from './support/server.js';

describe('models', () => {
  it('are listed as the server has them', async () => {
    await using server = await startServer({ '/api/tags': 'tags.json' });
    const list = await testProvider(server).extras.list();
    const model = list.find(({ name }) => name === 'tiny-chat:latest');
    expect(model).toMatchObject({
      size: expect.any(Number),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      modifiedAt: expect.stringMatching(/^2026-/),
      ...{ family: 'llama', parameterSize: '649K', quantization: 'F16', contextLength: 8192 },
    });
    expect(model?.raw['details']).toMatchObject({ format: 'gguf' });
  });

  it('are shown in full', async () => {
    await using server = await startServer({ '/api/show': 'show.json' });
    const { extras } = testProvider(server);
    const shown = await extras.show('tiny-chat');
    expect(shown).toMatchObject({
      ...{ contextLength: 8192, embeddingLength: 448, family: 'llama' },
      capabilities: ['tools', 'completion'],
      modelfile: 'FROM tiny-chat',
    });
    expect(shown.modelInfo['general.architecture']).toBe('llama');
    await extras.show();
    expect(server.bodies('/api/show')).toEqual([{ model: 'tiny-chat' }, { model: 'm' }]);
  });

  it('in memory are told with their context', async () => {
    await using server = await startServer({ '/api/ps': 'ps.json' });
    const running = await testProvider(server).extras.ps();
    expect(running.find(({ name }) => name === 'tiny-chat:latest')).toMatchObject({
      effectiveContextLength: 4096,
      sizeVram: 0,
      expiresAt: expect.stringMatching(/^2026-/),
    });
  });

  it('are copied and deleted, the body of a DELETE with its length', async () => {
    await using server = await startServer({ '/api/copy': {}, '/api/delete': {} });
    const { extras } = testProvider(server);
    await extras.copy({ source: 'a', destination: 'b' });
    await extras.delete('ü');
    expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/api/copy', { source: 'a', destination: 'b' }],
      ['DELETE', '/api/delete', { model: 'ü' }],
    ]);
    // Without it the server takes the body for another request, and refuses both.
    expect(server.requests[1]?.headers['content-length']).toBe('14');
  });

  it('are loaded and unloaded by a chat without messages', async () => {
    await using server = await startServer({ '/api/chat': lines(last({ done_reason: 'load' })) });
    const { extras } = testProvider(server, { keepAlive: '1h', numCtx: 512 });
    await extras.load();
    await extras.load({ model: 'a', keepAlive: -1, numCtx: 1024 });
    await extras.unload();
    await extras.unload('b');
    const all = { messages: [], stream: false };
    expect(server.bodies('/api/chat')).toEqual([
      { ...all, model: 'm', keep_alive: '1h', options: { num_ctx: 512 } },
      { ...all, model: 'a', keep_alive: -1, options: { num_ctx: 1024 } },
      { ...all, model: 'm', keep_alive: 0 },
      { ...all, model: 'b', keep_alive: 0 },
    ]);
  });

  it('must have names, before anything is sent', async () => {
    await using server = await startServer({});
    const { extras } = testProvider(server);
    for (const attempt of [
      () => extras.delete(undefined as never),
      () => extras.delete(' '),
      () => extras.copy({ source: 'a' } as never),
      () => extras.copy(undefined as never),
      () => extras.load({ keepAlive: '60' }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
    expect(server.requests).toEqual([]);
  });

  it('that are not there are said to be missing', async () => {
    const missing = { status: 404, body: { error: "model 'a' not found" } };
    await using server = await startServer({ '/api/delete': missing, '/api/show': missing });
    const { extras } = testProvider(server);
    await expect(extras.delete('a')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(extras.show('a')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

describe('a server that answers anything with 200 and an error', () => {
  it('is no Ollama', async () => {
    const body = { error: 'Unexpected endpoint or method.' };
    const paths = ['/api/ps', '/api/show', '/api/tags', '/api/embed', '/api/chat'];
    await using server = await startServer(Object.fromEntries(paths.map((path) => [path, { body }])));
    const provider = testProvider(server);
    for (const attempt of [
      () => provider.extras.ps(),
      () => provider.extras.show(),
      () => provider.extras.list(),
      () => provider.extras.load(),
      () => provider.embed('a'),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'BACKEND_ERROR',
        message: expect.stringContaining('Unexpected endpoint'),
      });
    }
  });
});

describe('the version', () => {
  it('is that of the server', async () => {
    await using server = await startServer({ '/api/version': 'version.json' });
    expect(await testProvider(server).extras.version()).toBe('0.33.0');
  });

  it('is none where something else answers', async () => {
    await using server = await startServer({ '/api/version': { body: { ok: true } } });
    await expect(testProvider(server).extras.version()).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
  });
});
