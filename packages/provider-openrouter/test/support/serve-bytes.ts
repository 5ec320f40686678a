import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fixture } from './fixtures.js';

/** A server that gives one documented answer to every request. */
export interface ByteServer extends AsyncDisposable {
  readonly baseUrl: string;
}

/** Serves a documented answer over a real socket, a few bytes at a time, with the status that its name tells. */
export async function serveFixture(
  name: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ByteServer> {
  const bytes = fixture(name);
  const status = Number(/^error-(\d+)/.exec(name)?.[1] ?? 200);
  const type = name.endsWith('.sse') ? 'text/event-stream' : 'application/json';
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': type, 'x-generation-id': 'gen-abc123', ...headers });
    for (let at = 0; at < bytes.length; at += 97) response.write(bytes.subarray(at, at + 97));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v1`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
