import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvider } from '@modelport/core';
import {
  type LlamaServer,
  llamaServerAvailable,
  startLlamaServer,
  tinyModelPath,
} from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../src/index.js';
import type { LoadProgress, RouterEvent } from '../src/index.js';
import { routesFetch } from './support/routes.js';

const found = llamaServerAvailable();
const connect = (baseUrl: string, model?: string) =>
  createProvider('llamacpp', { baseUrl, model, maxRetries: 0 });

describe.skipIf(!found.available)(`a real router${found.available ? '' : ` (${found.reason})`}`, () => {
  let server: LlamaServer;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'modelport-models-'));
    for (const name of ['tiny-chat', 'tiny-thinking'] as const) {
      symlinkSync(await tinyModelPath(name), join(folder, `${name}.gguf`));
    }
    writeFileSync(join(folder, 'broken.gguf'), 'This is no model.');
    server = await startLlamaServer({ modelsFolder: folder, extraArguments: ['--models-max', '1'] });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const load = async (model: string) => {
    const steps: LoadProgress[] = [];
    for await (const step of connect(server.baseUrl).extras.loadModel({ model })) steps.push(step);
    return steps;
  };
  const statusOf = async (model: string) => {
    const models = await connect(server.baseUrl).extras.routerModels();
    return models.find(({ id }) => id === model)?.status;
  };

  it('lists its models, which are not loaded yet', async () => {
    const models = await connect(server.baseUrl).extras.routerModels();
    expect(models.map(({ id }) => id).sort()).toEqual(['broken', 'tiny-chat', 'tiny-thinking']);
    const chat = models.find(({ id }) => id === 'tiny-chat');
    expect(chat).toMatchObject({ status: 'unloaded', failed: false, source: 'models_dir', aliases: [] });
    expect(chat?.contextLength).toBeGreaterThan(2048);
  });

  it('loads a model, telling how far it is, and again without a word of complaint', async () => {
    const steps = await load('tiny-chat');
    expect(steps.at(-1)).toMatchObject({ model: 'tiny-chat', status: 'loaded' });
    expect(steps[0]?.status).toBe('loading');
    expect(await statusOf('tiny-chat')).toBe('loaded');
    expect((await load('tiny-chat')).at(-1)?.status).toBe('loaded');
  });

  it('unloads one to make room, which a watcher sees', async () => {
    await load('tiny-chat');
    const seen: RouterEvent[] = [];
    const watching = (async () => {
      for await (const event of connect(server.baseUrl).extras.watchRouter()) {
        seen.push(event);
        if (event.model === 'tiny-thinking' && event.status === 'loaded') break;
      }
    })();
    await load('tiny-thinking');
    // The watcher may have come too late for the first load.
    await connect(server.baseUrl).extras.unloadModel({ model: 'tiny-thinking' });
    await load('tiny-thinking');
    await watching;
    expect(await statusOf('tiny-chat')).toBe('unloaded');
    const own = seen.filter(({ model }) => model === 'tiny-thinking');
    expect(own.every(({ event }) => event === 'status')).toBe(true);
    expect(own.some(({ progress }) => progress !== undefined)).toBe(true);
  });

  it('unloads a model, and leaves one that is not loaded as it is', async () => {
    await load('tiny-chat');
    const { extras } = connect(server.baseUrl, 'tiny-chat');
    await extras.unloadModel();
    expect(await statusOf('tiny-chat')).toBe('unloaded');
    await extras.unloadModel();
  });

  it('says so where a model cannot be loaded, each time', async () => {
    for (const _time of [1, 2]) {
      await expect(load('broken')).rejects.toMatchObject({
        code: 'BACKEND_ERROR',
        retryable: false,
        message: expect.stringContaining('"broken"'),
      });
    }
    const models = await connect(server.baseUrl).extras.routerModels();
    expect(models.find(({ id }) => id === 'broken')).toMatchObject({ status: 'unloaded', failed: true });
  });

  it('names the models that there are where one is not known', async () => {
    const { extras } = connect(server.baseUrl);
    for (const call of [() => load('nothing'), () => extras.unloadModel({ model: 'nothing' })]) {
      await expect(call()).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        candidates: expect.arrayContaining(['tiny-chat', 'tiny-thinking']),
      });
    }
  });

  it('answers a chat once its model is loaded, and its slots and tokens are those of the model', async () => {
    await load('tiny-chat');
    const provider = connect(server.baseUrl, 'tiny-chat');
    expect((await provider.chat('Hello')).text).not.toBe('');
    expect(await provider.extras.slots()).toHaveLength(1);
    expect(await provider.extras.tokenize('Hi')).not.toHaveLength(0);
    const [model] = (await provider.models()).filter(({ id }) => id === 'tiny-chat');
    expect(model).toMatchObject({ loaded: true });
  });

  it('stops telling when the caller leaves, and closes the stream of events', async () => {
    const watching = new Set<Socket>();
    let watched = 0;
    const proxy = createServer((socket) => {
      const onward = connectSocket(Number(new URL(server.baseUrl).port), '127.0.0.1');
      socket.on('data', (bytes) => {
        if (!bytes.includes('GET /models/sse')) return;
        watched++;
        watching.add(socket);
      });
      socket.on('close', () => {
        watching.delete(socket);
        onward.destroy();
      });
      for (const end of [socket, onward]) end.on('error', () => undefined);
      onward.on('close', () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const provider = connect(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    for await (const _step of provider.extras.loadModel({ model: 'tiny-thinking' })) break;
    for await (const _step of provider.extras.loadModel({ model: 'tiny-thinking' }));
    expect(watched).toBe(2);
    await expect.poll(() => watching.size).toBe(0);
    await provider.close();
    proxy.close();
  });
});

describe('router extras', () => {
  it('are not for a server of one model', async () => {
    const fetch = routesFetch({ '/v1/models': 'models' });
    const { extras } = createProvider('llamacpp', { fetch, model: 'tiny-chat', maxRetries: 0 });
    const refused = { code: 'NOT_SUPPORTED', message: expect.stringContaining('no router') };
    await expect(extras.routerModels()).rejects.toMatchObject(refused);
    await expect(extras.unloadModel()).rejects.toMatchObject(refused);
    await expect(extras.loadModel()[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
  });

  it('need the name of a model, before anything is asked', async () => {
    const asked: { path: string }[] = [];
    const { extras } = createProvider('llamacpp', { fetch: routesFetch({}, asked), maxRetries: 0 });
    await expect(extras.unloadModel()).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      setting: 'unloadModel',
    });
    expect(asked).toEqual([]);
  });

  it('find the end of a load without events, which older builds have not', async () => {
    let asked = 0;
    const status = () => ({ data: [{ id: 'a', status: { value: ++asked < 3 ? 'loading' : 'loaded' } }] });
    const { extras } = createProvider('llamacpp', {
      maxRetries: 0,
      fetch: async (url) => {
        const { pathname } = new URL(url);
        if (pathname === '/models/sse') return Response.json({ error: 'no' }, { status: 404 });
        return Response.json(pathname === '/models/load' ? { success: true } : status());
      },
    });
    const steps: string[] = [];
    for await (const { status } of extras.loadModel({ model: 'a' })) steps.push(status);
    expect(steps).toEqual(['loading', 'loaded']);
  });
});
