import type { FetchLike } from '@modelport/core';
import { createPlatformTransport } from '#transport';
import { createFetchTransport } from './fetch-transport.js';
import { checkAgent, type HttpAgent } from './http-agent.js';
import type { Transport } from './transport.js';

/** How {@link createTransport} sends. */
export interface TransportOptions {
  /** A function like the global `fetch`. It takes the place of the platform's own transport. */
  readonly fetch?: FetchLike | undefined;
  /** Node only: an agent that makes and keeps the sockets, in place of the pool that all transports share. */
  readonly agent?: HttpAgent | undefined;
}

/**
 * The transport of this platform: `node:http(s)` with kept-alive sockets on Node, `fetch` everywhere else.
 * Cheap to call: nothing is loaded or opened before the first request.
 * @throws `SETTING_INVALID` for an agent that is none, one beside a `fetch`, and one where there is no `node:http`.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  checkAgent(options);
  const { fetch, agent } = options;
  return fetch === undefined ? createPlatformTransport(agent) : createFetchTransport(fetch);
}
