import type { TransportRequest } from '@modelport/provider-utils';
import type { TransportHooks } from './transport-hooks.js';

const known: ReadonlySet<string> = new Set([
  'method',
  'headers',
  'body',
  'signal',
  'redirect',
  'modelportTransport',
]);

/** Written so, `fetch` sends them as they are; it is the one to judge all others. */
const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** They are about the connection, and `fetch` has its own way with each. */
const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** Reads what `fetch` was called with. `undefined`: it is for `fetch` alone. */
export function toTransportRequest(
  input: string | URL | Request,
  init?: (RequestInit & Partial<TransportHooks>) | null,
): TransportRequest | undefined {
  const url = input instanceof URL ? input.href : input;
  const { method = 'GET', body = undefined, signal, redirect, modelportTransport } = init ?? {};
  const isSimple =
    typeof url === 'string' &&
    /^https?:/i.test(url) &&
    methods.has(method) &&
    (body == null || (typeof body === 'string' && method !== 'GET')) &&
    // A transport of ours that shall see redirects may have them followed: it would do the same.
    (redirect === undefined || redirect === 'follow' || (redirect === 'manual' && modelportTransport)) &&
    hasNothingElse(init ?? {});
  if (!isSimple) return undefined;
  const headers = readHeaders(init?.headers);
  if (headers === undefined) return undefined;
  headers['accept'] ??= '*/*';
  // Not for a POST: what compresses an answer may hold back the events of a stream.
  if (method === 'GET') headers['accept-encoding'] ??= 'gzip, deflate';
  if (body != null) headers['content-type'] ??= 'text/plain;charset=UTF-8';
  return {
    url,
    method,
    headers,
    body: body ?? undefined,
    signal: signal ?? undefined,
    onConnecting: modelportTransport?.onConnecting,
    onConnected: modelportTransport?.onConnected,
  };
}

function hasNothingElse(init: RequestInit): boolean {
  for (const name in init) {
    if (!known.has(name) && init[name as keyof RequestInit] !== undefined) return false;
  }
  return true;
}

/** Headers by their names in lower case, or `undefined` where there is one that only `fetch` can send. */
function readHeaders(given: HeadersInit = {}): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  const entries = Symbol.iterator in given ? given : Object.entries(given);
  for (const [key, value] of entries) {
    const name = key.toLowerCase();
    // Latin letters are legal in a value; our transport refuses them.
    if (connectionHeaders.has(name) || /[^\t\x20-\x7e]/.test(value)) return undefined;
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : `${value}`;
  }
  return headers;
}
