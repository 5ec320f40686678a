import type { FetchInit, FetchResponse } from '@modelport/core';
import { describe, expect, it, vi } from 'vitest';
import { createTransport } from '../../src/transport/create-transport.js';
import { createFetchTransport } from '../../src/transport/fetch-transport.js';
import { startHttp } from '../support/servers.js';
import { providerError, rejection } from '../support/transports.js';

const request = { url: 'http://models.example/v1', method: 'POST', headers: { 'x-a': '1' }, body: '{}' };

/** A response as small as one may be. */
function answer(overrides: Partial<FetchResponse> = {}): FetchResponse {
  return {
    status: 200,
    headers: new Map([['x-b', '2']]),
    text: async () => 'unread',
    body: null,
    ...overrides,
  };
}

describe('a fetch given by the user', () => {
  it('wins over the transport of the platform', async () => {
    const transport = createTransport({ fetch: async () => answer() });
    expect((await transport(request)).headers.get('x-b')).toBe('2');
  });

  it('gets the request in the form of fetch, with redirects left to us', async () => {
    const calls: [string, FetchInit][] = [];
    const { signal } = new AbortController();
    const transport = createFetchTransport(async (...parameters) => {
      calls.push(parameters);
      return answer();
    });
    await transport({ ...request, signal });
    expect(calls).toEqual([
      [request.url, { method: 'POST', headers: { 'x-a': '1' }, body: '{}', signal, redirect: 'manual' }],
    ]);
  });

  it('may be the global fetch, or one with its type', async () => {
    const server = await startHttp((_request, response) => response.end('ok'));
    const own: (url: string, init: RequestInit) => Promise<Response> = (url, init) => fetch(url, init);
    for (const fetchFunction of [globalThis.fetch, own]) {
      const response = await createTransport({ fetch: fetchFunction })({ ...request, url: server.url });
      expect(await response.body.text()).toBe('ok');
    }
  });

  it('may answer with an object whose body is only async-iterable', async () => {
    let left = false;
    async function* body() {
      try {
        yield new TextEncoder().encode('one');
        yield new TextEncoder().encode('two');
      } finally {
        left = true;
      }
    }
    const transport = createFetchTransport(async () => answer({ body: body() }));
    const whole = await transport(request);
    expect(await whole.body.text()).toBe('onetwo');
    left = false;
    for await (const _chunk of (await transport(request)).body) break;
    await expect.poll(() => left).toBe(true);
  });

  it('may answer with a ReadableStream, whose failure is a cut', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new TypeError('terminated')),
    });
    const response = await createFetchTransport(async () => answer({ body }))(request);
    expect((await providerError(response.body.text())).code).toBe('STREAM_INTERRUPTED');
  });

  it('is spared its own text() unless the length is known to fit', async () => {
    const text = vi.fn(async () => 'short');
    const body = new Response('longer than that').body;
    const transport = createFetchTransport(async () =>
      answer({ body, text, headers: new Map([['content-length', '5']]) }),
    );
    const response = await transport(request);
    expect(await response.body.text(5)).toBe('short');
    expect((await providerError((await transport(request)).body.text(4))).code).toBe('RESPONSE_INVALID');
    expect(text).toHaveBeenCalledOnce();
  });

  it('has its errors wrapped, unless they are a ProviderError or an abort', async () => {
    const failing = (reason: unknown) => createFetchTransport(() => Promise.reject(reason));
    const wrapped = await providerError(failing(new TypeError('fetch failed'))(request));
    expect(wrapped.code).toBe('BACKEND_UNREACHABLE');
    expect(wrapped.message).toContain('models.example');
    expect(await rejection(failing(wrapped)(request))).toBe(wrapped);
    const controller = new AbortController();
    const transport = createFetchTransport(async () => {
      controller.abort('stop');
      throw new DOMException('This operation was aborted', 'AbortError');
    });
    expect(await rejection(transport({ ...request, signal: controller.signal }))).toBe('stop');
  });

  it('in a browser hides where a redirect leads, which is an error about the base URL', async () => {
    const error = await providerError(createFetchTransport(async () => answer({ status: 0 }))(request));
    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.setting).toBe('baseUrl');
  });
});

it('looks the global fetch up at each call, so that it can be replaced', async () => {
  const { createPlatformTransport } = await import('../../src/transport/fetch-transport.js');
  const transport = createPlatformTransport();
  vi.stubGlobal('fetch', async () => answer({ status: 418 }));
  expect((await transport(request)).status).toBe(418);
  vi.unstubAllGlobals();
});
