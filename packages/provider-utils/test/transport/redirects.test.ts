import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startHttp } from '../support/servers.js';
import { providerError, transports } from '../support/transports.js';

const secrets = {
  Authorization: 'Bearer s3cret',
  'api-key': 's3cret',
  'X-Api-Key': 's3cret',
  'x-goog-api-key': 's3cret',
  cookie: 'session=s3cret',
  'x-house-rule': 's3cret',
};

describe.each(transports)('a redirect over %s', (_name, create) => {
  /** A server that redirects `/from`, and tells what reached `/to`. */
  async function serve(status: number, location: (own: string) => string) {
    const seen: {
      method: string | undefined;
      url: string | undefined;
      headers: IncomingHttpHeaders;
      body: string;
    }[] = [];
    const handler: RequestListener = (request, response) => {
      if (request.url === '/from') {
        response.writeHead(status, { location: location(own.url) }).end('moved');
        return;
      }
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push({ method: request.method, url: request.url, headers: request.headers, body });
        response.end('arrived');
      });
    };
    const own = await startHttp(handler);
    return { ...own, seen };
  }

  it.each([301, 302, 303, 307, 308])('is followed for a GET with status %i', async (status) => {
    const server = await serve(status, () => '/to?x=1');
    const response = await create()({ url: `${server.url}/from`, method: 'GET', headers: secrets });
    expect(await response.body.text()).toBe('arrived');
    expect(server.seen[0]?.url).toBe('/to?x=1');
    expect(server.seen[0]?.headers['api-key']).toBe('s3cret');
  });

  it.each([307, 308])('keeps method and body of a POST with status %i', async (status) => {
    const server = await serve(status, (own) => `${own}/to`);
    const response = await create()({
      url: `${server.url}/from`,
      method: 'POST',
      headers: {},
      body: 'prompt',
    });
    expect(await response.body.text()).toBe('arrived');
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: 'prompt' });
  });

  it.each([301, 302, 303])('never turns a POST into a GET: status %i is the answer', async (status) => {
    const server = await serve(status, () => '/to');
    const response = await create()({
      url: `${server.url}/from`,
      method: 'POST',
      headers: {},
      body: 'prompt',
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('location')).toBe('/to');
    await response.body.text();
    expect(server.seen).toEqual([]);
  });

  it.each(['GET', 'POST'])('takes no credential to another host (%s)', async (method) => {
    const other = await serve(307, () => '/unused');
    const server = await serve(307, () => `${other.url}/to`);
    const headers = { ...secrets, 'content-type': 'application/json', accept: 'text/event-stream' };
    const url = `${server.url.replace('//', '//user:s3cret@')}/from`;
    const response = await create()({ url, method, headers, ...(method === 'POST' && { body: '{}' }) });
    expect(await response.body.text()).toBe('arrived');
    expect(JSON.stringify(other.seen[0]?.headers)).not.toContain('s3cret');
    expect(other.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(other.seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'text/event-stream',
    });
  });

  it('does not get the credentials back when the other host redirects to the first one', async () => {
    let home = '';
    const other = await serve(307, () => `${home}/to`);
    const server = await serve(307, () => `${other.url}/from`);
    home = server.url;
    await (await create()({ url: `${server.url}/from`, method: 'GET', headers: secrets })).body.text();
    expect(JSON.stringify(server.seen[0]?.headers)).not.toContain('s3cret');
  });

  it('keeps the password of the URL on the same host, and takes none from the location', async () => {
    const server = await serve(307, (own) => own.replace('//', '//evil:evil@').concat('/to'));
    const url = `${server.url.replace('//', '//user:pass@')}/from`;
    await (await create()({ url, method: 'GET', headers: {} })).body.text();
    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${btoa('user:pass')}`);
  });

  it('takes no password from the location, where it came with none', async () => {
    const server = await serve(307, (own) => own.replace('//', '//evil:evil@').concat('/to'));
    await (await create()({ url: `${server.url}/from`, method: 'GET', headers: {} })).body.text();
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it('does not wait for the body of the answer that redirects', async () => {
    const server = await startHttp((request, response) => {
      if (request.url === '/to') response.end('arrived');
      else response.writeHead(302, { location: '/to' }).write('endless');
    });
    const response = await create()({ url: `${server.url}/from`, method: 'GET', headers: {} });
    expect(await response.body.text()).toBe('arrived');
    await expect.poll(() => server.sockets.size).toBeLessThan(2);
  });

  it('is followed five times and not six', async () => {
    let visits = 0;
    const server = await startHttp((request, response) => {
      visits += 1;
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('arrived');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const transport = create();
    const response = await transport({ url: `${server.url}/5`, method: 'GET', headers: {} });
    expect(await response.body.text()).toBe('arrived');
    expect(visits).toBe(6);
    const error = await providerError(transport({ url: `${server.url}/6`, method: 'GET', headers: {} }));
    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.message).toContain('more than 5 times');
  });

  it.each(['file:///etc/passwd', 'http://', undefined])('to %j is not followed', async (location) => {
    const server = await startHttp((_request, response) =>
      response.writeHead(302, location === undefined ? {} : { location }).end('moved'),
    );
    const response = await create()({ url: server.url, method: 'GET', headers: {} });
    expect(response.status).toBe(302);
    expect(await response.body.text()).toBe('moved');
  });
});
