import { createAgents, type NodeTransportOptions } from './node-agents.js';
import { exchangeOverNode } from './node-exchange.js';
import { withRedirects } from './redirect.js';
import type { Transport } from './transport.js';

let shared: Transport | undefined;

/** The transport of Node: `node:http` and `node:https` with one pool of kept-alive sockets for the whole process. */
export function createPlatformTransport(): Transport {
  shared ??= createNodeTransport();
  return shared;
}

/** A transport over `node:http` and `node:https` with its own pool of sockets. Nothing is loaded before the first call. */
export function createNodeTransport(options: NodeTransportOptions = {}): Transport {
  const agents = createAgents(options);
  const exchange: Transport = (request) => exchangeOverNode(agents, request);
  return (request) => withRedirects(exchange, request);
}
