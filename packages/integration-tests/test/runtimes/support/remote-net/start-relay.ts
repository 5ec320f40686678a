import { connect, createServer, type Server, type Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Command, Notice } from './messages.js';

/** Opens sockets for runtimes that cannot listen. */
export interface Relay extends AsyncDisposable {
  /** `ws://127.0.0.1:PORT`, for `openRelay` of `net.ts`. */
  readonly url: string;
}

/** Starts a relay. What a runtime has opened is taken down when it hangs up. */
export async function startRelay(): Promise<Relay> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (control) => new Session(control));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.');
  return {
    url: `ws://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}

/** The servers and sockets of one runtime. */
class Session {
  readonly #control: WebSocket;
  readonly #servers = new Map<string, Server>();
  readonly #sockets = new Map<string, Socket>();
  #accepted = 0;

  constructor(control: WebSocket) {
    this.#control = control;
    control.on('message', (text) => this.#obey(JSON.parse(String(text)) as Command));
    control.on('close', () => {
      for (const server of this.#servers.values()) server.close();
      for (const socket of this.#sockets.values()) socket.destroy();
    });
  }

  #tell(notice: Notice): void {
    if (this.#control.readyState === this.#control.OPEN) this.#control.send(JSON.stringify(notice));
  }

  #obey(command: Command): void {
    if (command.do === 'listen') return this.#listen(command.server, command.port);
    if (command.do === 'close-server') {
      const { server } = command;
      this.#servers.get(server)?.close(() => this.#tell({ on: 'server-closed', server }));
      return;
    }
    if (command.do === 'connect') {
      const { socket, port, localPort } = command;
      const local = localPort === undefined ? {} : { localAddress: '127.0.0.1', localPort };
      return this.#watch(socket, connect({ host: '127.0.0.1', port, ...local }));
    }
    const socket = this.#sockets.get(command.socket);
    if (socket === undefined) return;
    if (command.do === 'write') this.#write(command.socket, socket, Buffer.from(command.bytes, 'base64'));
    else if (command.do === 'end') socket.end();
    else if (command.do === 'reset') socket.resetAndDestroy();
    else socket.destroy();
  }

  #listen(id: string, port: number): void {
    const server = createServer({ noDelay: true }, (socket) => {
      const name = `accepted-${++this.#accepted}`;
      this.#tell({ on: 'connection', server: id, socket: name });
      this.#watch(name, socket);
    });
    this.#servers.set(id, server);
    server.on('error', ({ message }) => this.#tell({ on: 'server-error', server: id, message }));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('The server has no port.');
      this.#tell({ on: 'listening', server: id, port: address.port });
    });
  }

  #watch(id: string, socket: Socket): void {
    this.#sockets.set(id, socket);
    socket.on('connect', () => this.#tell({ on: 'connect', socket: id }));
    socket.on('data', (bytes) => this.#tell({ on: 'data', socket: id, bytes: bytes.toString('base64') }));
    socket.on('end', () => this.#tell({ on: 'end', socket: id }));
    socket.on('error', ({ message }) => this.#tell({ on: 'error', socket: id, message }));
    socket.on('close', () => {
      this.#sockets.delete(id);
      this.#tell({ on: 'close', socket: id });
    });
  }

  #write(id: string, socket: Socket, bytes: Buffer): void {
    const drained = (): void => this.#tell({ on: 'drain', socket: id });
    if (socket.write(bytes)) drained();
    else socket.once('drain', drained);
  }
}
