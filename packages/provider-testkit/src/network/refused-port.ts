import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './free-port.js';
import { listen } from './listen.js';

/** An address where every connection is refused. */
export interface RefusedPort extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly baseUrl: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Reserves a port on which nothing listens, so that connecting to it is refused. It is the local end of a
 * connection that stays open: nobody else can listen there meanwhile. That end is bound by its number: a port that the
 * system had picked might be picked again for the near end of a connection to it, which then talks to itself.
 */
export async function reserveRefusedPort(): Promise<RefusedPort> {
  const peer = await listen(createServer());
  const { holder, port } = await holdPort(peer.port);
  const close = async (): Promise<void> => {
    holder.destroy();
    await peer.close();
  };
  return { baseUrl: `http://127.0.0.1:${port}`, port, close, [Symbol.asyncDispose]: close };
}

/** Connects to `to` from a port that was free a moment ago; from another one where it no longer is. */
async function holdPort(to: number): Promise<{ readonly holder: Socket; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const holder = connect({ port: to, host: '127.0.0.1', localAddress: '127.0.0.1', localPort: port });
    try {
      await once(holder, 'connect');
      return { holder, port };
    } catch (error) {
      if (attempt === 50) throw error;
    }
  }
}
