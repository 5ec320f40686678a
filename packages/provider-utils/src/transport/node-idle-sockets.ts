import { type NodeAgent, type NodeResponse, type NodeSocket, startQuietTimer } from './node-modules.js';

const idleSince = Symbol('idleSince');
const serverLimit = Symbol('serverLimit');

/** What is known of a socket is on the socket, in milliseconds. */
interface WatchedSocket extends NodeSocket {
  [idleSince]?: number;
  /** How long the server keeps it idle, where it says so. */
  [serverLimit]?: number;
}

/** How often idle sockets are looked at, at most, while one is idle for as long as it may be. */
const looks = 16;

/**
 * Makes an agent close its sockets before they are idle for `limit` milliseconds, or for as long as their server keeps them. An
 * active one that is silent is not touched. (The agent's own option `timeout` is a timer for each socket that every read and
 * write renews: 5 to 10 % of a short call.)
 */
export function closeIdleSockets(agent: NodeAgent, limit: number): void {
  const { keepSocketAlive } = agent;
  const interval = limit / looks;
  let lookedAt = -Infinity;
  const look = (now: number): boolean => {
    let isAnyLeft = false;
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of (sockets ?? []) as readonly WatchedSocket[]) {
        const { [idleSince]: since = now, [serverLimit]: kept = limit } = socket;
        if (now - since > Math.min(limit, kept) - 2 * interval) socket.destroy();
        else isAnyLeft = true;
      }
    }
    return isAnyLeft;
  };
  const watch = (now: number) => {
    lookedAt = now;
    startQuietTimer(() => {
      if (lookedAt !== now) return;
      const later = performance.now();
      if (look(later)) watch(later);
    }, 2 * interval);
  };
  agent.keepSocketAlive = (socket: WatchedSocket) => {
    const now = performance.now();
    socket[idleSince] = now;
    // Before the timer does: one that started the next for ever would keep what belongs to the call that started the first.
    if (now - lookedAt >= interval) {
      look(now);
      watch(now);
    }
    return keepSocketAlive.call(agent, socket);
  };
}

/** Notes how long the server keeps the socket of this answer, with a second to spare. */
export function noteServerLimit(socket: NodeSocket | undefined, { headers }: NodeResponse): void {
  const hint = headers['keep-alive'];
  if (hint === undefined || socket === undefined) return;
  const seconds = /\btimeout=(\d+)/.exec(String(hint))?.[1];
  if (seconds !== undefined) (socket as WatchedSocket)[serverLimit] = (Number(seconds) - 1) * 1_000;
}
