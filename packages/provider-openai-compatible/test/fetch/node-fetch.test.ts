import { Agent } from 'node:http';
import { ProviderError } from '@modelport/core';
import { reserveRefusedPort } from '@modelport/provider-testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPlatformFetch } from '../../src/fetch/node-fetch.js';
import { isFromBuiltInFetch, startServer } from '../support/start-server.js';

const send = createPlatformFetch({});

/** A server whose answer is never complete: its headers, or they and a few bytes. */
const stalling = (sent: 'nothing' | 'a part') =>
  startServer((response) => {
    if (sent === 'a part') response.writeHead(200).write('Hel');
  });

describe('a request', () => {
  it('goes over the transport as it was given, with what fetch adds', async () => {
    const server = await startServer((response) => response.end());
    const url = new URL(`${server.origin}/v1/chat?a=b#c`);
    await send(url, { method: 'POST', body: 'Zürich', headers: new Headers({ 'X-Team': 'a' }) });
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/chat?a=b',
      headers: { 'x-team': 'a', accept: '*/*', 'content-type': 'text/plain;charset=UTF-8' },
    });
    expect(request?.body.toString()).toBe('Zürich');
    expect(request?.headers).not.toHaveProperty('accept-encoding');
    expect(request && isFromBuiltInFetch(request)).toBe(false);
  });

  it.each([
    [
      'Headers',
      () =>
        new Headers([
          ['X-One', '1'],
          ['x-one', '2'],
        ]),
    ],
    [
      'pairs',
      () =>
        [
          ['X-One', '1'],
          ['x-one', '2'],
        ] as [string, string][],
    ],
    ['a record', () => ({ 'X-One': '1, 2' })],
  ])('takes headers as %s', async (_, headers) => {
    const server = await startServer((response) => response.end());
    await send(server.origin, { headers: headers() });
    expect(server.requests[0]?.headers['x-one']).toBe('1, 2');
  });

  it('needs no options, even where they are null', async () => {
    const server = await startServer((response) => response.end('done'));
    expect(await (await send(server.origin, null as unknown as undefined)).text()).toBe('done');
  });

  it('keeps its connection for the next one', async () => {
    const sockets = new Set<unknown>();
    const server = await startServer((response) => {
      sockets.add(response.socket);
      response.end('{}');
    });
    for (let index = 0; index < 3; index++) await (await send(server.origin)).text();
    expect(server.requests).toHaveLength(3);
    expect(sockets.size).toBe(1);
  });

  it('uses the agent that it is given', async () => {
    const server = await startServer((response) => response.end());
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await (await createPlatformFetch({ agent })(server.origin)).text();
    await expect.poll(() => Object.keys(agent.freeSockets)).toHaveLength(1);
  });

  it('refuses an agent that is none', () => {
    expect(() => createPlatformFetch({ agent: {} })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID' }),
    );
  });
});

describe('a redirect', () => {
  /** Two servers, of which the first redirects to a path of its own or of the other. */
  async function startPair(status: number, place: 'same' | 'other') {
    const other = await startServer((response) => response.end('there'));
    const server = await startServer((response, { path }) => {
      if (path !== '/') return response.end('here');
      const origin = place === 'same' ? '' : other.origin.replace('127.0.0.1', 'localhost');
      return response.writeHead(status, { location: `${origin}/next` }).end();
    });
    return { server, other };
  }
  const headers = { authorization: 'Bearer k', 'api-key': 'k', 'x-team': 't', accept: 'text/plain' };

  it.each([302, 307])('%i of a GET is followed with all it has on the same host', async (status) => {
    const { server } = await startPair(status, 'same');
    expect(await (await send(server.origin, { headers })).text()).toBe('here');
    expect(server.requests[1]?.headers).toMatchObject(headers);
  });

  it('takes nothing but the body to another host', async () => {
    const { server, other } = await startPair(307, 'other');
    const answer = await send(server.origin, { method: 'POST', body: 'x', headers, redirect: 'follow' });
    expect(await answer.text()).toBe('there');
    expect(other.requests[0]).toMatchObject({ method: 'POST', headers: { accept: 'text/plain' } });
    for (const name of ['authorization', 'api-key', 'x-team']) {
      expect(other.requests[0]?.headers).not.toHaveProperty(name);
    }
  });

  it('never makes a GET of a POST', async () => {
    const { server } = await startPair(302, 'same');
    const answer = await send(server.origin, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/next');
    expect(server.requests).toHaveLength(1);
  });

  it('is shown by "manual" and refused by "error"', async () => {
    const { server } = await startPair(302, 'same');
    expect(await send(server.origin, { redirect: 'manual' })).toMatchObject({ status: 302 });
    await expect(send(server.origin, { redirect: 'error' })).rejects.toThrow(TypeError);
    expect(server.requests.map(({ path }) => path)).toEqual(['/', '/']);
  });

  it('without an end is a failure', async () => {
    const server = await startServer((response) => response.writeHead(302, { location: '/' }).end());
    await expect(send(server.origin)).rejects.toMatchObject({
      name: 'TypeError',
      cause: { message: expect.stringContaining('redirected more than') },
    });
  });
});

describe('a failure', () => {
  it('to connect is a TypeError with the cause of the system', async () => {
    await using refused = await reserveRefusedPort();
    const failure = await send(refused.baseUrl).catch((error) => error);
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
  });

  it('by a setting tells of that, not of what it led to', async () => {
    const agent = new Agent();
    const failure = createPlatformFetch({ agent })('https://127.0.0.1:1/').catch((error) => error);
    expect(await failure).toMatchObject({ name: 'TypeError', cause: { code: 'SETTING_INVALID' } });
  });

  it.each(['text', 'blob'] as const)('within the body is one for who reads it: %s', async (method) => {
    const server = await startServer((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('Hel', () => response.destroy());
    });
    const answer = await send(server.origin);
    const failure = await answer[method]().catch((error) => error);
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure).toMatchObject({ message: 'terminated', cause: { code: 'ECONNRESET' } });
  });

  it.each([new ProviderError({ code: 'TIMEOUT', message: 'Enough.' }), undefined])(
    'by the signal is its reason, before the headers: %s',
    async (reason) => {
      const server = await stalling('nothing');
      const controller = new AbortController();
      const sent = send(server.origin, { signal: controller.signal });
      sent.catch(() => undefined);
      await expect.poll(() => server.requests).toHaveLength(1);
      controller.abort(reason);
      await expect(sent).rejects.toBe(controller.signal.reason);
      await server.requests[0]?.closed;
    },
  );

  it('by a signal that was aborted before sends nothing', async () => {
    const server = await startServer((response) => response.end());
    await expect(send(server.origin, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(server.requests).toEqual([]);
  });

  it.each(['text', 'blob'] as const)('by the signal is its reason, within the body: %s', async (method) => {
    const server = await stalling('a part');
    const controller = new AbortController();
    const answer = await send(server.origin, { signal: controller.signal });
    const read = answer[method]();
    controller.abort();
    await expect(read).rejects.toBe(controller.signal.reason);
    await server.requests[0]?.closed;
  });

  it('to read on closes the connection', async () => {
    const server = await stalling('a part');
    const { body } = await send(server.origin);
    await body?.cancel();
    await server.requests[0]?.closed;
  });
});
