import { connectionFailure, failureCode } from './failures.js';
import type { Agents } from './node-agents.js';
import { NodeBody } from './node-body.js';
import { decode } from './node-decoding.js';
import { NodeHeaders } from './node-headers.js';
import {
  loadHttp,
  type NodeAgent,
  type NodeRequest,
  type NodeRequestOptions,
  type NodeSocket,
} from './node-modules.js';
import { prepareRequest } from './prepare.js';
import type { Target } from './target.js';
import type { TransportRequest, TransportResponse } from './transport.js';

/** Of other methods, such as DELETE, Node sends a body without its length: the server reads it as the next request. */
const measuredByNode: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** Sends one request over `node:http(s)`, without following redirects. */
export async function exchangeOverNode(
  agents: Agents,
  request: TransportRequest,
): Promise<TransportResponse> {
  const { target, headers } = prepareRequest(request);
  const { protocol, hostname, port, path } = target;
  const agent = agents(target);
  if (request.body !== undefined && !measuredByNode.has(request.method)) {
    headers['content-length'] = String(new TextEncoder().encode(request.body).length);
  }
  const options = { protocol, hostname, port, path, method: request.method, headers, agent };
  try {
    return await send(options, request, target);
  } catch (error) {
    if (!(error instanceof StaleSocket)) throw error;
    request.signal?.throwIfAborted();
    dropIdleSockets(agent, target);
    return send(options, request, target);
  }
}

/** A kept-alive socket turned out to be closed: the server has most likely not seen the request, so it is sent once more. */
class StaleSocket extends Error {}

/** The siblings of a stale socket have most likely been closed as well. Without them the next one is new, and cannot be stale. */
function dropIdleSockets(agent: NodeAgent, { hostname, port }: Target): void {
  for (const [name, sockets] of Object.entries(agent.freeSockets)) {
    if (name.startsWith(`${hostname}:${port}:`)) for (const socket of sockets ?? []) socket.destroy();
  }
}

function send(
  options: NodeRequestOptions,
  request: TransportRequest,
  { protocol, host }: Target,
): Promise<TransportResponse> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    // Read from the module at each call, so that tools which patch it are honoured.
    const sent = loadHttp(protocol).request(options);
    let socket: NodeSocket | undefined;
    let bytesBefore = 0;
    let body: NodeBody | undefined;

    const stop = (): void => {
      // First the reason, then the socket: destroying it surfaces as an error of its own.
      reject(signal?.reason);
      body?.abort(signal?.reason);
      sent.destroy();
    };
    const forget = (): void => signal?.removeEventListener('abort', stop);
    signal?.addEventListener('abort', stop);

    sent.once('socket', (given) => {
      socket = given;
      bytesBefore = given.bytesRead;
      watchConnecting(given, protocol, request);
    });
    sent.once('response', (response) => {
      try {
        body = new NodeBody({
          response,
          decoder: decode(response, host),
          request: sent,
          host,
          release: forget,
        });
        resolve({ status: response.statusCode, headers: new NodeHeaders(response.headers), body });
      } catch (error) {
        reject(error);
        forget();
        sent.destroy();
      }
    });
    // Listened to for as long as the request lives: an error may come after the response.
    sent.on('error', (error) => {
      if (body !== undefined) {
        body.fail(error);
        return;
      }
      forget();
      const isStale = wasClosed(sent, error, socket, bytesBefore);
      reject(isStale ? new StaleSocket() : connectionFailure(error, host));
    });
    sent.end(request.body);
  });
}

/** The socket was used before, and broke before a byte of the answer came. */
function wasClosed(
  sent: NodeRequest,
  error: unknown,
  socket: NodeSocket | undefined,
  bytesBefore: number,
): boolean {
  const code = failureCode(error);
  return (
    sent.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE') && socket?.bytesRead === bytesBefore
  );
}

function watchConnecting(socket: NodeSocket, protocol: string, request: TransportRequest): void {
  if (!socket.connecting) return;
  request.onConnecting?.();
  const { onConnected } = request;
  if (onConnected) socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', onConnected);
}
