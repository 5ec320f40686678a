import type { ServerResponse } from 'node:http';
import zlib from 'node:zlib';
import { ProviderError } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { startHttp } from '../support/servers.js';
import { drain, providerError, transports } from '../support/transports.js';

const codings = {
  gzip: () => zlib.createGzip(),
  deflate: () => zlib.createDeflate(),
  br: () => zlib.createBrotliCompress(),
  zstd: () => zlib.createZstdCompress(),
};

describe.each(transports)('a compressed body over %s', (_name, create) => {
  /** Compresses each part and flushes it; the next part is sent only when `next` is called. */
  async function serve(coding: keyof typeof codings) {
    const encoder = codings[coding]();
    let response: ServerResponse | undefined;
    const server = await startHttp((_request, given) => {
      response = given;
      given.writeHead(200, { 'content-encoding': coding });
      encoder.pipe(given);
      encoder.write('one ');
      encoder.flush();
    });
    return { ...server, encoder, response: () => response };
  }

  it.each(Object.keys(codings) as (keyof typeof codings)[])(
    'delivers what %s has flushed at once',
    async (coding) => {
      const { url, encoder } = await serve(coding);
      const { body } = await create()({ url, method: 'GET', headers: { 'accept-encoding': coding } });
      const first = await body.next();
      expect(Buffer.from(first.value ?? []).toString()).toBe('one ');
      encoder.write('two ');
      encoder.flush();
      const second = await body.next();
      expect(Buffer.from(second.value ?? []).toString()).toBe('two ');
      encoder.end('three');
      expect(await body.text()).toBe('three');
    },
  );

  it('delivers what came before a cut, then the cut', async () => {
    const { url, sockets } = await serve('gzip');
    const { body } = await create()({ url, method: 'GET', headers: {} });
    const first = await body.next();
    expect(Buffer.from(first.value ?? []).toString()).toBe('one ');
    for (const socket of sockets) socket.destroy();
    const { error } = await drain(body);
    expect(ProviderError.isInstance(error) && error.code).toBe('STREAM_INTERRUPTED');
  });

  it('closes the connection when the consumer leaves', async () => {
    const { url, sockets } = await serve('gzip');
    const { body } = await create()({ url, method: 'GET', headers: {} });
    await body.next();
    await body.return();
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('reports a body that is not what content-encoding says', async () => {
    const server = await startHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain text'),
    );
    const response = await create()({ url: server.url, method: 'GET', headers: {} });
    expect((await providerError(response.body.text())).code).toBe('RESPONSE_INVALID');
  });

  it('accepts an empty body', async () => {
    const server = await startHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(),
    );
    const response = await create()({ url: server.url, method: 'GET', headers: {} });
    expect(await response.body.text()).toBe('');
  });

  it('pauses a decompressed body that nobody reads', async () => {
    // A megabyte of zeros in a kilobyte, two hundred times.
    const zeros = zlib.gzipSync(Buffer.alloc(1_000_000));
    const body = Buffer.concat(Array.from({ length: 200 }, () => zeros));
    const server = await startHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
    );
    const before = process.memoryUsage().arrayBuffers;
    const response = await create()({ url: server.url, method: 'GET', headers: {} });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
    await response.body.return();
  });
});

describe('a body with an encoding that Node does not know', () => {
  it('is refused by name', async () => {
    const server = await startHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'rot13' }).end('uryyb'),
    );
    const [, create] = transports[0] ?? [];
    const error = await providerError(
      create?.()({ url: server.url, method: 'GET', headers: {} }) ?? Promise.resolve(),
    );
    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.message).toContain('rot13');
    await expect.poll(() => server.sockets.size).toBe(0);
  });
});
