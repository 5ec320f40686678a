import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import type { Chromium } from './bring-chromium.js';

/** A page of Chromium that has loaded a bundle. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Opens a page whose only script is the bundle.
 * @param crossOrigin `free`: Chromium does not ask servers whether pages of other origins may use them.
 */
export async function openPage(
  found: Chromium,
  bundle: string,
  crossOrigin: 'checked' | 'free',
): Promise<OpenPage> {
  if ('missing' in found) throw new Error(found.missing);
  const server = await servePage(await readFile(bundle));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const browser = await chromium.launch({
    executablePath: found.executable,
    env: { ...process.env, ...found.env },
    args: [...flags, ...(crossOrigin === 'free' ? ['--disable-web-security'] : [])],
    timeout: 120_000,
  });
  const close = async (): Promise<void> => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
  try {
    const page = await browser.newPage();
    await page.goto(origin);
    return { page, origin, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function servePage(bundle: Buffer): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    const [type, body] =
      request.url === '/bundle.mjs'
        ? ['text/javascript', bundle]
        : ['text/html', '<!doctype html><script type="module" src="/bundle.mjs"></script>'];
    response.setHeader('content-type', type);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
