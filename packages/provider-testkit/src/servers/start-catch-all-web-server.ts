import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { listen } from '../network/listen.js';
import { type RecordedRequest, recordRequest } from '../openai/recorded-request.js';

const PAGE = '<!doctype html><title>My web app</title><div id="root"></div>';
const CHUNK = Buffer.alloc(16 * 1024, ' ');

/**
 * What a catch-all web server does with every request: `html` sends a page, as development servers and captive portals
 * do; `json` an empty object; `empty` an empty body; `redirect` the client to a page for signing in; `forbidden` refuses;
 * `hang` never answers; `endless` sends JSON that never ends.
 */
export type CatchAllVariant = 'html' | 'json' | 'empty' | 'redirect' | 'forbidden' | 'hang' | 'endless';

type Answer = (response: http.ServerResponse) => void | Promise<void>;

const variants: Readonly<Record<CatchAllVariant, Answer>> = {
  html: (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE),
  json: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
  empty: (response) => void response.writeHead(200).end(),
  redirect: (response) => void response.writeHead(302, { location: '/sign-in' }).end(),
  forbidden: (response) => void response.writeHead(403, { 'content-type': 'text/html' }).end(PAGE),
  hang: () => {},
  endless: (response) => pipeline(spaces(), response.writeHead(200, { 'content-type': 'application/json' })),
};

/** How a catch-all web server behaves. */
export interface CatchAllWebServerOptions {
  /** Default: `html`. */
  readonly variant?: CatchAllVariant | undefined;
  /** Default: a free one. */
  readonly port?: number | undefined;
}

/** A web server that runs, and is no model server. */
export interface CatchAllWebServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly baseUrl: string;
  readonly port: number;
  /** Every request so far. */
  readonly requests: readonly RecordedRequest[];
  /** How many sockets are open now. */
  readonly openSockets: number;
  /** Body bytes handed to the system so far. */
  readonly bytesSent: number;
  /** Cuts what is open and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a web server that answers every path in the same way, for tests of what looks for model servers.
 *
 * @throws Error with code EADDRINUSE if `port` is taken
 */
export async function startCatchAllWebServer(
  options: CatchAllWebServerOptions = {},
): Promise<CatchAllWebServer> {
  const answer: Answer = variants[options.variant ?? 'html'];
  const requests: RecordedRequest[] = [];
  const sockets = new Set<http.IncomingMessage['socket']>();
  const server = http.createServer((incoming, response) => {
    sockets.add(incoming.socket);
    const handle = async (): Promise<void> => {
      requests.push(await recordRequest(incoming, response));
      await answer(response);
    };
    handle().catch(() => response.destroy());
  });
  const listening = await listen(server, options.port);
  return {
    baseUrl: `http://127.0.0.1:${listening.port}`,
    port: listening.port,
    requests,
    get openSockets() {
      return listening.openSockets;
    },
    get bytesSent() {
      return [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);
    },
    close: () => listening.close(),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

/** White space before a JSON value may be as long as it likes. */
function* spaces(): Generator<Buffer> {
  for (;;) yield CHUNK;
}
