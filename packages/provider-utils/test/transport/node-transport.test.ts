import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync, spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { createNodeTransport } from '../../src/transport/node-transport.js';
import { post, watchConnecting } from '../support/post.js';
import { startHttp, startTcp } from '../support/servers.js';
import { providerError } from '../support/transports.js';

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

describe('a kept-alive socket', () => {
  it('is used again after a body was read', async () => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const transport = createNodeTransport();
    for (let count = 0; count < 5; count++) await post(transport, server.url);
    expect(server.accepted()).toBe(1);
  });

  it('is used again after a body that had come whole was given up', async () => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const transport = createNodeTransport();
    for (let count = 0; count < 5; count++) {
      const response = await transport({ url: server.url, method: 'GET', headers: {} });
      await response.body.next();
      await response.body.return();
    }
    expect(server.accepted()).toBe(1);
  });

  it('that the server has closed meanwhile costs nothing: the request is sent once more', async () => {
    let closings = 0;
    let requests = 0;
    const server = await startTcp((socket) => {
      let answered = false;
      socket.on('data', () => {
        requests += 1;
        if (!answered) {
          answered = true;
          socket.write(answer);
        } else {
          closings += 1;
          socket.resetAndDestroy();
        }
      });
    });
    const transport = createNodeTransport();
    // Several idle sockets, all of them stale.
    await Promise.all([
      post(transport, server.url),
      post(transport, server.url),
      post(transport, server.url),
    ]);
    const seen: string[] = [];
    expect(await post(transport, server.url, watchConnecting(seen))).toBe('ok');
    expect(seen).toEqual(['connecting', 'connected']);
    expect(closings).toBe(1);
    expect(requests).toBe(5);
  });

  it('that breaks in the middle of the answer is not: the request is not repeated', async () => {
    let requests = 0;
    const server = await startTcp((socket) => {
      let answered = false;
      socket.on('data', () => {
        requests += 1;
        if (answered) {
          socket.write('HTTP/1.1 20');
          setTimeout(() => socket.resetAndDestroy(), 500);
        } else {
          answered = true;
          socket.write(answer);
        }
      });
    });
    const transport = createNodeTransport();
    await post(transport, server.url);
    expect((await providerError(post(transport, server.url))).code).toBe('BACKEND_UNREACHABLE');
    expect(requests).toBe(2);
  });

  it('that is new and breaks is an error at once', async () => {
    let requests = 0;
    const server = await startTcp((socket) =>
      socket.on('data', () => {
        requests += 1;
        socket.resetAndDestroy();
      }),
    );
    expect((await providerError(post(createNodeTransport(), server.url))).code).toBe('BACKEND_UNREACHABLE');
    expect(requests).toBe(1);
  });

  it('is closed when idle, while one whose answer is silent is left alone', async () => {
    let finish = () => {};
    const server = await startHttp((request, response) => {
      if (request.url === '/idle') return response.end('ok');
      response.write('first ');
      finish = () => response.end('second');
    });
    const transport = createNodeTransport({ idleSocketTimeout: 100 });
    const silent = post(transport, `${server.url}/silent`);
    await post(transport, `${server.url}/idle`);
    expect(server.sockets.size).toBe(2);
    await expect.poll(() => server.sockets.size).toBe(1);
    finish();
    expect(await silent).toBe('first second');
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  it('is closed when idle, though timers that stood in for the real ones have gone', async () => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const transport = createNodeTransport({ idleSocketTimeout: 100 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await post(transport, server.url).finally(() => vi.useRealTimers());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await post(transport, server.url)).toBe('ok');
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  it('is kept where timers are numbers, as in a page', async () => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const transport = createNodeTransport();
    const { setTimeout: real } = globalThis;
    vi.stubGlobal('setTimeout', (...given: Parameters<typeof real>) => Number(real(...given)));
    try {
      expect(await post(transport, server.url)).toBe('ok');
      expect(await post(transport, server.url)).toBe('ok');
    } finally {
      vi.unstubAllGlobals();
    }
    expect(server.sockets.size).toBe(1);
  });

  it('is looked after by timers of the calls that come, and not for ever by those of the first', async () => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const transport = createNodeTransport({ idleSocketTimeout: 160 });
    const storage = new AsyncLocalStorage<number>();
    const { setTimeout: real } = globalThis;
    let last: number | undefined;
    vi.stubGlobal('setTimeout', (...given: Parameters<typeof real>) => {
      last = storage.getStore();
      return real(...given);
    });
    try {
      await storage.run(0, () => post(transport, server.url));
      expect(last).toBe(0);
      let calls = 0;
      const lastAfterACall = async () => {
        await storage.run(++calls, () => post(transport, server.url));
        return last;
      };
      await expect.poll(lastAfterACall, { interval: 5, timeout: 4_000 }).not.toBe(0);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(server.sockets.size).toBe(1);
  });

  it('is closed a second before a server closes it that says when it will', async () => {
    const server = await startHttp((_request, response) => {
      response.setHeader('keep-alive', 'max=100, timeout=2').end('ok');
    });
    server.server.keepAliveTimeout = 0; // it does not, in truth
    const transport = createNodeTransport({ idleSocketTimeout: 8_000 });
    expect(await post(transport, server.url)).toBe('ok');
    expect(server.sockets.size).toBe(1);
    await expect.poll(() => server.sockets.size, { timeout: 6_000 }).toBe(0);
  });
});

describe('the connecting callbacks', () => {
  it('are called in order for a new socket, before the answer, and not for one that is used again', async () => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const transport = createNodeTransport();
    const seen: string[] = [];
    for (let count = 0; count < 2; count++) {
      const response = await transport({
        url: server.url,
        method: 'GET',
        headers: {},
        onConnecting: () => seen.push('connecting'),
        onConnected: () => seen.push('connected'),
      });
      seen.push(await response.body.text());
    }
    expect(seen).toEqual(['connecting', 'connected', 'ok', 'ok']);
  });

  it('say that a TLS connection is made only after its handshake', async () => {
    // Accepts the connection, but never answers the handshake.
    const server = await startTcp(() => {});
    const seen: string[] = [];
    const controller = new AbortController();
    const exchange = createNodeTransport()({
      url: `https://127.0.0.1:${server.port}`,
      method: 'GET',
      headers: {},
      signal: controller.signal,
      onConnecting: () => seen.push('connecting'),
      onConnected: () => seen.push('connected'),
    });
    await expect.poll(() => server.accepted()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual(['connecting']);
    controller.abort(new Error('connect timer'));
    await expect(exchange).rejects.toThrow('connect timer');
  });
});

it('leaves no listener on the signal after an end, a failure and a return', async () => {
  const server = await startHttp((request, response) => {
    if (request.url === '/cut') response.destroy();
    else if (request.url === '/open') response.write('x');
    else response.end('ok');
  });
  const { signal } = new AbortController();
  const transport = createNodeTransport();
  const open = (path: string) => transport({ url: server.url + path, method: 'GET', headers: {}, signal });
  await (await open('/')).body.text();
  await providerError(open('/cut'));
  await (await open('/open')).body.return();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('loads neither http nor https nor undici on import, and no undici for a call', async () => {
  const server = await startHttp((_request, response) => response.end('ok'));
  // Against dist: what a user imports.
  const script = `
    const loaded = (name) => process.moduleLoadList.includes('NativeModule ' + name);
    const { createTransport } = await import('@modelport/provider-utils');
    const transport = createTransport();
    const before = ['http', 'https', 'internal/deps/undici/undici'].filter(loaded);
    const response = await transport({ url: '${server.url}', method: 'GET', headers: {} });
    const text = await response.body.text();
    const after = ['https', 'internal/deps/undici/undici', 'zlib'].filter(loaded);
    console.log(JSON.stringify({ before, text, after }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(child, 'exit');
  expect(JSON.parse(output)).toEqual({ before: [], text: 'ok', after: [] });
});

describe('the transport of a platform', () => {
  const resolve = (condition: string | undefined) =>
    execFileSync(
      process.execPath,
      [
        ...(condition === undefined ? [] : ['--conditions', condition]),
        '--input-type=module',
        '-e',
        `console.log(import.meta.resolve('#transport'))`,
      ],
      { cwd: import.meta.dirname, encoding: 'utf8' },
    ).trim();

  it('is node:http on Node', () => expect(resolve(undefined)).toMatch(/node-transport\.js$/));

  it.each(['workerd', 'bun', 'deno', 'browser'])(
    'is fetch under the condition %s, although "node" matches too',
    (condition) => {
      expect(resolve(condition)).toMatch(/fetch-transport\.js$/);
    },
  );
});
