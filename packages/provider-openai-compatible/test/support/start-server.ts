import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a server has received. */
export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The client has closed the connection, or the answer is over. */
  readonly closed: Promise<unknown>;
}

/** A server of the test's own, closed when the test ends. */
export interface TestServer {
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
}

/** Starts a server that keeps what it receives and answers as it is told. */
export async function startServer(
  answer: (response: ServerResponse, request: ReceivedRequest) => void,
): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const { method, url: path, headers } = incoming;
    const closed = once(response, 'close');
    const request = { method, path, headers, body: await readAll(incoming), closed };
    requests.push(request);
    answer(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** The built-in `fetch` says of itself how it was called; nothing else does. */
export function isFromBuiltInFetch({ headers }: ReceivedRequest): boolean {
  return headers['sec-fetch-mode'] !== undefined;
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}
