import { describe, expect, it } from 'vitest';
import {
  type CatchAllVariant,
  startCatchAllWebServer,
} from '../../src/servers/start-catch-all-web-server.js';
import { type BareAnswer, send } from '../bare-client.js';

async function ask(variant: CatchAllVariant, path: string): Promise<BareAnswer> {
  await using server = await startCatchAllWebServer({ variant });
  return await send(`${server.baseUrl}${path}`);
}

describe('a catch-all web server', () => {
  it.each(['/', '/health', '/v1/models', '/api/version'])('sends a page on %s', async (path) => {
    await using server = await startCatchAllWebServer();
    const { status, headers, text } = await send(`${server.baseUrl}${path}`);
    expect([status, headers['content-type']]).toEqual([200, 'text/html']);
    expect(text).toMatch(/^<!doctype html>/);
  });

  it('may answer with nothing in JSON, nothing at all, a redirect or a refusal', async () => {
    expect((await ask('json', '/version')).text).toBe('{}');
    expect(await ask('empty', '/readyz')).toMatchObject({ status: 200, text: '' });
    expect(await ask('redirect', '/x')).toMatchObject({ status: 302, headers: { location: '/sign-in' } });
    expect((await ask('forbidden', '/x')).status).toBe(403);
  });

  it('may never answer', async () => {
    await using server = await startCatchAllWebServer({ variant: 'hang' });
    const { status, error } = await send(server.baseUrl, { hangUpAfter: { ms: 1_000 } });
    expect([status, error?.message]).toEqual([0, 'hung up']);
    expect(server.requests).toHaveLength(1);
    expect(await server.requests[0]?.outcome).toBe('aborted');
  });

  it('may never end, until the client has had enough', async () => {
    await using server = await startCatchAllWebServer({ variant: 'endless' });
    const { headers, text } = await send(server.baseUrl, { hangUpAfter: { bytes: 200_000 } });
    expect(headers['content-type']).toBe('application/json');
    expect(text.length).toBeGreaterThanOrEqual(200_000);
    expect(await server.requests[0]?.outcome).toBe('aborted');
    expect(server.bytesSent).toBeGreaterThanOrEqual(200_000);
  });

  it('records what it was asked, and may be on any port', async () => {
    const first = await startCatchAllWebServer();
    await first.close();
    await using server = await startCatchAllWebServer({ port: first.port });
    await send(`${server.baseUrl}/a?b=c`, { method: 'POST', headers: { 'x-mine': 'yes' }, body: { d: 1 } });
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/a', headers: { 'x-mine': 'yes' }, body: { d: 1 } },
    ]);
  });
});
