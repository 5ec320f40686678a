import type { RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { certificate, certificateKey } from './certificate.js';
import { start, type TestServer } from './servers.js';

/** A server behind TLS, at `localhost`. */
export interface SecureServer extends TestServer<Server> {
  /** Its address by the name that is in its certificate. */
  readonly trustedUrl: string;
}

/** Starts an HTTPS server with a certificate that only `ca: certificate` trusts; it answers `ok`. */
export async function startHttps(
  options: ServerOptions = {},
  handler: RequestListener = (_request, response) => response.end('ok'),
): Promise<SecureServer> {
  const server = createServer({ cert: certificate, key: certificateKey, ...options }, handler);
  const started = await start(server, 'https');
  return { ...started, trustedUrl: `https://localhost:${started.port}` };
}
