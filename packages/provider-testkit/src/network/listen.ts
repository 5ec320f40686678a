import type { AddressInfo, Server, Socket } from 'node:net';

/** A server that listens, its port, and how to close it with everything still open on it. */
export interface Listening {
  readonly port: number;
  /** How many sockets are open now. */
  readonly openSockets: number;
  close(): Promise<void>;
}

/**
 * Starts a server on a port of 127.0.0.1 (default: a free one) and keeps track of its sockets.
 *
 * @throws Error with code EADDRINUSE if the port is taken
 */
export async function listen(server: Server, port: number | undefined = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    port: address.port,
    get openSockets() {
      return sockets.size;
    },
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return closed;
    },
  };
}
