import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { ProviderError } from '@modelport/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectionFailure } from '../../src/transport/failures.js';
import { certificate, certificateKey } from '../support/certificate.js';
import { start, startHttp, startRaw, startTcp } from '../support/servers.js';
import { drain, providerError, transports } from '../support/transports.js';

describe('a fetch that waits no longer for headers', () => {
  it('has timed out, which another try would do as well', () => {
    const inner = Object.assign(new Error('Headers Timeout Error'), { code: 'UND_ERR_HEADERS_TIMEOUT' });
    const cause = new TypeError('fetch failed', { cause: inner });
    const error = connectionFailure(cause, 'models.example:443', 'Is it running?');
    expect(error).toMatchObject({ code: 'TIMEOUT', retryable: false, cause });
    expect(error.message).toMatch(/^models\.example:443 .*UND_ERR_HEADERS_TIMEOUT.*Ask for a stream/);
  });
});

describe.each(transports)('a failure over %s', (name, create) => {
  const get = (url: string) => create()({ url, method: 'GET', headers: {} });

  /**
   * A port on which nothing listens, and nobody can meanwhile: it is the near end of an open connection, bound by its number
   * so that the system does not pick it again for a connection to itself.
   */
  async function closedPort(): Promise<number> {
    const peer = await startTcp(() => {});
    for (;;) {
      const free = await startTcp(() => {});
      await new Promise((resolve) => free.server.close(resolve));
      const own = { localAddress: '127.0.0.1', localPort: free.port };
      const holder = connect({ port: peer.port, host: '127.0.0.1', ...own });
      onTestFinished(() => void holder.destroy());
      const isHeld = await once(holder, 'connect').then(
        () => true,
        () => false,
      );
      if (isHeld) return free.port;
    }
  }

  describe('before the headers', () => {
    it('names host and code of a refused connection', async () => {
      const port = await closedPort();
      const error = await providerError(get(`http://127.0.0.1:${port}/v1`));
      expect(error.code).toBe('BACKEND_UNREACHABLE');
      expect(error.retryable).toBe(true);
      expect(error.message).toContain(`127.0.0.1:${port}`);
      expect(error.message).toContain('ECONNREFUSED');
      expect(error.cause).toBeInstanceOf(Error);
    });

    it('says so too when localhost has two addresses and Node gives an error without a message', async () => {
      const port = await closedPort();
      const error = await providerError(get(`http://localhost:${port}`));
      expect(error.code).toBe('BACKEND_UNREACHABLE');
      expect(error.message).toContain(`localhost:${port}`);
      expect(error.message).toContain('ECONNREFUSED');
    });

    it('names a host that does not exist', async () => {
      const error = await providerError(get('http://does-not-exist.invalid/v1'));
      expect(error.code).toBe('BACKEND_UNREACHABLE');
      expect(error.retryable).toBe(true);
      expect(error.message).toMatch(/does-not-exist\.invalid.*(ENOTFOUND|EAI_AGAIN)/);
    });

    it.each([
      ['at once', ''],
      ['after half a status line', 'HTTP/1.1 20'],
    ])('reports a connection that is closed %s', async (_when, sent) => {
      const server = await startRaw((socket) => socket.end(sent));
      const error = await providerError(get(server.url));
      expect(error.code).toBe('BACKEND_UNREACHABLE');
      expect(error.message).toContain('closed the connection');
    });

    it('reports a connection that is reset', async () => {
      const server = await startRaw((socket) => socket.resetAndDestroy());
      const error = await providerError(get(server.url));
      expect(error.code).toBe('BACKEND_UNREACHABLE');
      expect(error.message).toContain(server.url.slice('http://'.length));
    });

    it('reports a certificate that nobody vouches for', async () => {
      const options = { cert: certificate, key: certificateKey };
      const server = await start(
        createHttpsServer(options, (_request, response) => response.end('ok')),
        'https',
      );
      const error = await providerError(get(server.url));
      expect(error.code).toBe('BACKEND_UNREACHABLE');
      expect(error.message).toContain('self-signed');
      expect(error.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    });

    it('guesses that a server without TLS was addressed by https', async () => {
      const server = await startHttp((_request, response) => response.end('ok'));
      const error = await providerError(get(server.url.replace('http:', 'https:')));
      expect(error.code).toBe('BACKEND_UNREACHABLE');
      expect(error.message).toContain('does the server speak https?');
    });

    it('reports an answer that is not HTTP', async () => {
      const server = await startRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
      const error = await providerError(get(server.url));
      expect(error.code).toBe('RESPONSE_INVALID');
      expect(error.retryable).toBe(false);
      expect(error.message).toContain('cannot be read as HTTP');
    });

    it('reports headers that are too large', async () => {
      const server = await startRaw((socket) =>
        socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`),
      );
      const error = await providerError(get(server.url));
      expect(error.code).toBe('RESPONSE_INVALID');
      expect(error.message).toMatch(/OVERFLOW/);
    });
  });

  describe('in the body', () => {
    const head = (extra: string) => `HTTP/1.1 200 OK\r\n${extra}\r\n`;
    const half = 'data: {"half"';
    const chunked = `${head('transfer-encoding: chunked\r\n')}${half.length.toString(16)}\r\n${half}\r\n`;
    const withLength = `${head('content-length: 1000\r\n')}${half}`;
    const untilClosed = `${head('connection: close\r\n')}${half}`;

    it.each([
      ['FIN', 'chunked', chunked, 'end'],
      ['FIN', 'with a length', withLength, 'end'],
      ['RST', 'chunked', chunked, 'resetAndDestroy'],
      ['RST', 'with a length', withLength, 'resetAndDestroy'],
    ] as const)('delivers what came before a %s and then the cut (%s)', async (_how, _kind, bytes, cut) => {
      const server = await startRaw((socket) => {
        socket.write(bytes);
        setTimeout(() => socket[cut](), 500);
      });
      const response = await get(server.url);
      const { text, error } = await drain(response.body);
      expect(text).toBe(half);
      expect(ProviderError.isInstance(error) && error.code).toBe('STREAM_INTERRUPTED');
      expect((error as ProviderError).message).toContain(`127.0.0.1:${server.port}`);
    });

    it('tells text() of the cut as well', async () => {
      const server = await startRaw((socket) => socket.end(withLength));
      const response = await get(server.url);
      expect((await providerError(response.body.text())).code).toBe('STREAM_INTERRUPTED');
    });

    // Nothing on the wire tells this from a whole answer: drivers must look for a finish reason.
    it('cannot tell a body without length that ends early from a whole one', async () => {
      const server = await startRaw((socket) => socket.end(untilClosed));
      const response = await get(server.url);
      expect(await drain(response.body)).toEqual({ text: half });
    });

    it('tells a reset from the end of a body without length, where the platform does', async () => {
      const server = await startRaw((socket) => {
        socket.write(untilClosed);
        setTimeout(() => socket.resetAndDestroy(), 500);
      });
      const response = await get(server.url);
      const { text, error } = await drain(response.body);
      expect(text).toBe(half);
      // `fetch` swallows the reset.
      expect(ProviderError.isInstance(error)).toBe(name === 'node');
    });

    it('reports a chunk that is no chunk', async () => {
      const server = await startRaw((socket) => socket.end(`${chunked}this is no chunk size\r\n`));
      const response = await get(server.url);
      const { error } = await drain(response.body);
      expect(ProviderError.isInstance(error) && error.code).toBe('STREAM_INTERRUPTED');
    });

    it('ends after the failure instead of failing again', async () => {
      const server = await startRaw((socket) => socket.end(withLength));
      const response = await get(server.url);
      await drain(response.body);
      expect(await response.body.next()).toEqual({ value: undefined, done: true });
    });
  });
});
