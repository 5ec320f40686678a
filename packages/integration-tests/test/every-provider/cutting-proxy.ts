import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** How an answer is lost: its body ends regularly without an end marker, or its connection is closed or reset. */
export type Cut = 'ended' | 'closed' | 'reset';

/** A proxy that loses answers half-way. */
export interface CuttingProxy extends AsyncDisposable {
  /** The backend's, with the proxy in its place. */
  readonly baseUrl: string;
  /** How many requests came. */
  readonly count: number;
}

/**
 * Starts a proxy before a backend. The first `losses` answers are passed on up to the line with `mark`, and are then lost;
 * without a `mark` nothing of them is passed on but the head.
 */
export async function startCuttingProxy(
  backend: string,
  cut: Cut,
  { mark, losses = Infinity }: { mark?: string; losses?: number } = {},
): Promise<CuttingProxy> {
  let count = 0;
  const server = createServer(async (incoming, outgoing) => {
    const isLost = count++ < losses;
    const answer = await forward(incoming, backend);
    const body = await text(answer);
    outgoing.writeHead(answer.statusCode ?? 0, withoutLength(answer));
    if (!isLost) return void outgoing.end(body);
    await lose(outgoing, mark === undefined ? '' : upTo(body, mark), cut);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: backend.replace(new URL(backend).host, `127.0.0.1:${(server.address() as AddressInfo).port}`),
    get count() {
      return count;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(incoming: IncomingMessage, backend: string): Promise<IncomingMessage> {
  const { method, headers, url = '/' } = incoming;
  const body = await text(incoming);
  return new Promise((resolve, reject) => {
    const { host: _host, ...rest } = headers;
    const options = { method, headers: { ...rest, 'content-length': Buffer.byteLength(body) } };
    ask(new URL(url, backend), options, resolve).on('error', reject).end(body);
  });
}

/** The body gets chunks, so that only its last chunk tells that it is whole. */
function withoutLength({ headers }: IncomingMessage): Record<string, string | string[] | undefined> {
  const {
    'content-length': _length,
    'transfer-encoding': _encoding,
    connection: _connection,
    ...rest
  } = headers;
  return rest;
}

/** The body with all lines up to the one with the mark, and the empty line that ends an event; one line up to the mark. */
function upTo(body: string, mark: string): string {
  const end = body.indexOf(mark) + mark.length;
  const lineEnd = body.indexOf('\n', end) + 1;
  if (lineEnd === 0) return body.slice(0, end);
  return body.slice(0, body[lineEnd] === '\n' ? lineEnd + 1 : lineEnd);
}

async function lose(outgoing: ServerResponse, sent: string, cut: Cut): Promise<void> {
  if (cut === 'ended') return void outgoing.end(sent);
  outgoing.flushHeaders();
  outgoing.write(sent);
  // Lets the client read what was sent before a reset takes it away.
  await sleep(20);
  if (cut === 'reset') outgoing.socket?.resetAndDestroy();
  else outgoing.socket?.end();
}
