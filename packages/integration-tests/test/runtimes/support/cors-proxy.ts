import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before a server and says which pages may use it. */
export interface CorsProxy extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  /** Requests whose client hung up before the whole answer was sent. */
  readonly hangUps: number;
}

/** The request headers that Ollama lets pages send, as far as they matter here. */
const allowedHeaders = 'Authorization,Content-Type,User-Agent,Accept,X-Requested-With';

/** Starts a proxy that lets pages of one origin use a server, in the way in which Ollama does. */
export async function startCorsProxy(target: string, allowedOrigin: () => string): Promise<CorsProxy> {
  const { hostname, port } = new URL(target);
  const seen = { hangUps: 0 };
  const server = http.createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) seen.hangUps++;
    });
    const { origin } = request.headers;
    if (origin !== undefined && origin !== allowedOrigin()) return void response.writeHead(403).end();
    const headers = { 'access-control-allow-origin': allowedOrigin() };
    if (request.method === 'OPTIONS') {
      const allowed = { 'access-control-allow-headers': allowedHeaders };
      return void response.writeHead(204, { ...headers, ...allowed }).end();
    }
    const { method, url: path, headers: sent } = request;
    const passedOn = http.request({ hostname, port, method, path, headers: sent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...headers });
      answer.pipe(response);
    });
    response.on('close', () => passedOn.destroy());
    passedOn.on('error', () => response.destroy());
    request.pipe(passedOn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get hangUps() {
      return seen.hangUps;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
