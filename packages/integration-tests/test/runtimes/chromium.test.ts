import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFakeOllama } from '@modelport/provider-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringChromium } from './support/bring-chromium.js';
import { bundleProgram } from './support/bundle.js';
import type { ChatInPage } from './support/chat-page.js';
import type { ChatProgram } from './support/chat-program.js';
import { startCorsProxy } from './support/cors-proxy.js';
import { describeChat } from './support/describe-chat.js';
import { type OpenPage, openPage } from './support/open-page.js';

const chromium = await bringChromium();
const isMissing = 'missing' in chromium;

const title = 'a page with core and provider-ollama';

describe.skipIf(isMissing)(isMissing ? `${title}: ${chromium.missing}` : title, { timeout: 60_000 }, () => {
  let bundle: string;
  let opened: OpenPage;

  beforeAll(async () => {
    bundle = await bundleProgram('browser', 'chat-page.ts');
    opened = await openPage(chromium, bundle, 'checked');
  }, 120_000);
  afterAll(() => opened[Symbol.asyncDispose]());

  const program: ChatProgram = {
    chat: (baseUrl) =>
      opened.page.evaluate((url) => (globalThis as unknown as ChatInPage).chatProgram.chat(url), baseUrl),
    abort: (baseUrl) =>
      opened.page.evaluate((url) => (globalThis as unknown as ChatInPage).chatProgram.abort(url), baseUrl),
    failure: (baseUrl) =>
      opened.page.evaluate((url) => (globalThis as unknown as ChatInPage).chatProgram.failure(url), baseUrl),
  };
  describeChat(
    () => bundle,
    () => ({ program, origin: opened.origin }),
  );

  it('cannot use a server that does not allow its origin', async () => {
    await using fake = await startFakeOllama();
    await using proxy = await startCorsProxy(fake.baseUrl, () => 'https://elsewhere.example');
    expect(await program.failure(proxy.baseUrl)).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    expect(fake.requests).toEqual([]);
  });

  it('is told to set baseUrl where a server redirects, because browsers do not show where to', async () => {
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    const server = http.createServer((request, response) => {
      const status = request.method === 'OPTIONS' ? 204 : 307;
      response.writeHead(status, { ...headers, location: 'http://127.0.0.1:9/' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const failure = await program.failure(`http://127.0.0.1:${port}`);
      expect(failure.code).toBe('RESPONSE_INVALID');
      expect(failure.message).toContain('Set baseUrl to that address.');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
