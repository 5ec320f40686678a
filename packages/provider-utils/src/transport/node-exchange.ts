import { connectionFailure, failureCode } from './failures.js';
import { type HttpAgent, invalidAgent } from './http-agent.js';
import { NodeBody } from './node-body.js';
import { decode } from './node-decoding.js';
import { NodeHeaders } from './node-headers.js';
import { noteServerLimit } from './node-idle-sockets.js';
import {
  loadHttp,
  type NodeRequest,
  type NodeRequestOptions,
  type NodeResponse,
  type NodeSocket,
} from './node-modules.js';
import type { Pool, Pools } from './node-pools.js';
import { prepareRequest } from './prepare.js';
import type { Target } from './target.js';
import type { TransportRequest, TransportResponse } from './transport.js';

/** Of other methods, such as DELETE, Node sends a body without its length: the server reads it as the next request. */
const measuredByNode: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** Sends one request over `node:http(s)`, without following redirects. */
export function exchangeOverNode(pools: Pools, request: TransportRequest): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const { target, headers } = prepareRequest(request);
    if (request.body !== undefined && !measuredByNode.has(request.method)) {
      headers['content-length'] = String(new TextEncoder().encode(request.body).length);
    }
    new NodeExchange({ request, target, headers, pool: pools(target), resolve, reject }).send();
  });
}

/** What an exchange needs until the answer comes. */
interface Errand {
  readonly request: TransportRequest;
  readonly target: Target;
  readonly headers: Record<string, string>;
  readonly pool: Pool;
  resolve(response: TransportResponse): void;
  reject(reason: unknown): void;
}

/** One request and its answer. It lives as long as the body of the answer. */
class NodeExchange {
  readonly #host: string;
  readonly #signal: TransportRequest['signal'];
  /** Dropped when the answer comes, or none will: a prompt may be long, and a stream lasts. */
  #errand: Errand | undefined;
  #sent: NodeRequest | undefined;
  #socket: NodeSocket | undefined;
  #bytesBefore = 0;
  /** The socket to a proxy, as long as the tunnel does not stand. */
  #tunnel: NodeSocket | undefined;
  /** The request waited in the agent for a socket. */
  #queued = false;
  #connecting = false;
  #resent = false;
  #body: NodeBody | undefined;

  constructor(errand: Errand) {
    this.#errand = errand;
    this.#host = errand.target.host;
    this.#signal = errand.request.signal;
    this.#signal?.addEventListener('abort', this.#stop);
  }

  send(): void {
    try {
      if (this.#errand !== undefined) this.#open(this.#errand);
    } catch (error) {
      this.#fail(error);
      this.#sent?.destroy();
    }
  }

  #open({ request, target, headers, pool }: Errand): void {
    const { protocol, hostname, port, path } = target;
    const { agent, kind } = pool;
    const { method } = request;
    const options: NodeRequestOptions = { protocol, hostname, port, path, method, headers, agent };
    if (kind === 'tunnels') {
      options.onSocketOpened = (socket) => {
        this.#tunnel = socket;
      };
    }
    // Read from the module at each call, so that tools which patch it are honoured.
    const sent = kind === 'given' ? sendOverGiven(options) : loadHttp(protocol).request(options);
    this.#sent = sent;
    // Listened to for as long as the request lives: an error may come after the response. One that was sent again counts no more.
    sent.on('error', (error) => {
      if (sent === this.#sent) this.#onError(error);
    });
    sent.on('socket', (socket) => {
      if (sent === this.#sent) this.#onSocket(socket);
    });
    sent.on('response', (response) => this.#onResponse(response, sent));
    this.#connecting = false;
    this.#queued = kind === 'given' && isQueued(sent, agent);
    if (kind !== 'direct' && !this.#queued) this.#startToConnect(request);
    sent.end(request.body);
  }

  #onSocket(socket: NodeSocket): void {
    this.#tunnel = undefined;
    this.#socket = socket;
    this.#bytesBefore = socket.bytesRead;
    const request = this.#errand?.request;
    if (request === undefined) return;
    if (socket.connecting || socket.secureConnecting) {
      this.#startToConnect(request);
      const { onConnected } = request;
      if (onConnected) socket.once(socket.secureConnecting ? 'secureConnect' : 'connect', onConnected);
    } else if (this.#connecting) {
      request.onConnected?.();
    }
  }

  #startToConnect(request: TransportRequest): void {
    if (this.#connecting) return;
    this.#connecting = true;
    request.onConnecting?.();
  }

  #onResponse(response: NodeResponse, request: NodeRequest): void {
    const host = this.#host;
    try {
      const decoder = decode(response, host);
      noteServerLimit(this.#socket, response);
      const body = new NodeBody({ response, decoder, request, host, exchange: this });
      this.#body = body;
      const headers = new NodeHeaders(response.headers);
      this.#errand?.resolve({ status: response.statusCode, headers, body });
      this.#errand = undefined;
    } catch (error) {
      this.#fail(error);
      request.destroy();
    }
  }

  #onError(error: unknown): void {
    if (this.#body !== undefined) {
      this.#body.fail(error);
    } else if (this.#errand !== undefined && !this.#resent && this.#wasClosed(error)) {
      this.#resent = true;
      const { pool, target } = this.#errand;
      dropIdleSockets(pool.agent, target);
      this.send();
    } else {
      this.#fail(connectionFailure(error, this.#host, this.#errand?.pool.advice));
    }
  }

  /** The socket was used before, and broke before a byte of the answer came: the server has most likely not seen the request. */
  #wasClosed(error: unknown): boolean {
    const code = failureCode(error);
    if (code !== 'ECONNRESET' && code !== 'EPIPE') return false;
    // Node does not call a socket reused that goes from one request to the next in the queue.
    const isReused = this.#sent?.reusedSocket === true || (this.#queued && this.#bytesBefore > 0);
    return isReused && this.#socket?.bytesRead === this.#bytesBefore;
  }

  readonly #stop = (): void => {
    const reason: unknown = this.#signal?.reason;
    // First the reason, then the socket: destroying it surfaces as an error of its own.
    if (this.#body === undefined) this.#fail(reason);
    else this.#body.abort(reason);
    this.#sent?.destroy();
    this.#tunnel?.destroy();
  };

  #fail(reason: unknown): void {
    this.#errand?.reject(reason);
    this.#errand = undefined;
    this.release();
  }

  /** The signal is needed no more. */
  release(): void {
    this.#signal?.removeEventListener('abort', this.#stop);
  }
}

/** @throws `SETTING_INVALID` where the agent is not for URLs of this kind. */
function sendOverGiven(options: NodeRequestOptions): NodeRequest {
  try {
    return loadHttp(options.protocol).request(options);
  } catch (error) {
    if (failureCode(error) !== 'ERR_INVALID_PROTOCOL') throw error;
    const message = `The option "agent" holds an agent that is not for ${options.protocol} URLs, such as that of ${options.hostname}.`;
    throw invalidAgent(message, error);
  }
}

/** Whether an agent lets a request wait for a socket. It has just been put at the end of the line, or is in none. */
function isQueued(sent: NodeRequest, { requests = {} }: HttpAgent): boolean {
  return Object.values(requests).some((line) => Array.isArray(line) && line.at(-1) === sent);
}

/** The siblings of a stale socket have most likely been closed as well. Without them the next one is new, and cannot be stale. */
function dropIdleSockets({ freeSockets = {} }: HttpAgent, { hostname, port }: Target): void {
  for (const [name, sockets] of Object.entries(freeSockets)) {
    if (name.startsWith(`${hostname}:${port}:`)) for (const socket of sockets ?? []) socket.destroy();
  }
}
