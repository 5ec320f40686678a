import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startHttp, startTcp } from '../support/servers.js';
import { providerError, transports } from '../support/transports.js';

describe.each(transports)('an exchange over %s', (name, create) => {
  async function echo() {
    let seen: IncomingMessage | undefined;
    let body = '';
    const server = await startHttp((request, response) => {
      seen = request;
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () =>
        response.writeHead(201, { 'X-Answer': 'yes', 'Set-Cookie': ['a=1', 'b=2'] }).end('done'),
      );
    });
    return { ...server, seen: () => seen, body: () => body };
  }

  it('sends method, path, query, headers and body, and gives back status, headers and text', async () => {
    const server = await echo();
    const response = await create()({
      url: `${server.url}/v1/chat?api-version=1`,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Custom': 'a value' },
      body: '{"text":"日本"}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('X-ANSWER')).toBe('yes');
    expect(response.headers.get('x-none')).toBeUndefined();
    expect([...response.headers.entries()]).toContainEqual(['x-answer', 'yes']);
    expect(await response.body.text()).toBe('done');
    expect(server.seen()?.method).toBe('POST');
    expect(server.seen()?.url).toBe('/v1/chat?api-version=1');
    expect(server.seen()?.headers['x-custom']).toBe('a value');
    expect(server.seen()?.headers['content-length']).toBe('17');
    expect(server.body()).toBe('{"text":"日本"}');
  });

  it.each(['DELETE', 'PUT', 'PATCH'])('tells the length of the body of a %s', async (method) => {
    let seen = '';
    const server = await startTcp((socket) => {
      socket.on('data', (bytes) => {
        seen += bytes.toString('latin1');
        if (seen.includes('}')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const response = await create()({ url: server.url, method, headers: {}, body: '{"model":"ü"}' });
    expect(await response.body.text()).toBe('ok');
    expect(seen.match(/^content-length: .*$/gim)).toEqual([expect.stringMatching(/^content-length: 14$/i)]);
    expect(seen).not.toMatch(/^transfer-encoding/im);
  });

  it('can send another request on the connection after a DELETE with a body', async () => {
    const bodies: string[] = [];
    const server = await startHttp(async (request, response) => {
      bodies.push(`${request.method} ${Buffer.concat(await request.toArray())}`);
      response.end('ok');
    });
    const transport = create();
    for (const method of ['DELETE', 'POST']) {
      const response = await transport({ url: server.url, method, headers: {}, body: '{}' });
      expect(await response.body.text()).toBe('ok');
    }
    expect(bodies).toEqual(['DELETE {}', 'POST {}']);
  });

  it('trims white space around header values, as a key read from a file has', async () => {
    const server = await echo();
    const response = await create()({
      url: server.url,
      method: 'GET',
      headers: { authorization: ' Bearer abc\r\n' },
    });
    await response.body.text();
    expect(server.seen()?.headers.authorization).toBe('Bearer abc');
  });

  it.each(['Bearer one\ntwo', 'Bearer one\r\nx: two', 'Bearer \u{1f511}', 'Bearer \0', 'Bearer ä'])(
    'refuses the header value %j without showing it',
    async (authorization) => {
      const server = await echo();
      const error = await providerError(
        create()({ url: server.url, method: 'GET', headers: { authorization } }),
      );
      expect(error.code).toBe('SETTING_INVALID');
      expect(error.setting).toBe('headers.authorization');
      expect(JSON.stringify(error) + error.stack).not.toContain('Bearer');
      expect(server.accepted()).toBe(0);
    },
  );

  it('turns user and password of the URL into an authorization header', async () => {
    const server = await echo();
    const url = server.url.replace('//', '//jo%20:p%C3%A4ss@');
    await (await create()({ url, method: 'GET', headers: {} })).body.text();
    expect(server.seen()?.headers.authorization).toBe(`Basic ${Buffer.from('jo :päss').toString('base64')}`);
  });

  it('prefers an authorization header of its own to the password in the URL', async () => {
    const server = await echo();
    const url = server.url.replace('//', '//user:pass@');
    await (await create()({ url, method: 'GET', headers: { Authorization: 'Bearer k' } })).body.text();
    expect(server.seen()?.headers.authorization).toBe('Bearer k');
  });

  it('never shows the password of a URL that cannot be reached', async () => {
    const url = 'http://user:hunter2@127.0.0.1:1';
    const error = await providerError(create()({ url, method: 'GET', headers: {} }));
    expect(error.code).toBe('BACKEND_UNREACHABLE');
    expect(`${error.stack} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });

  it.each(['ftp://example.org', '127.0.0.1:80', '', 'http://user:hunter2@'])(
    'refuses the URL %j',
    async (url) => {
      const error = await providerError(create()({ url, method: 'GET', headers: {} }));
      expect(error.code).toBe('SETTING_INVALID');
      expect(error.message).not.toContain('hunter2');
    },
  );

  it('reaches an IPv6 literal', async () => {
    const server = await startHttp((_request, response) => response.end('six'));
    server.server.close();
    await new Promise<void>((resolve) => server.server.listen(0, '::1', resolve));
    const { port } = server.server.address() as { port: number };
    const response = await create()({ url: `http://[::1]:${port}/`, method: 'GET', headers: {} });
    expect(await response.body.text()).toBe('six');
  });

  it('reads an answer without a body', async () => {
    const server = await startHttp((_request, response) => response.writeHead(204).end());
    const response = await create()({ url: server.url, method: 'GET', headers: {} });
    expect(await response.body.text()).toBe('');
    expect(await response.body.next()).toEqual({ value: undefined, done: true });
  });

  it.each([true, false])(
    'gives up a text past its limit and closes the socket (length known: %s)',
    async (known) => {
      const server = await startHttp((_request, response) => {
        if (known) response.setHeader('content-length', 1_000_000);
        response.write('x'.repeat(500_000));
      });
      const response = await create()({ url: server.url, method: 'GET', headers: {} });
      const error = await providerError(response.body.text(1_000));
      expect(error.code).toBe('RESPONSE_INVALID');
      expect(error.message).toContain('1000 bytes');
      await expect.poll(() => server.sockets.size).toBe(0);
    },
  );

  it('asks for no compression unless told to', async () => {
    if (name === 'fetch') return; // fetch adds accept-encoding itself; nothing can be done about it
    const server = await echo();
    await (await create()({ url: server.url, method: 'GET', headers: {} })).body.text();
    expect(server.seen()?.headers['accept-encoding']).toBeUndefined();
  });
});
