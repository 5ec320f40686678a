import { getEventListeners } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPlatformFetch } from '../../src/fetch/node-fetch.js';
import { startServer } from '../support/start-server.js';

const send = createPlatformFetch({});

describe('an answer', () => {
  it('has what a Response has', async () => {
    const server = await startServer((response) => {
      response.setHeader('x-request-id', 'r1');
      response.setHeader('set-cookie', ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']);
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"a":"ü"}');
    });
    const answer = await send(`${server.origin.replace('//', '//user:pass@')}/x#y`);
    expect(answer).toMatchObject({
      status: 404,
      ok: false,
      type: 'basic',
      redirected: false,
      bodyUsed: false,
    });
    expect(answer.url).toBe(`${server.origin}/x`);
    const { headers } = answer;
    expect([headers.get('X-Request-ID'), headers.get('x-none')]).toEqual(['r1', null]);
    expect([headers.has('Content-Type'), headers.has('x-none')]).toEqual([true, false]);
    expect(headers.getSetCookie()).toEqual(['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']);
    expect([...headers]).toContainEqual(['x-request-id', 'r1']);
    expect([...headers.entries()]).toEqual([...headers]);
    expect([...headers.keys()]).toEqual([...headers].map(([name]) => name));
    expect([...headers.values()]).toEqual([...headers].map(([, value]) => value));
    const each: [string, string][] = [];
    headers.forEach((value, name) => void each.push([name, value]));
    expect(each).toEqual([...headers]);
    expect(await answer.json()).toEqual({ a: 'ü' });
    expect(answer.bodyUsed).toBe(true);
  });

  it('is a Response by instanceof, and has no fields of its own', async () => {
    const server = await startServer((response) => response.end());
    const answer = await send(server.origin);
    expect(answer).toBeInstanceOf(Response);
    expect(answer).not.toBeInstanceOf(Request);
    expect(Object.keys(answer)).toEqual([]);
  });

  it('does without that class, which takes long to load, until somebody asks for it', async () => {
    const server = await startServer((response) => response.end('Hello'));
    const value = Response;
    const get = vi.fn(() => value);
    Object.defineProperty(globalThis, 'Response', { get, configurable: true });
    onTestFinished(() => {
      Object.defineProperty(globalThis, 'Response', { value, configurable: true, writable: true });
    });
    expect(await (await send(server.origin)).text()).toBe('Hello');
    const reader = (await send(server.origin)).body?.getReader();
    while (!(await reader?.read())?.done);
    expect(get).not.toHaveBeenCalled();
    expect((await (await send(server.origin)).blob()).size).toBe(5);
    expect(get).toHaveBeenCalled();
  });

  it('has each cookie by itself, and no header that was not sent', async () => {
    const cookies = ['prefs=a, b=c; Path=/', 'id=1'];
    const server = await startServer((response) => response.setHeader('set-cookie', cookies).end());
    const { headers } = await send(server.origin);
    expect(headers.getSetCookie()).toEqual(cookies);
    expect(new Headers([...headers]).getSetCookie()).toEqual(cookies);
    expect([headers.get('constructor'), headers.has('constructor')]).toEqual([null, false]);
  });

  const reads: Record<string, (answer: Response) => Promise<unknown>> = {
    text: (answer) => answer.text(),
    arrayBuffer: async (answer) => Buffer.from(await answer.arrayBuffer()).toString(),
    bytes: async (answer) => Buffer.from(await answer.bytes()).toString(),
    blob: async (answer) => `${await (await answer.blob()).text()}`,
    'a reader of the body': async ({ body }) => {
      const reader = body?.getReader();
      let text = '';
      for (let read = await reader?.read(); read?.value; read = await reader?.read())
        text += Buffer.from(read.value);
      return text;
    },
    'a loop over the body': async ({ body }) => {
      let text = '';
      for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>)
        text += Buffer.from(chunk);
      return text;
    },
    'a pipe from the body': async ({ body }) => {
      let text = '';
      const write = (chunk: Uint8Array): void => {
        text += Buffer.from(chunk);
      };
      await body?.pipeTo(new WritableStream({ write }));
      return text;
    },
    'its clone': (answer) => answer.clone().text(),
  };

  it.each(Object.entries(reads))('is read by %s, and not twice', async (name, read) => {
    const server = await startServer((response) => {
      response.write('Hello ');
      setTimeout(() => response.end('there!'), 20);
    });
    const answer = await send(server.origin);
    expect(await read(answer)).toBe('Hello there!');
    if (name === 'its clone') expect(await answer.text()).toBe('Hello there!');
    expect(answer.bodyUsed).toBe(true);
    await expect(answer.text()).rejects.toThrow(TypeError);
    await expect(answer.arrayBuffer()).rejects.toThrow(TypeError);
  });

  it('gives bytes that are no Buffers, as they are nowhere else', async () => {
    const server = await startServer((response) => response.end('Hello'));
    const { value } = (await (await send(server.origin)).body?.getReader().read()) ?? {};
    expect(value && Object.getPrototypeOf(value)).toBe(Uint8Array.prototype);
    expect(value).toEqual(new TextEncoder().encode('Hello'));
  });

  it('is not used by who only looks whether there is a body', async () => {
    const server = await startServer((response) => response.end('Hello'));
    const answer = await send(server.origin);
    expect(answer.body).not.toBeNull();
    await new Promise((resolve) => setImmediate(resolve));
    expect(answer.bodyUsed).toBe(false);
    expect(await answer.text()).toBe('Hello');
  });

  it('is read as a form', async () => {
    const server = await startServer((response) =>
      response.setHeader('content-type', 'application/x-www-form-urlencoded').end('a=b'),
    );
    expect((await (await send(server.origin)).formData()).get('a')).toBe('b');
  });

  it('has its type in a blob and its status in a clone', async () => {
    const server = await startServer((response) =>
      response.writeHead(201, { 'content-type': 'audio/mpeg' }).end('x'),
    );
    const answer = await send(server.origin);
    expect(answer.clone()).toMatchObject({ status: 201, url: answer.url });
    expect((await answer.blob()).type).toBe('audio/mpeg');
  });

  it('may have no body', async () => {
    const server = await startServer((response) => response.writeHead(204).end());
    const answer = await send(server.origin, { method: 'DELETE' });
    expect(answer).toMatchObject({ status: 204, body: null });
    expect(await answer.text()).toBe('');
  });

  it.each([204, 205, 304])('without a body, by %i, holds nothing until it is read', async (status) => {
    const sockets = new Set<unknown>();
    const server = await startServer((response) => {
      sockets.add(response.socket);
      response.writeHead(status).end();
    });
    const { signal } = new AbortController();
    for (let index = 0; index < 3; index++) {
      await send(server.origin, { signal });
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sockets.size).toBe(1);
  });

  it('may be longer than ten megabytes', async () => {
    const server = await startServer((response) => response.end('x'.repeat(11 * 1024 * 1024)));
    expect(await (await send(server.origin)).text()).toHaveLength(11 * 1024 * 1024);
  });

  it('comes compressed where nothing is streamed, and is read as it was', async () => {
    const server = await startServer((response, { headers }) => {
      if (!headers['accept-encoding']?.includes('gzip')) return response.writeHead(406).end();
      return response.setHeader('content-encoding', 'gzip').end(gzipSync('{"data":[]}'));
    });
    expect(await (await send(server.origin)).json()).toEqual({ data: [] });
    expect((await send(server.origin, { method: 'POST', body: 'x' })).status).toBe(406);
  });
});
