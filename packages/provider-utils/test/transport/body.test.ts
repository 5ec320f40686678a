import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startHttp } from '../support/servers.js';
import { drain, rejection, transports } from '../support/transports.js';

describe.each(transports)('a response body over %s', (name, create) => {
  const streaming = async () => {
    const responses: ServerResponse[] = [];
    const server = await startHttp((_request, response) => {
      responses.push(response);
      response.write('first');
    });
    return { ...server, responses };
  };
  const get = (url: string, signal?: AbortSignal) =>
    create()({ url, method: 'GET', headers: {}, ...(signal && { signal }) });

  it('delivers bytes as they arrive, then ends', async () => {
    const { url, responses } = await streaming();
    const { body } = await get(url);
    expect(Buffer.from((await body.next()).value ?? []).toString()).toBe('first');
    responses[0]?.end('second');
    expect(Buffer.from((await body.next()).value ?? []).toString()).toBe('second');
    expect(await body.next()).toEqual({ value: undefined, done: true });
    expect(await body.next()).toEqual({ value: undefined, done: true });
  });

  it('is not read ahead of a slow consumer by more than a buffer, and loses nothing', async () => {
    const total = 64 * 1024 * 1024;
    const block = Buffer.alloc(64 * 1024, 'x');
    let written = 0;
    const { url } = await startHttp((_request, response) => {
      const write = (): void => {
        while (written < total) {
          written += block.length;
          if (!response.write(block)) {
            response.once('drain', write);
            return;
          }
        }
        response.end();
      };
      write();
    });
    const { body } = await get(url);
    await body.next();
    await new Promise((resolve) => setTimeout(resolve, 150));
    // The buffers of both kernels take some megabytes; the point is that it is not all.
    expect(written).toBeLessThan(total / 2);
    let read = 0;
    for await (const chunk of body) read += chunk.byteLength;
    expect(read).toBeGreaterThan(total - 1024 * 1024);
    expect(written).toBe(total);
  });

  it('closes the socket when the consumer leaves the loop', async () => {
    const { url, sockets } = await streaming();
    for await (const _chunk of (await get(url)).body) break;
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('closes the socket when it is given up unread, and again without harm', async () => {
    const { url, sockets } = await streaming();
    const { body } = await get(url);
    await body.return();
    await body.return();
    await expect.poll(() => sockets.size).toBe(0);
    expect(await body.next()).toEqual({ value: undefined, done: true });
  });

  it('ends a read under way when it is given up', async () => {
    const { url } = await streaming();
    const { body } = await get(url);
    await body.next();
    const waiting = body.next();
    await body.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });

  describe('when the signal is aborted', () => {
    const reason = new Error('enough');

    it('sends nothing if that was before the call', async () => {
      const { url, accepted } = await streaming();
      expect(await rejection(get(url, AbortSignal.abort(reason)))).toBe(reason);
      expect(accepted()).toBe(0);
    });

    it('rejects with the reason and closes the socket while it waits for headers', async () => {
      const server = await startHttp(() => {});
      const controller = new AbortController();
      const answer = rejection(get(server.url, controller.signal));
      await expect.poll(() => server.sockets.size).toBe(1);
      controller.abort(reason);
      expect(await answer).toBe(reason);
      await expect.poll(() => server.sockets.size).toBe(0);
    });

    it('rejects the waiting read with the reason and closes the socket', async () => {
      const { url, sockets } = await streaming();
      const controller = new AbortController();
      const { body } = await get(url, controller.signal);
      await body.next();
      const waiting = rejection(body.next());
      controller.abort(reason);
      expect(await waiting).toBe(reason);
      await expect.poll(() => sockets.size).toBe(0);
    });

    it('does not deliver what is queued', async () => {
      const { url, responses } = await streaming();
      const controller = new AbortController();
      const { body } = await get(url, controller.signal);
      responses[0]?.write('second');
      await new Promise((resolve) => setTimeout(resolve, 30));
      controller.abort(reason);
      const { text, error } = await drain(body);
      expect(text).toBe('');
      expect(error).toBe(reason);
    });

    it('rejects text() with the reason', async () => {
      const { url } = await streaming();
      const controller = new AbortController();
      const { body } = await get(url, controller.signal);
      const text = rejection(body.text());
      controller.abort(reason);
      expect(await text).toBe(reason);
    });

    it('does nothing if that was after the end', async () => {
      const { url, responses } = await streaming();
      const controller = new AbortController();
      const { body } = await get(url, controller.signal);
      responses[0]?.end();
      expect(await body.text()).toBe('first');
      controller.abort(reason);
      expect(await body.next()).toEqual({ value: undefined, done: true });
    });
  });

  it('does not mix a thousand streams, and leaves no socket, listener or request behind', async () => {
    const server = await startHttp((request, response) => {
      const id = request.url?.slice(1);
      let sent = 0;
      const timer = setInterval(() => {
        if (sent++ < 3) response.write(`${id} `);
        else {
          clearInterval(timer);
          response.end();
        }
      }, 5);
    });
    const transport = create();
    const { signal } = new AbortController();
    const ids = Array.from({ length: 1_000 }, (_, id) => id);
    const texts = await Promise.all(
      ids.map(async (id) => {
        const response = await transport({ url: `${server.url}/${id}`, method: 'GET', headers: {}, signal });
        return response.body.text();
      }),
    );
    expect(texts).toEqual(ids.map((id) => `${id} ${id} ${id} `));
    // `fetch` drops its listeners with the garbage.
    if (name === 'node') expect(getEventListeners(signal, 'abort')).toEqual([]);
    server.server.closeIdleConnections();
    await expect.poll(() => server.sockets.size).toBe(0);
  });
});
