import { ProviderError } from '@modelport/core';
import { parseTarget } from './target.js';
import type { Transport, TransportRequest, TransportResponse } from './transport.js';

const redirectsAtMost = 5;

/** The headers that go along to another host. Any other may hold a credential: what is not known as harmless stays. */
const harmlessHeaders = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'user-agent',
]);

/**
 * Follows redirects over a transport that does not: at most five; a `GET` always, anything else only where the
 * status keeps method and body (307, 308). Other redirects are answered as they are, for the caller to report.
 * @throws `RESPONSE_INVALID` past the fifth.
 */
export async function withRedirects(
  exchange: Transport,
  request: TransportRequest,
): Promise<TransportResponse> {
  let current = request;
  for (let followed = 0; ; followed++) {
    const response = await exchange(current);
    if (response.status < 300 || response.status > 399) return response;
    const next = follow(current, response);
    if (next === undefined) return response;
    await response.body.return();
    if (followed === redirectsAtMost) throw tooManyRedirects(request.url);
    current = next;
  }
}

function follow(request: TransportRequest, response: TransportResponse): TransportRequest | undefined {
  const { status } = response;
  const keepsMethod = status === 307 || status === 308;
  const readsOnly = request.method === 'GET' || request.method === 'HEAD';
  if (!keepsMethod && !(readsOnly && (status === 301 || status === 302 || status === 303))) return undefined;
  const location = response.headers.get('location');
  const from = parseTarget(request.url);
  const to = location === undefined ? null : URL.parse(location, from.href);
  if (to === null || (to.protocol !== 'http:' && to.protocol !== 'https:')) return undefined;
  // A server does not get to choose with whose credentials we come.
  to.username = '';
  to.password = '';
  if (to.origin === from.origin) return { ...request, url: to.href, headers: withUrlCredentials(request) };
  return { ...request, url: to.href, headers: harmless(request.headers) };
}

/** What the first URL held as user and password goes on as a header, since the next URL does not hold it. */
function withUrlCredentials(request: TransportRequest): Record<string, string> {
  const { authorization } = parseTarget(request.url);
  return { ...(authorization !== undefined && { authorization }), ...request.headers };
}

function harmless(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => harmlessHeaders.has(name.toLowerCase())),
  );
}

function tooManyRedirects(url: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    message: `${parseTarget(url).host} redirected more than ${redirectsAtMost} times; check the base URL.`,
  });
}
