import type { HttpAgent } from './http-agent.js';
import { exchangeOverNode } from './node-exchange.js';
import { createPools, type NodeTransportOptions } from './node-pools.js';
import { withRedirects } from './redirect.js';
import type { Transport } from './transport.js';

let shared: Transport | undefined;

/**
 * The transport of Node: `node:http` and `node:https` with one pool of kept-alive sockets for the whole process, or with
 * an agent of the user's.
 */
export function createPlatformTransport(agent?: HttpAgent): Transport {
  if (agent !== undefined) return createNodeTransport({ agent });
  shared ??= createNodeTransport();
  return shared;
}

/** A transport over `node:http` and `node:https` with its own pool of sockets. Nothing is loaded before the first call. */
export function createNodeTransport(options: NodeTransportOptions = {}): Transport {
  const pools = createPools(options);
  const exchange: Transport = (request) => exchangeOverNode(pools, request);
  return (request) => withRedirects(exchange, request);
}
