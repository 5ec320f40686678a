import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as they like
  readonly body: any;
}

/** One answer. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | object;
  /** Breaks the connection after the body. */
  readonly cut?: boolean;
}

/** What the server answers by path: recorded bytes, an answer made up, or one that depends on the request. */
export type Routes = Readonly<
  Record<string, string | Answer | ((request: SeenRequest) => string | Answer | Promise<Answer>)>
>;

/** A server that answers by path; anything else is Ollama's own 404. */
export async function startServer(routes: Routes): Promise<
  AsyncDisposable & {
    readonly baseUrl: string;
    readonly requests: SeenRequest[];
    /** The bodies of the requests to one path. */
    bodies(path: string): SeenRequest['body'][];
  }
> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: text === '' ? undefined : JSON.parse(text) };
    requests.push(request);
    const route = routes[path] ?? { status: 404, body: '404 page not found' };
    const found = typeof route === 'function' ? await route(request) : route;
    const answer = typeof found === 'string' ? { body: fixture(found) } : found;
    const { body = '' } = answer;
    outgoing.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    outgoing.write(typeof body === 'string' ? body : JSON.stringify(body));
    if (answer.cut) setImmediate(() => outgoing.destroy());
    else outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    bodies: (path) => requests.filter((request) => request.path === path).map(({ body }) => body),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Bytes that Ollama 0.33 sent. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
}

/** An answer line by line, as Ollama sends it. */
export function lines(...objects: object[]): Answer {
  return { body: objects.map((line) => `${JSON.stringify(line)}\n`).join('') };
}

/** A line with a piece of a message. */
export function piece(message: object): object {
  return {
    model: 'm',
    created_at: '2026-11-21T11:00:00Z',
    message: { role: 'assistant', ...message },
    done: false,
  };
}

/** The last line of an answer. */
export function last(more: object = {}): object {
  const message = { role: 'assistant', content: '' };
  return {
    model: 'm',
    created_at: '2026-11-21T11:00:01Z',
    message,
    done: true,
    done_reason: 'stop',
    ...more,
  };
}
