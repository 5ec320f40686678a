import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPlatformFetch } from '../../src/fetch/node-fetch.js';
import { isFromBuiltInFetch, startServer } from '../support/start-server.js';

const send = createPlatformFetch({});

describe('what the built-in fetch sends instead', () => {
  const form = new FormData();
  form.append('file', new Blob(['bytes']), 'a.txt');

  it.each<[string, RequestInit]>([
    ['a form', { method: 'POST', body: form }],
    ['a blob', { method: 'POST', body: new Blob(['x']) }],
    ['bytes', { method: 'POST', body: new Uint8Array([120]) }],
    ['URL parameters', { method: 'POST', body: new URLSearchParams({ a: 'b' }) }],
    ['a stream', { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' } as RequestInit],
    ['an option of its own', { keepalive: true }],
    ['a method that it has to judge', { method: 'post', body: 'x' }],
    ['a header that is not ASCII', { headers: { 'x-name': 'Zoë' } }],
    ['a header about the connection', { method: 'POST', body: 'x', headers: { 'Content-Length': '1' } }],
    ['redirects shown', { redirect: 'manual' }],
    ['redirects refused', { redirect: 'error' }],
  ])('%s', async (_, init) => {
    const server = await startServer((response) => response.end('done'));
    expect(await (await send(server.origin, init)).text()).toBe('done');
    expect(server.requests.map(isFromBuiltInFetch)).toEqual([true]);
  });

  it('a Request', async () => {
    const server = await startServer((response) => response.end('done'));
    const request = new Request(server.origin, { method: 'PUT', body: 'x' });
    expect(await (await send(request)).text()).toBe('done');
    expect(server.requests[0]).toMatchObject({ method: 'PUT', body: Buffer.from('x') });
  });

  it('and that one can be replaced', async () => {
    const replaced = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('fake'));
    onTestFinished(() => replaced.mockRestore());
    const answer = await send('http://127.0.0.1:1/', { method: 'POST', body: form });
    expect(await answer.text()).toBe('fake');
  });

  it('even where functions of createFetch() have taken its place, one after the other', async () => {
    const server = await startServer((response) => response.end('done'));
    const builtIn = globalThis.fetch;
    onTestFinished(() => {
      globalThis.fetch = builtIn;
    });
    globalThis.fetch = createPlatformFetch({});
    globalThis.fetch = createPlatformFetch({});
    expect(await (await fetch(server.origin, { method: 'POST', body: form })).text()).toBe('done');
    expect(server.requests.map(isFromBuiltInFetch)).toEqual([true]);
  });

  it('a URL of data', async () => {
    expect(await (await send('data:text/plain,Hi')).text()).toBe('Hi');
  });

  it.each([
    ['a GET with a body', { body: 'x' }],
    ['a method that is none', { method: 'GE T' }],
    ['headers that are none', { headers: 5 as unknown as Headers }],
  ])('%s, to be refused as ever', async (_, init) => {
    const server = await startServer((response) => response.end());
    await expect(send(server.origin, init)).rejects.toThrow(TypeError);
    expect(server.requests).toEqual([]);
  });
});
