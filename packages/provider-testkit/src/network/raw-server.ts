import { createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listen } from './listen.js';
import { type RawRequest, RequestReader } from './request-reader.js';

/** How a connection ended: whose side closed it first, and when on the clock of `performance.now()`. */
export interface ConnectionEnd {
  readonly by: 'client' | 'server';
  readonly at: number;
}

/** What a raw server knows of one connection. */
export interface RawConnection {
  readonly openedAt: number;
  /** The requests that came over it, in order. */
  readonly requests: readonly RawRequest[];
  readonly open: boolean;
  /** Settles when the socket is closed; never rejects. */
  readonly closed: Promise<ConnectionEnd>;
  /** Body and header bytes handed to the system so far. */
  readonly bytesSent: number;
}

/** A server that shows its sockets. */
export interface RawServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly baseUrl: string;
  readonly port: number;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RawRequest[];
  /** Every connection so far, closed ones too. */
  readonly connections: readonly RawConnection[];
  /** How many sockets are open now. */
  readonly openSockets: number;
  /** Settles with the connection whose request is number `count` (1 is the first), once that has come. */
  waitForRequest(count: number): Promise<RawConnection>;
  /** Cuts what is open and stops listening. */
  close(): Promise<void>;
}

/** The server's end of one connection. Nothing here throws when the client has gone. */
export class ServerConnection implements RawConnection {
  readonly openedAt: number = performance.now();
  readonly requests: RawRequest[] = [];
  readonly closed: Promise<ConnectionEnd>;
  readonly #socket: Socket;
  #firstEnd: ConnectionEnd | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => this.#ending('client'));
    socket.on('end', () => this.#ending('client'));
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve(this.#ending('client')));
    });
  }

  get open(): boolean {
    return this.#firstEnd === undefined;
  }

  get bytesSent(): number {
    return this.#socket.bytesWritten;
  }

  /** Writes bytes of their own, then lets the other side read before anything else happens. */
  async send(bytes: string | Uint8Array): Promise<void> {
    if (!this.open || bytes.length === 0) return;
    const drained = this.#socket.write(bytes);
    if (!drained)
      await Promise.race([this.closed, new Promise((resolve) => this.#socket.once('drain', resolve))]);
    await nextTurn();
  }

  /** Closes in the regular way (FIN) after what was sent. */
  end(): void {
    this.#ending('server');
    this.#socket.end();
  }

  /** Resets the connection (RST). */
  reset(): void {
    this.#ending('server');
    this.#socket.resetAndDestroy();
  }

  #ending(by: ConnectionEnd['by']): ConnectionEnd {
    this.#firstEnd ??= { by, at: performance.now() };
    return this.#firstEnd;
  }
}

/** Answers one request; `index` counts the requests of all connections from 0. */
export type Answer = (request: RawRequest, connection: ServerConnection, index: number) => Promise<void>;

/** Starts a server that leaves every byte of the answer to `answer`. */
export async function startRawServer(answer: Answer): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const connections: ServerConnection[] = [];
  const arrivals: (() => void)[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = new ServerConnection(socket);
    const reader = new RequestReader();
    let answered: Promise<void> = Promise.resolve();
    connections.push(connection);
    socket.on('data', (bytes) => {
      for (const request of reader.push(bytes)) {
        connection.requests.push(request);
        const index = requests.push(request) - 1;
        for (const arrived of arrivals.splice(0)) arrived();
        answered = answered.then(() => answer(request, connection, index));
      }
    });
  });
  const listening = await listen(server);
  return {
    baseUrl: `http://127.0.0.1:${listening.port}`,
    port: listening.port,
    requests,
    connections,
    get openSockets() {
      return listening.openSockets;
    },
    async waitForRequest(count) {
      while (requests.length < count) await new Promise<void>((resolve) => arrivals.push(resolve));
      const request = requests[count - 1];
      const connection = connections.find((candidate) => request && candidate.requests.includes(request));
      if (connection === undefined) throw new Error(`There is no request number ${count}.`);
      return connection;
    },
    close: () => listening.close(),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}
