import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AnyDefinition } from '../../src/registry/check-definition.js';
import { definitionOf } from './definitions.js';
import { scriptedDriver } from './scripted.js';

/** One request as it came over the wire. */
interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on a free port, which remembers what it was asked. */
export interface TestServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  readonly server: Server;
}

export async function serve(listener: RequestListener): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    const seen = { method, path, headers, body: '' };
    requests.push(seen);
    request.on('data', (chunk) => {
      seen.body += chunk;
    });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, server };
}

/** A URL at which nobody listens. */
export async function freeUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** What a server answers: a status, a body that is sent as JSON unless it is text, and headers. */
type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

/** Answers by path, else with `otherwise`. */
function answers(paths: Readonly<Record<string, Answer>>, otherwise: Answer): RequestListener {
  return (request, response) => {
    const [status, body, headers] = paths[request.url ?? ''] ?? otherwise;
    const json = typeof body !== 'string';
    response
      .writeHead(status, { 'content-type': json ? 'application/json' : 'text/html', ...headers })
      .end(json ? JSON.stringify(body) : body);
  };
}

/** Answers as real servers do, as far as probes can see. */
export const kinds = {
  // It answers 200 to every path.
  lmstudio: answers({ '/lmstudio-greeting': [200, { lmstudio: true }] }, [
    200,
    { error: 'Unexpected endpoint or method.' },
    { 'x-powered-by': 'Express' },
  ]),
  ollama: answers({ '/': [200, 'Ollama is running'], '/api/version': [200, { version: '0.12.1' }] }, [
    404,
    '404 page not found',
  ]),
  llamacpp: answers(
    { '/health': [200, { status: 'ok' }, { server: 'llama.cpp' }], '/v1/models': [200, { data: [] }] },
    [404, { error: { code: 404, type: 'not_found_error' } }, { server: 'llama.cpp' }],
  ),
  loadingLlamacpp: answers({}, [503, { error: { message: 'Loading model' } }, { server: 'llama.cpp' }]),
  // It imitates Ollama.
  koboldcpp: answers(
    {
      '/': [200, 'Ollama is running'],
      '/api/version': [200, { version: '0.7.0' }],
      '/api/extra/version': [200, { result: 'KoboldCpp', version: '1.117' }],
    },
    [404, 'not found'],
  ),
  generic: answers({ '/v1/models': [200, { data: [] }] }, [404, {}]),
  lockedGeneric: answers({}, [401, { error: { message: 'no key' } }]),
  webPage: answers({}, [200, '<!doctype html><title>My app</title>']),
  catchAll: answers({}, [200, { status: 'ok', message: 'Hello' }]),
} satisfies Record<string, RequestListener>;

type Get = Parameters<NonNullable<AnyDefinition['probe']>['identify']>[0];

async function json(get: Get, path: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse((await get(path)).body);
    return Object(value);
  } catch {
    return {};
  }
}

const probes: Record<
  string,
  readonly [priority: number, identify: NonNullable<AnyDefinition['probe']>['identify']]
> = {
  lmstudio: [
    100,
    async (get) => ((await json(get, '/lmstudio-greeting'))['lmstudio'] === true ? {} : undefined),
  ],
  ollama: [
    200,
    async (get) => {
      if ((await json(get, '/api/extra/version'))['result'] === 'KoboldCpp') return undefined;
      const { version, error } = await json(get, '/api/version');
      if (typeof version !== 'string' || error !== undefined) return undefined;
      return (await get('/')).body === 'Ollama is running' ? { version } : undefined;
    },
  ],
  llamacpp: [
    300,
    async (get) => {
      const { headers, status } = await get('/health');
      return headers['server'] === 'llama.cpp' ? { loading: status === 503 } : undefined;
    },
  ],
  koboldcpp: [
    500,
    async (get) => {
      const { result, version } = await json(get, '/api/extra/version');
      return result === 'KoboldCpp' ? { version: String(version) } : undefined;
    },
  ],
  generic: [
    900,
    async (get) => {
      const { status } = await get('/v1/models');
      if (status === 401) return { needsKey: true };
      return Array.isArray((await json(get, '/v1/models'))['data']) ? {} : undefined;
    },
  ],
};

/** The definition of one of these kinds of server, which expects it at some URLs. */
export function kindOf(
  type: 'lmstudio' | 'ollama' | 'llamacpp' | 'koboldcpp' | 'generic',
  urls: readonly string[],
  changes: Partial<AnyDefinition> = {},
): AnyDefinition {
  const [priority, identify] = probes[type] ?? [0, async () => undefined];
  const path = type === 'generic' || type === 'lmstudio' ? '/v1' : '';
  return definitionOf({
    type,
    displayName: type.toUpperCase(),
    packageName: `package-of-${type}`,
    location: type === 'generic' ? 'any' : 'local',
    create: ({ baseUrl }) => ({ ...scriptedDriver([]), baseUrl }),
    // Where nothing is expected, its path must still be known.
    probe: {
      urls: (urls.length > 0 ? urls : ['http://127.0.0.1:9']).map((url) => url + path),
      priority,
      identify,
    },
    ...changes,
  });
}
