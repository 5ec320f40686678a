import { Agent } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTransport } from '../../src/transport/create-transport.js';
import { createPlatformTransport as overFetch } from '../../src/transport/fetch-transport.js';
import type { HttpAgent } from '../../src/transport/http-agent.js';
import { post, watchConnecting } from '../support/post.js';
import { startHttp, startTcp } from '../support/servers.js';
import { providerError } from '../support/transports.js';

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** An agent that is destroyed when the test ends. */
function limitTo(maxSockets: number): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets });
  onTestFinished(() => agent.destroy());
  return agent;
}

/** A server that answers only when it is told to. */
async function startHolding() {
  const held: (() => void)[] = [];
  let most = 0;
  let open = 0;
  const server = await startHttp((_request, response) => {
    open += 1;
    most = Math.max(most, open);
    held.push(() => {
      open -= 1;
      response.end('ok');
    });
  });
  return { ...server, held, most: () => most };
}

describe('an agent of the user', () => {
  it('limits the connections to a host; the requests beyond wait and are all answered', async () => {
    const server = await startHolding();
    const transport = createTransport({ agent: limitTo(2) });
    const answers = Array.from({ length: 6 }, () => post(transport, server.url));
    for (let answered = 0; answered < 6; answered++) {
      await expect.poll(() => server.held.length).toBeGreaterThan(0);
      server.held.shift()?.();
    }
    expect(await Promise.all(answers)).toEqual(Array(6).fill('ok'));
    expect(server.most()).toBe(2);
    expect(server.accepted()).toBe(2);
  });

  it.each([
    ['without lists', undefined],
    ['with one list of all that wait', [{}]],
  ])('may be an older one of npm, %s', async (_what, requests) => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const given = {
      ...(requests && { requests }),
      defaultPort: 80,
      protocol: 'http:',
      addRequest(
        request: { onSocket(socket: Duplex): void },
        { host, port }: { host: string; port: number },
      ) {
        request.onSocket(connect({ host, port }));
      },
    };
    const transport = createTransport({ agent: given as unknown as HttpAgent });
    expect(await post(transport, server.url)).toBe('ok');
    server.server.close();
    for (const socket of server.sockets) socket.destroy();
    const error = await providerError(post(transport, server.url));
    expect(error.code).toBe('BACKEND_UNREACHABLE');
  });

  it('does not say that a request connects while it waits for a socket', async () => {
    const server = await startHolding();
    const transport = createTransport({ agent: limitTo(1) });
    const seen: string[][] = [[], []];
    const [first, second] = seen.map((list) => post(transport, server.url, watchConnecting(list)));
    await expect.poll(() => server.held.length).toBe(1);
    expect(seen).toEqual([['connecting', 'connected'], []]);
    server.held.shift()?.();
    await first;
    await expect.poll(() => server.held.length).toBe(1);
    server.held.shift()?.();
    await second;
    // It got the socket that was connected already.
    expect(seen).toEqual([['connecting', 'connected'], []]);
  });

  it('lets go of a waiting request that is aborted, and serves the next in the line', async () => {
    const server = await startHolding();
    const transport = createTransport({ agent: limitTo(1) });
    const controller = new AbortController();
    const first = post(transport, server.url);
    const second = post(transport, server.url, { signal: controller.signal });
    const third = post(transport, server.url);
    await expect.poll(() => server.held.length).toBe(1);
    controller.abort(new Error('changed my mind'));
    await expect(second).rejects.toThrow('changed my mind');
    server.held.shift()?.();
    expect(await first).toBe('ok');
    await expect.poll(() => server.held.length).toBe(1);
    server.held.shift()?.();
    expect(await third).toBe('ok');
    expect(server.accepted()).toBe(1);
  });

  it('may hand a closed socket to a request that waited: it is sent once more', async () => {
    let requests = 0;
    const server = await startTcp((socket) => {
      let answered = false;
      socket.on('data', () => {
        requests += 1;
        if (answered) socket.resetAndDestroy();
        else socket.write(answer);
        answered = true;
      });
    });
    const transport = createTransport({ agent: limitTo(1) });
    const seen: string[] = [];
    const answers = [post(transport, server.url), post(transport, server.url, watchConnecting(seen))];
    expect(await Promise.all(answers)).toEqual(['ok', 'ok']);
    expect(requests).toBe(3);
    expect(seen).toEqual(['connecting', 'connected']);
  });

  it('may take its time to connect, which counts as connecting', async () => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const seen: string[] = [];
    class SlowAgent extends Agent {
      override createConnection(_options: object, done?: (error: Error | null, socket: Duplex) => void) {
        setTimeout(() => {
          const socket = connect(server.port, '127.0.0.1', () => done?.(null, socket));
          seen.push('opened');
        }, 20);
        return undefined;
      }
    }
    const agent = new SlowAgent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const transport = createTransport({ agent });
    seen.push(await post(transport, server.url, watchConnecting(seen)));
    expect(seen).toEqual(['connecting', 'opened', 'connected', 'ok']);
  });

  it('must be for the scheme of the URL', async () => {
    const { signal } = new AbortController();
    const transport = createTransport({ agent: limitTo(1) });
    const error = await providerError(post(transport, 'https://models.example/v1', { signal }));
    expect(error).toMatchObject({ code: 'SETTING_INVALID', setting: 'agent' });
    expect(error.message).toContain('not for https: URLs');
  });
});

describe('what cannot be used as an agent is refused before anything is sent', () => {
  const invalid = (message: string) =>
    expect.objectContaining({
      code: 'SETTING_INVALID',
      setting: 'agent',
      message: expect.stringContaining(message),
    });

  it('a dispatcher of undici, which goes elsewhere', () => {
    const dispatcher = { dispatch: () => true } as unknown as HttpAgent;
    expect(() => createTransport({ agent: dispatcher })).toThrow(invalid('into a "fetch" of your own'));
  });

  it('any agent beside a fetch, which would not use it', () => {
    expect(() => createTransport({ agent: limitTo(1), fetch })).toThrow(invalid('exclude each other'));
  });

  it('any agent on a platform without node:http', () => {
    expect(() => overFetch(limitTo(1))).toThrow(invalid('on Node alone'));
  });
});
