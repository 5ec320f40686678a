import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How the server deviates from a llama-server that is ready and open to all. */
export interface FakeServerOptions {
  /** Key that it wants on every route but /health. */
  readonly key?: string;
  /** How many requests it answers with "Loading model" first. */
  readonly loadingFor?: number;
  /** Body of /v1/models; default: what a real server sends. */
  readonly models?: string;
  /** Name of another server, which does no more than OpenAI's API. */
  readonly name?: string;
  /** Writes the answer in place of a recorded one. */
  readonly answer?: (response: ServerResponse, request: FakeRequest) => void | Promise<void>;
}

/** One request that the server got. */
interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Resolves when the client closes the connection before the answer is whole. */
  readonly hungUp: Promise<void>;
}

/** A running server. */
export interface FakeServer {
  readonly url: string;
  readonly requests: readonly FakeRequest[];
}

const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

/** Starts a server that imitates llama-server with recorded answers. It stops with the test. */
export async function startFakeLlamaServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  const requests: FakeRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const hungUp = new Promise<void>((resolve) =>
      response.on('close', () => response.writableEnded || resolve()),
    );
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body, hungUp };
    requests.push(request);
    await answer(request, response);
  });

  async function answer(request: FakeRequest, response: ServerResponse): Promise<void> {
    response.setHeader('server', options.name ?? 'llama.cpp');
    const { path, headers } = request;
    if (requests.length <= (options.loadingFor ?? 0))
      return fail(response, 503, 'Loading model', 'unavailable_error');
    if (path === '/health') return json(response, '{"status":"ok"}');
    if (options.key && headers.authorization !== `Bearer ${options.key}`) {
      return fail(response, 401, 'Invalid API Key', 'authentication_error');
    }
    if (path === '/v1/models' || path === '/models')
      return json(response, options.models ?? fixture('models.json'));
    if (path === '/props' && !options.name) return json(response, fixture('props.json'));
    if (path !== '/v1/chat/completions') return fail(response, 404, 'File Not Found', 'not_found_error');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (options.answer) return options.answer(response, request);
    response.end(fixture('chat-stream.sse'));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** One event of a streamed answer, as llama-server writes it. */
export function chunk(delta: object, finishReason: string | null = null): string {
  const choices = [{ finish_reason: finishReason, index: 0, delta }];
  return `data: ${JSON.stringify({ choices, created: 1, id: 'chatcmpl-1', model: 'm', object: 'chat.completion.chunk' })}\n\n`;
}

function json(response: ServerResponse, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(body);
}

function fail(response: ServerResponse, code: number, message: string, type: string): void {
  response.writeHead(code, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ error: { message, type, code } }));
}
