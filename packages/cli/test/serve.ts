import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Starts a web server on a free port and gives its URL. It stops with the test. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts a server that shows the same web page at every path. */
export function serveWebPage(): Promise<string> {
  return serve((_, response) => response.setHeader('content-type', 'text/html').end('<title>Mine</title>'));
}

/** Starts an Ollama into which no model was pulled yet. */
export function serveEmptyOllama(): Promise<string> {
  const answers: Readonly<Record<string, string>> = {
    '/': 'Ollama is running',
    '/api/version': '{"version":"0.33.0"}',
    '/api/tags': '{"models":[]}',
    '/api/ps': '{"models":[]}',
  };
  return serve(({ url = '' }, response) => {
    const answer = answers[url];
    response.writeHead(answer === undefined ? 404 : 200).end(answer ?? '404 page not found');
  });
}
