import { validateHeaders } from '../http/headers.js';
import { parseTarget, type Target } from './target.js';
import type { TransportRequest } from './transport.js';

/** A request that any HTTP client can send as it is. */
export interface PreparedRequest {
  readonly target: Target;
  readonly headers: Record<string, string>;
}

/**
 * Checks and completes a request the same way for every transport, because clients differ: `fetch` shows a header's
 * value in its error and refuses a URL with a password, and Node's client ignores the password.
 * @throws `SETTING_INVALID` for a URL or header that cannot be sent; the signal's reason when already aborted.
 */
export function prepareRequest(request: TransportRequest): PreparedRequest {
  if (request.signal?.aborted) throw request.signal.reason;
  const target = parseTarget(request.url);
  const headers = checkHeaders(request.headers);
  if (target.authorization !== undefined && !hasHeader(headers, 'authorization')) {
    headers['authorization'] = target.authorization;
  }
  return { target, headers };
}

/** What came of headers that cannot change: most requests of a provider have the same ones. */
const checked = new WeakMap<object, Record<string, string>>();

/** A copy, as tools that watch requests add headers to it. */
function checkHeaders(headers: TransportRequest['headers']): Record<string, string> {
  let valid = checked.get(headers);
  if (valid === undefined) {
    valid = validateHeaders(headers);
    if (Object.isFrozen(headers)) checked.set(headers, valid);
  }
  return { ...valid };
}

function hasHeader(headers: Readonly<Record<string, string>>, name: string): boolean {
  return Object.keys(headers).some((key) => key.toLowerCase() === name);
}
