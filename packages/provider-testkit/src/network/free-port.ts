import { createServer } from 'node:net';
import { listen } from './listen.js';

/** A port of 127.0.0.1 that was free a moment ago; another process may take it before you do. */
export async function freePort(): Promise<number> {
  const listening = await listen(createServer());
  await listening.close();
  return listening.port;
}
