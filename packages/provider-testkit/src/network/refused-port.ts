import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
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
 * connection that stays open: nobody else can listen there meanwhile.
 */
export async function reserveRefusedPort(): Promise<RefusedPort> {
  const peer = await listen(createServer());
  const holder = connect(peer.port, '127.0.0.1');
  await once(holder, 'connect');
  const { port } = holder.address() as AddressInfo;
  const close = async (): Promise<void> => {
    holder.destroy();
    await peer.close();
  };
  return { baseUrl: `http://127.0.0.1:${port}`, port, close, [Symbol.asyncDispose]: close };
}
