import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on a free port of this machine, with every socket it was given. */
export interface TestServer<S extends TcpServer> {
  readonly server: S;
  readonly url: string;
  readonly port: number;
  readonly sockets: Set<Socket>;
  /** How many sockets were accepted since the start. */
  readonly accepted: () => number;
}

/** Starts an HTTP server that is stopped when the test ends. */
export function startHttp(handler: RequestListener): Promise<TestServer<Server>> {
  return start(createServer(handler));
}

/** Starts a server that answers each connection with raw bytes; it is stopped when the test ends. */
export function startTcp(onSocket: (socket: Socket) => void): Promise<TestServer<TcpServer>> {
  return start(createTcpServer(onSocket));
}

/** Starts any server on a free port. */
export async function start<S extends TcpServer>(server: S, scheme = 'http'): Promise<TestServer<S>> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `${scheme}://127.0.0.1:${port}`, port, sockets, accepted: () => accepted };
}

/** Starts a server that reads the request head, then does what it is told with the socket. */
export function startRaw(answer: (socket: Socket) => void): Promise<TestServer<TcpServer>> {
  return startTcp((socket) => socket.once('data', () => answer(socket)));
}
