import type { HttpAgent } from './http-agent.js';
import { closeIdleSockets } from './node-idle-sockets.js';
import { environment, loadHttp, type NodeAgent, type NodeSocket, nodeVersion } from './node-modules.js';
import { readProxy } from './node-proxies.js';
import type { Target } from './target.js';

/** How Node's sockets are made and kept. */
export interface NodeTransportOptions {
  /** Makes and keeps all sockets; then the other options, proxy variables among them, do not count. */
  readonly agent?: HttpAgent | undefined;
  /** Certificates to trust instead of Node's list, in PEM. */
  readonly ca?: string | undefined;
  /** How long an idle socket is kept, in milliseconds. Default 4,000: below the 5,000 after which many servers close it. */
  readonly idleSocketTimeout?: number | undefined;
  /** Where the proxy variables are read. Default `process.env`. */
  readonly env?: Record<string, string | undefined> | undefined;
}

/** Where the sockets to a target come from. */
export interface Pool {
  readonly agent: HttpAgent;
  /**
   * `direct`: a request gets its socket at once, connected or not. `tunnels`: once a tunnel through a proxy stands.
   * `given`: when the user's agent likes; it may let requests wait, and connect them as it will.
   */
  readonly kind: 'direct' | 'tunnels' | 'given';
  /** What to say where a connection fails. */
  readonly advice?: string | undefined;
}

/** Finds the pool of sockets for a target. */
export type Pools = (target: Target) => Pool;

/**
 * One pool per protocol, made when first needed, and one more for loopback hosts: a local server is never
 * behind a proxy, whatever `HTTP_PROXY` says.
 */
export function createPools(options: NodeTransportOptions): Pools {
  const { agent } = options;
  if (agent !== undefined) {
    const pool: Pool = { agent, kind: 'given' };
    return () => pool;
  }
  const loopbackPools: Partial<Record<Target['protocol'], Pool>> = {};
  const otherPools: Partial<Record<Target['protocol'], Pool>> = {};
  return (target) => {
    const { protocol, loopback } = target;
    const pools = loopback ? loopbackPools : otherPools;
    pools[protocol] ??= createPool(target, options);
    return pools[protocol];
  };
}

function createPool({ protocol, loopback }: Target, options: NodeTransportOptions): Pool {
  const env = options.env ?? environment();
  const proxy = loopback ? undefined : readProxy(protocol, env, nodeVersion());
  const agent = new (loadHttp(protocol).Agent)({
    keepAlive: true,
    maxFreeSockets: 256,
    ...(options.ca !== undefined && { ca: options.ca }),
    ...(proxy?.isUsed && { proxyEnv: env }),
  });
  closeIdleSockets(agent, options.idleSocketTimeout ?? 4_000);
  // A plain request goes to the proxy as to any server.
  if (!proxy?.isUsed || protocol === 'http:') return { agent, kind: 'direct', advice: proxy?.advice };
  tellOfSockets(agent);
  return { agent, kind: 'tunnels' };
}

/** Node hands over a tunnel once it stands. Whoever gives up before has to be able to close the socket to the proxy. */
function tellOfSockets(agent: NodeAgent): void {
  const connect = agent.createConnection;
  agent.createConnection = (options, callback) => {
    const socket: NodeSocket = connect.call(agent, options, callback);
    options.onSocketOpened?.(socket);
    return socket;
  };
}
