import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createProvider } from '@modelport/core';
import { afterEach, describe, expect, it } from 'vitest';
import '../src/index.js';
import type { LoadProgress } from '../src/index.js';

/** What a router of one model, "big", does; every answer goes over a real socket. */
interface Router {
  /** How the model is, at each look. */
  status(look: number): object;
  /** What happens on the stream of events, once the load was asked for. Absent: the build has none. */
  events?(send: (model: string, data: object) => void, response: ServerResponse): void;
}

let server: Server | undefined;
let looks = 0;
const watchers = new Set<Socket>();

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function startRouter({ status, events }: Router) {
  looks = 0;
  watchers.clear();
  let load: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    load = resolve;
  });
  server = createServer((request, response) => {
    request.resume();
    const json = (body: object, code = 200) => {
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/models/load') {
      load();
      json({ success: true });
    } else if (request.url === '/models/sse' && events) {
      watchers.add(request.socket);
      request.socket.on('close', () => watchers.delete(request.socket));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      const send = (model: string, data: object) =>
        response.write(`data: ${JSON.stringify({ model, event: 'status_change', data })}\n\n`);
      void asked.then(() => events(send, response));
    } else if (request.url === '/v1/models')
      json({ data: [{ id: 'big', aliases: ['large'], status: status(looks++) }] });
    else json({ error: { code: 404, message: 'File Not Found', type: 'not_found_error' } }, 404);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createProvider('llamacpp', { baseUrl, model: 'big', maxRetries: 0 });
}

async function stepsOf(router: Router): Promise<LoadProgress[]> {
  const { extras } = await startRouter(router);
  const steps: LoadProgress[] = [];
  for await (const step of extras.loadModel()) steps.push(step);
  return steps;
}

/** Loading until so many milliseconds after the first look. */
function loadingFor(milliseconds: number): Router['status'] {
  const until = Date.now() + milliseconds;
  return () => ({ value: Date.now() < until ? 'loading' : 'loaded' });
}

describe('loading a model', () => {
  it('tells one progress over all stages, each of which begins anew', async () => {
    const stages = ['text_model', 'mmproj_model'];
    const steps = await stepsOf({
      status: (look) => ({ value: look === 0 ? 'unloaded' : 'loaded' }),
      events(send) {
        for (const [current, value] of [
          ['text_model', 0.5],
          ['text_model', 1],
          ['mmproj_model', 0],
          ['mmproj_model', 0.5],
        ]) {
          send('big', { status: 'loading', progress: { stages, current, value } });
        }
        send('big', { status: 'loaded' });
      },
    });
    expect(steps.map(({ progress }) => progress)).toEqual([0.25, 0.5, 0.5, 0.75, undefined]);
    expect(steps.at(-1)).toEqual({ model: 'big', status: 'loaded' });
  });

  it('knows it by an alias as well', async () => {
    const { extras } = await startRouter({
      status: () => ({ value: 'unloaded' }),
      events: (send) => send('big', { status: 'loading' }),
    });
    for await (const step of extras.loadModel({ model: 'large' })) {
      expect(step).toEqual({ model: 'big', status: 'loading' });
      break;
    }
  });

  it('asks now and then, not at once again, where the events end', async () => {
    const steps = await stepsOf({
      status: loadingFor(1_200),
      events: (_send, response) => void response.end(),
    });
    expect(steps.at(-1)?.status).toBe('loaded');
    expect(looks).toBeLessThan(8);
  });

  it('finds the end although events of other models never let up', async () => {
    let noise: ReturnType<typeof setInterval> | undefined;
    const steps = await stepsOf({
      status: loadingFor(300),
      events(send) {
        noise = setInterval(() => send('other', { status: 'loading' }), 20);
      },
    });
    clearInterval(noise);
    expect(steps.at(-1)?.status).toBe('loaded');
  });

  it('tells a step now and then while nothing happens, so that the idle timer lets it load', async () => {
    const { extras } = await startRouter({ status: loadingFor(4_000), events: () => {} });
    const seen: string[] = [];
    const loading = extras.loadModel(undefined, { idleTimeout: 3_000 });
    for await (const { status } of loading) seen.push(status);
    expect(seen.at(-1)).toBe('loaded');
    expect(seen.length).toBeGreaterThan(2);
  });

  it.each([
    ['with', () => {}],
    ['without', undefined],
  ])('fails where the model is not loaded any more, %s events', async (_, events) => {
    const failed = { value: 'unloaded', failed: true, exit_code: 1 };
    await expect(stepsOf({ status: () => failed, ...(events && { events }) })).rejects.toMatchObject({
      code: 'BACKEND_ERROR',
      retryable: false,
      message: expect.stringContaining('ended with code 1'),
    });
  });

  it.each<[string, (steps: AsyncIterable<unknown>, abort: () => void) => Promise<unknown>]>([
    [
      'leaves the loop',
      async (steps) => {
        for await (const _step of steps) break;
      },
    ],
    [
      'aborts',
      async (steps, abort) => {
        for await (const _step of steps) abort();
      },
    ],
  ])('closes the stream of events when the caller %s', async (_, read) => {
    const { extras } = await startRouter({ status: () => ({ value: 'loading' }), events: () => {} });
    const controller = new AbortController();
    const steps = extras.loadModel(undefined, { signal: controller.signal });
    const reading = read(steps, () => {
      expect(watchers.size).toBe(1);
      controller.abort();
    }).catch((error) => expect(error).toMatchObject({ code: 'ABORTED' }));
    await reading;
    await expect.poll(() => watchers.size).toBe(0);
  });
});

describe('watching a quiet router', () => {
  it('goes on for as long as the timers are off', async () => {
    const { extras } = await startRouter({ status: () => ({ value: 'unloaded' }), events: () => {} });
    const next = (options: object) => extras.watchRouter(undefined, options)[Symbol.asyncIterator]().next();
    await expect(next({ firstEventTimeout: 50, idleTimeout: 0 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    const controller = new AbortController();
    const { signal } = controller;
    const watching = next({ firstEventTimeout: 0, idleTimeout: 0, signal });
    const failure = expect(watching).rejects.toMatchObject({ code: 'ABORTED' });
    await expect.poll(() => watchers.size).toBe(1);
    controller.abort();
    await failure;
  });
});
