import type { FetchLike } from '@modelport/core';
import { createPlatformTransport } from '#transport';
import { createFetchTransport } from './fetch-transport.js';
import type { Transport } from './transport.js';

/** How {@link createTransport} sends. */
export interface TransportOptions {
  /** A function like the global `fetch`. It always wins over the platform's own transport. */
  readonly fetch?: FetchLike | undefined;
}

/**
 * The transport of this platform: `node:http(s)` with kept-alive sockets on Node, `fetch` everywhere else.
 * Cheap to call: nothing is loaded or opened before the first request.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  return options.fetch === undefined ? createPlatformTransport() : createFetchTransport(options.fetch);
}
