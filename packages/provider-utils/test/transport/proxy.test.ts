import { connect, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createNodeTransport } from '../../src/transport/node-transport.js';
import { certificate } from '../support/certificate.js';
import { post, watchConnecting } from '../support/post.js';
import { startHttps } from '../support/secure-server.js';
import { startHttp, startTcp } from '../support/servers.js';
import { providerError } from '../support/transports.js';

/** A proxy that answers plain requests itself, and does with CONNECT what it is told. */
async function startProxy(onConnect: (socket: Socket) => void = (socket) => socket.destroy()) {
  const seen: string[] = [];
  const proxy = await startHttp((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.end('through the proxy');
  });
  proxy.server.on('connect', (request, socket: Socket) => {
    seen.push(`CONNECT ${request.url}`);
    onConnect(socket);
  });
  return { ...proxy, seen };
}

/** Leads a tunnel to a server of ours, wherever it was meant for. */
const tunnelTo = (port: number) => (socket: Socket) => {
  const upstream = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
  upstream.on('error', () => socket.destroy());
  socket.pipe(upstream).pipe(socket);
};

describe('a proxy from the environment', () => {
  it('is used for other hosts', async () => {
    const proxy = await startProxy();
    const transport = createNodeTransport({ env: { http_proxy: proxy.url } });
    expect(await post(transport, 'http://models.example/v1')).toBe('through the proxy');
    expect(proxy.seen).toEqual(['POST http://models.example/v1']);
  });

  it('is used by its name in capital letters as well', async () => {
    const proxy = await startProxy();
    const transport = createNodeTransport({ env: { HTTP_PROXY: proxy.url } });
    expect(await post(transport, 'http://models.example/v1')).toBe('through the proxy');
  });

  it('is never used for this machine', async () => {
    const proxy = await startProxy();
    const server = await startHttp((_request, response) => response.end('direct'));
    const transport = createNodeTransport({ env: { http_proxy: proxy.url } });
    expect(await post(transport, server.url)).toBe('direct');
    expect(await post(transport, `http://localhost:${server.port}`)).toBe('direct');
    expect(proxy.seen).toEqual([]);
  });

  it('is not used for a host in NO_PROXY', async () => {
    const proxy = await startProxy();
    const env = { http_proxy: proxy.url, no_proxy: 'models.invalid' };
    const error = await providerError(post(createNodeTransport({ env }), 'http://models.invalid/v1'));
    expect(error.code).toBe('BACKEND_UNREACHABLE');
    expect(proxy.seen).toEqual([]);
  });

  it.each(['http', 'https'])(
    'whose address is none is an error, which does not show it (%s)',
    async (scheme) => {
      const address = 'http://user:hunter2@proxy:port';
      const transport = createNodeTransport({ env: { http_proxy: address, https_proxy: address } });
      const error = await providerError(post(transport, `${scheme}://models.example/v1`));
      expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: `${scheme}_proxy` });
      expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
    },
  );

  it.each(['http', 'https'])('that refuses does not show its password (%s)', async (scheme) => {
    const proxy = await startTcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 407 No\r\n\r\n')),
    );
    const address = proxy.url.replace('//', '//user:hunter2@');
    const transport = createNodeTransport({ env: { http_proxy: address, https_proxy: address } });
    const outcome = await post(transport, `${scheme}://models.example/v1`).catch((error: unknown) => error);
    expect(inspect(outcome, { depth: 9 })).not.toContain('hunter2');
    if (scheme === 'https') expect(outcome).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });
});

describe('a tunnel through a proxy', () => {
  const url = 'https://models.example/v1';

  it('is opened once for requests that follow each other', async () => {
    const server = await startHttps();
    const proxy = await startProxy(tunnelTo(server.port));
    const transport = createNodeTransport({ ca: certificate, env: { https_proxy: proxy.url } });
    const seen: string[] = [];
    for (let count = 0; count < 3; count++) {
      expect(await post(transport, url, watchConnecting(seen))).toBe('ok');
      expect(seen.splice(0)).toEqual(['connecting', 'connected']);
    }
    expect(proxy.seen).toEqual(['CONNECT models.example:443']);
  });

  it('may take longer to open than an idle socket is kept', async () => {
    const server = await startHttps();
    const proxy = await startProxy((socket) => setTimeout(() => tunnelTo(server.port)(socket), 300));
    const env = { https_proxy: proxy.url };
    const transport = createNodeTransport({ ca: certificate, env, idleSocketTimeout: 50 });
    expect(await post(transport, url)).toBe('ok');
  });

  it.each([
    ['the proxy never answers', ''],
    ['the server never answers the handshake', 'HTTP/1.1 200 OK\r\n\r\n'],
  ])('is connecting while %s, and an abort closes it', async (_what, reply) => {
    const proxy = await startProxy((socket) => {
      socket.write(reply);
      // Read on, to see when the other side closes.
      socket.resume().once('end', () => socket.destroy());
    });
    const transport = createNodeTransport({ env: { https_proxy: proxy.url } });
    const controller = new AbortController();
    const seen: string[] = [];
    const answer = post(transport, url, { ...watchConnecting(seen), signal: controller.signal });
    await expect.poll(() => proxy.seen).toEqual(['CONNECT models.example:443']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual(['connecting']);
    controller.abort(new Error('connect timer'));
    await expect(answer).rejects.toThrow('connect timer');
    await expect.poll(() => proxy.sockets.size).toBe(0);
  });
});
