import {
  reserveRefusedPort,
  startCatchAllWebServer,
  startFakeLocalServer,
  startFakeOpenAIServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import { testProvider } from './support/provider.js';
import { type Routes, startServer } from './support/server.js';

const real: Routes = { '/api/version': 'version.json', '/api/tags': 'tags.json' };

async function healthOf(routes: Routes, model?: string) {
  await using server = await startServer(routes);
  return await testProvider(server, { model }).health();
}

describe('the health of an Ollama', () => {
  it('has its version, and whether the model is there, with or without its tag', async () => {
    const healthy = { configured: true, reachable: true, version: '0.33.0' };
    expect(await healthOf(real, 'tiny-chat')).toMatchObject({
      ...healthy,
      hasModel: true,
      modelId: 'tiny-chat',
    });
    expect(await healthOf(real, 'tiny-chat:latest')).toMatchObject({ ...healthy, hasModel: true });
    expect(await healthOf(real, 'tiny')).toMatchObject({ ...healthy, hasModel: false });
    expect(await healthOf(real)).toMatchObject({ ...healthy, hasModel: true, modelId: expect.any(String) });
  });

  it('is that of a server without a model', async () => {
    const empty = { ...real, '/api/tags': { body: { models: [] } } };
    expect(await healthOf(empty)).toMatchObject({ reachable: true, hasModel: false });
  });

  it('leaves open whether the cloud has a model', async () => {
    expect((await healthOf(real, 'gpt-oss:120b-cloud')).hasModel).toBeUndefined();
    expect((await healthOf(real, 'kimi-k2:cloud')).hasModel).toBeUndefined();
  });

  it('takes no model of embeddings for one to chat with', async () => {
    const models = [
      { name: 'e', capabilities: ['embedding'] },
      { name: 'c', capabilities: ['completion'] },
    ];
    expect(await healthOf({ ...real, '/api/tags': { body: { models } } })).toMatchObject({ modelId: 'c' });
  });

  it('is asked for by harmless requests', async () => {
    await using server = await startServer(real);
    await testProvider(server).health();
    expect(server.requests.every(({ method, body }) => method === 'GET' && body === undefined)).toBe(true);
  });

  it('tells a key that is refused from a server that is none', async () => {
    const refused = { status: 401, body: { error: 'unauthorized' } };
    expect(
      await healthOf({ '/api/version': refused, '/readyz': refused, '/api/extra/version': refused }),
    ).toMatchObject({
      configured: false,
      reachable: true,
      error: { code: 'AUTH_FAILED' },
    });
  });

  it('is that of nothing where nothing listens', async () => {
    await using port = await reserveRefusedPort();
    expect(await testProvider({ baseUrl: `http://127.0.0.1:${port.port}` }).health()).toMatchObject({
      configured: true,
      reachable: false,
      error: { code: 'BACKEND_UNREACHABLE' },
    });
  });
});

describe('the health of something else', () => {
  const wrong = {
    configured: true,
    reachable: false,
    error: { code: 'BACKEND_UNREACHABLE', retryable: false },
  };

  it.each([
    ['LocalAI', () => startFakeLocalServer('localai')],
    ['KoboldCpp', () => startFakeLocalServer('koboldcpp')],
    ['llama.cpp', () => startFakeLocalServer('llamacpp')],
    ['LM Studio', () => startFakeOpenAIServer({ dialect: 'lmstudio' })],
    ['any web server', () => startCatchAllWebServer()],
  ])('is that of no Ollama: %s', async (_, start) => {
    await using server = await start();
    const baseUrl = new URL(server.baseUrl).origin;
    expect(await testProvider({ baseUrl }).health()).toMatchObject(wrong);
  });

  it('names an imitator', async () => {
    expect((await healthOf({ ...real, '/readyz': {} })).error?.message).toContain('LocalAI');
    const kobold = { body: { result: 'KoboldCpp', version: '1.117' } };
    expect((await healthOf({ ...real, '/api/extra/version': kobold })).error?.message).toContain('KoboldCpp');
  });

  it('names none where a proxy says that its server is down', async () => {
    const down = { status: 503, body: 'Service Unavailable' };
    const paths = ['/api/version', '/readyz', '/api/extra/version', '/api/tags'];
    const { error, reachable } = await healthOf(Object.fromEntries(paths.map((path) => [path, down])));
    expect(reachable).toBe(false);
    expect(error?.message).toContain('503');
    expect(error?.message).not.toContain('LocalAI');
  });

  it('is told by the body, not by the status', async () => {
    const error = { body: { error: 'Unexpected endpoint or method. (GET /api/version)' } };
    expect(await healthOf({ ...real, '/api/version': error })).toMatchObject(wrong);
    expect(await healthOf({ ...real, '/api/version': { body: { version: 3 } } })).toMatchObject(wrong);
  });
});
