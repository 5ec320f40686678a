import { environment, loadHttp, type NodeAgent } from './node-modules.js';
import type { Target } from './target.js';

/** How Node's sockets are kept. */
export interface NodeTransportOptions {
  /** Certificates to trust instead of Node's list, in PEM. */
  readonly ca?: string | undefined;
  /** How long an idle socket is kept, in milliseconds. Default 4,000: below the 5,000 after which many servers close it. */
  readonly idleSocketTimeout?: number | undefined;
  /** Where the proxy variables are read. Default `process.env`. */
  readonly env?: Record<string, string | undefined> | undefined;
}

/** Finds the pool of sockets for a target. */
export type Agents = (target: Target) => NodeAgent;

/**
 * One agent per protocol, made when first needed, and one more for loopback hosts: a local server is never
 * behind a proxy, whatever `HTTP_PROXY` says.
 */
export function createAgents(options: NodeTransportOptions): Agents {
  const agents = new Map<string, NodeAgent>();
  return ({ protocol, loopback }) => {
    const key = loopback ? `${protocol}direct` : protocol;
    let agent = agents.get(key);
    if (agent === undefined) {
      agent = new (loadHttp(protocol).Agent)({
        keepAlive: true,
        maxFreeSockets: 256,
        // Closes idle sockets before the server does. An active one that is silent is not touched.
        timeout: options.idleSocketTimeout ?? 4_000,
        ...(options.ca !== undefined && { ca: options.ca }),
        ...(!loopback && { proxyEnv: options.env ?? environment() }),
      });
      agents.set(key, agent);
    }
    return agent;
  };
}
