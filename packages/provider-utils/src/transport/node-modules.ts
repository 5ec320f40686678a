import type { HttpAgent } from './http-agent.js';

/**
 * The part of Node's modules that the Node transport uses, declared here so that no one needs Node's types.
 * The modules come from `process.getBuiltinModule`: `import` of `node:http` costs some 45 ms instead of 2,
 * because it reads every export, and one of them loads all of undici. Bundlers do not see it either.
 */
export interface NodeStream {
  on(event: 'data', listener: (chunk: Uint8Array) => void): this;
  on(event: 'end' | 'close', listener: () => void): this;
  on(event: 'error', listener: (error: unknown) => void): this;
  pause(): this;
  resume(): this;
}

export interface NodeDecoder extends NodeStream {
  end(): this;
}

export interface NodeResponse extends NodeStream {
  readonly statusCode: number;
  readonly headers: Record<string, string | string[] | undefined>;
  /** The whole message was received, though perhaps not yet read. */
  readonly complete: boolean;
  pipe(decoder: NodeDecoder): void;
}

export interface NodeSocket {
  readonly connecting: boolean;
  /** The handshake is not over; only sockets of TLS have it. */
  readonly secureConnecting?: boolean | undefined;
  readonly bytesRead: number;
  once(event: 'connect' | 'secureConnect', listener: () => void): this;
  destroy(): this;
}

export interface NodeRequest {
  readonly reusedSocket: boolean;
  on(event: 'error', listener: (error: unknown) => void): this;
  on(event: 'socket', listener: (socket: NodeSocket) => void): this;
  on(event: 'response', listener: (response: NodeResponse) => void): this;
  end(body?: string): this;
  destroy(): this;
}

export interface NodeAgent extends HttpAgent {
  readonly freeSockets: { readonly [name: string]: readonly NodeSocket[] | undefined };
  /** Called when a socket becomes idle; whether it is kept. */
  keepSocketAlive(socket: NodeSocket): boolean;
  createConnection(options: NodeRequestOptions, callback: unknown): NodeSocket;
}

export interface NodeRequestOptions {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly agent: HttpAgent;
  /** Our own, for the agents of `node-pools.ts`: is told of a new socket before it is connected. */
  onSocketOpened?: ((socket: NodeSocket) => void) | undefined;
}

interface NodeAgentOptions {
  readonly keepAlive: boolean;
  readonly maxFreeSockets: number;
  readonly ca?: string | undefined;
  readonly proxyEnv?: Record<string, string | undefined> | undefined;
}

export interface NodeHttp {
  readonly Agent: new (options: NodeAgentOptions) => NodeAgent;
  request(options: NodeRequestOptions): NodeRequest;
}

export interface NodeZlib {
  readonly constants: { readonly Z_SYNC_FLUSH: number; readonly BROTLI_OPERATION_FLUSH: number };
  createGunzip(options: { flush: number; finishFlush: number }): NodeDecoder;
  createInflate(options: { flush: number; finishFlush: number }): NodeDecoder;
  createBrotliDecompress(options: { flush: number; finishFlush: number }): NodeDecoder;
  /** Since Node 22.15. */
  createZstdDecompress?(): NodeDecoder;
}

interface NodeProcess {
  readonly versions: { readonly node: string };
  readonly env: Record<string, string | undefined>;
  getBuiltinModule(name: 'node:http' | 'node:https'): NodeHttp;
  getBuiltinModule(name: 'node:zlib'): NodeZlib;
}

declare const process: NodeProcess;
declare const Buffer: { concat(chunks: readonly Uint8Array[]): Uint8Array };

/** Node's own module for a protocol; `node:https` loads TLS, which costs 25 ms, so it waits for the first such URL. */
export function loadHttp(protocol: 'http:' | 'https:'): NodeHttp {
  if (protocol === 'https:') {
    https ??= process.getBuiltinModule('node:https');
    return https;
  }
  http ??= process.getBuiltinModule('node:http');
  return http;
}

let http: NodeHttp | undefined;
let https: NodeHttp | undefined;

export function loadZlib(): NodeZlib {
  return process.getBuiltinModule('node:zlib');
}

/** Copies chunks into one, out of Node's pool of memory where they are small. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(chunks);
}

/** A timer that does not keep the process running. */
export function startQuietTimer(action: () => void, milliseconds: number): void {
  const timer: unknown = setTimeout(action, milliseconds);
  (timer as { unref?(): void }).unref?.(); // a number where a page's timers stand in for Node's
}

/** Such as `24.21.0`. */
export function nodeVersion(): string {
  return process.versions.node;
}

/** The environment, read for the proxy variables only. */
export function environment(): Record<string, string | undefined> {
  return process.env;
}
