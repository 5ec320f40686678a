import { createProvider } from '@modelport/core';
import {
  type Dialect,
  startCatchAllWebServer,
  startFakeLocalServer,
  startFakeOpenAIServer,
} from '@modelport/provider-testkit';
import { describe, expect, it } from 'vitest';
import '../../src/index.js';

describe('LocalAI', () => {
  it('chats with or without /v1 in its address, and says its version', async () => {
    await using server = await startFakeLocalServer('localai', { reply: { text: 'Hi' } });
    for (const baseUrl of [server.origin, server.baseUrl]) {
      const provider = createProvider('localai', { baseUrl, model: server.model });
      expect((await provider.chat('Hi')).text).toBe('Hi');
      expect(await provider.health()).toMatchObject({
        reachable: true,
        hasModel: true,
        version: expect.any(String),
      });
    }
  });
});

describe('health of LocalAI', () => {
  it('is that of no model while it loads', async () => {
    await using server = await startFakeLocalServer('localai', { ready: false });
    expect(await createProvider('localai', { baseUrl: server.baseUrl }).health()).toMatchObject({
      reachable: true,
      hasModel: false,
      error: { status: 503 },
    });
  });

  it('is that of a wrong key where every path asks for one', async () => {
    const everywhere: Dialect = { needsKey: () => true, routes: { 'GET /readyz': { status: 200 } } };
    await using server = await startFakeOpenAIServer({ dialect: everywhere });
    const health = await createProvider('localai', { baseUrl: server.baseUrl, apiKey: 'wrong' }).health();
    expect(health).toMatchObject({ configured: false, reachable: true, error: { code: 'AUTH_FAILED' } });
  });

  it.each(['koboldcpp', 'llamacpp', 'sglang'] as const)('is none for %s', async (kind) => {
    await using server = await startFakeLocalServer(kind);
    const health = await createProvider('localai', { baseUrl: server.baseUrl }).health();
    expect(health).toMatchObject({
      reachable: false,
      error: { message: expect.stringContaining('LocalAI') },
    });
  });

  it('is none for LM Studio, which answers 200 to any path', async () => {
    await using server = await startFakeOpenAIServer({ dialect: 'lmstudio' });
    expect((await createProvider('localai', { baseUrl: server.baseUrl }).health()).reachable).toBe(false);
  });

  it.each(['html', 'json', 'empty'] as const)(
    'is none for a web server that answers all with %s',
    async (variant) => {
      await using server = await startCatchAllWebServer({ variant });
      expect((await createProvider('localai', { baseUrl: server.baseUrl }).health()).reachable).toBe(false);
    },
  );
});

describe('KoboldCpp', () => {
  it('tells the context that it runs with', async () => {
    await using server = await startFakeLocalServer('koboldcpp', { contextLength: 2048 });
    const provider = createProvider('koboldcpp', { baseUrl: server.origin });
    const [model] = await provider.models();
    expect(model?.effectiveContextLength).toBe(2048);
    expect(await provider.health()).toMatchObject({
      reachable: true,
      modelId: model?.id,
      version: expect.any(String),
    });
  });

  it('is not taken for another server', async () => {
    await using server = await startFakeLocalServer('llamacpp');
    const { reachable, error } = await createProvider('koboldcpp', { baseUrl: server.origin }).health();
    expect(reachable).toBe(false);
    expect(error?.message).toContain('KoboldCpp');
  });
});

describe('Jan', () => {
  it('chats with its key', async () => {
    await using server = await startFakeLocalServer('jan', { reply: { text: 'Hi' } });
    const { apiKey, model } = server;
    const provider = createProvider('jan', { baseUrl: server.origin, apiKey, model });
    expect((await provider.chat('Hi')).text).toBe('Hi');
    expect(provider.baseUrl).toBe(`${server.origin}/v1`);
  });
});
