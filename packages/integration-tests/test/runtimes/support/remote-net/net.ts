// Stands in for `node:net` in bundles for runtimes that cannot listen: the sockets are in a Node process, the relay.
import { EventEmitter } from 'node:events';
import type { Command, Notice } from './messages.js';

let control: WebSocket | undefined;
let count = 0;
const servers = new Map<string, Server>();
const sockets = new Map<string, Socket>();

/** Connects to the relay. To be called before the first server is made. */
export async function openRelay(url: string): Promise<{ close(): void }> {
  const opened = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    opened.addEventListener('open', () => resolve());
    opened.addEventListener('error', () => reject(new Error(`There is no relay at ${url}.`)));
  });
  opened.addEventListener('message', ({ data }) => hear(JSON.parse(String(data)) as Notice));
  control = opened;
  return { close: () => opened.close() };
}

/** As that of `node:net`, as far as the kit uses it. */
export class Socket extends EventEmitter {
  readonly id: string;
  bytesWritten = 0;

  constructor(id: string) {
    super();
    this.id = id;
    sockets.set(id, this);
  }

  /** `false` always: `drain` follows when the relay's system has taken the bytes. */
  write(bytes: string | Uint8Array): boolean {
    const given = Buffer.from(bytes as string);
    this.bytesWritten += given.length;
    ask({ do: 'write', socket: this.id, bytes: given.toString('base64') });
    return false;
  }

  end(): void {
    ask({ do: 'end', socket: this.id });
  }

  resetAndDestroy(): void {
    ask({ do: 'reset', socket: this.id });
  }

  destroy(): void {
    ask({ do: 'destroy', socket: this.id });
  }
}

/** As that of `node:net`, as far as the kit uses it. */
export class Server extends EventEmitter {
  readonly id: string = `server-${++count}`;
  port = 0;

  listen(port: number, _host: string, listening: () => void): void {
    servers.set(this.id, this);
    this.once('listening', listening);
    ask({ do: 'listen', server: this.id, port });
  }

  address(): { port: number } {
    return { port: this.port };
  }

  close(closed: () => void): void {
    this.once('close', closed);
    ask({ do: 'close-server', server: this.id });
  }
}

/** Makes a server; the options of `node:net` are the relay's. */
export function createServer(_options?: unknown, onConnection?: (socket: Socket) => void): Server {
  const server = new Server();
  if (onConnection) server.on('connection', onConnection);
  return server;
}

/** Connects to a port of 127.0.0.1. */
export function connect({ port, localPort }: { port: number; localPort?: number | undefined }): Socket {
  const socket = new Socket(`own-${++count}`);
  ask({ do: 'connect', socket: socket.id, port, localPort });
  return socket;
}

function ask(command: Command): void {
  if (control === undefined) throw new Error('Call openRelay first.');
  control.send(JSON.stringify(command));
}

function hear(notice: Notice): void {
  if ('server' in notice) hearOfServer(notice);
  else hearOfSocket(notice);
}

function hearOfServer(notice: Extract<Notice, { server: string }>): void {
  const server = servers.get(notice.server);
  if (server === undefined) return;
  if (notice.on === 'listening') server.port = notice.port;
  if (notice.on === 'connection') server.emit('connection', new Socket(notice.socket));
  else if (notice.on === 'server-error') server.emit('error', new Error(notice.message));
  else server.emit(notice.on === 'server-closed' ? 'close' : notice.on);
}

function hearOfSocket(notice: Extract<Notice, { socket: string; server?: never }>): void {
  const socket = sockets.get(notice.socket);
  if (socket === undefined) return;
  if (notice.on === 'data') socket.emit('data', Buffer.from(notice.bytes, 'base64'));
  else if (notice.on === 'error') socket.emit('error', new Error(notice.message));
  else socket.emit(notice.on);
  if (notice.on === 'close') sockets.delete(notice.socket);
}
