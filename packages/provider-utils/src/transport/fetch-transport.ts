import { type FetchInit, type FetchLike, type FetchResponse, ProviderError } from '@modelport/core';
import { connectionFailure } from './failures.js';
import { createFetchBody } from './fetch-body.js';
import { type HttpAgent, invalidAgent } from './http-agent.js';
import { prepareRequest } from './prepare.js';
import { withRedirects } from './redirect.js';
import type { Transport, TransportHeaders, TransportRequest, TransportResponse } from './transport.js';

/**
 * The transport of every platform but Node: the global `fetch`, looked up at each call so that it can be replaced.
 * @throws `SETTING_INVALID` for an agent, which only Node has.
 */
export function createPlatformTransport(agent?: HttpAgent): Transport {
  if (agent !== undefined) {
    throw invalidAgent('The option "agent" works on Node alone; here, give a "fetch" of your own.');
  }
  return createFetchTransport((url, init) => globalThis.fetch(url, init));
}

/** A transport over any function like `fetch`. */
export function createFetchTransport(fetch: FetchLike): Transport {
  const exchange: Transport = (request) => exchangeOverFetch(fetch, request);
  return (request) => withRedirects(exchange, request);
}

async function exchangeOverFetch(fetch: FetchLike, request: TransportRequest): Promise<TransportResponse> {
  const { target, headers } = prepareRequest(request);
  // `fetch` itself would pass `api-key` and other credentials on to the host that it is redirected to.
  const init: FetchInit = { method: request.method, headers, redirect: 'manual' };
  if (request.body !== undefined) init.body = request.body;
  if (request.signal !== undefined) init.signal = request.signal;
  let response: FetchResponse;
  try {
    response = await fetch(target.href, init);
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    throw ProviderError.isInstance(error) ? error : connectionFailure(error, target.host);
  }
  if (response.status === 0) throw hiddenRedirect(target.host);
  return {
    status: response.status,
    headers: new FetchHeaders(response.headers),
    body: createFetchBody(response, target.host, request.signal),
  };
}

class FetchHeaders implements TransportHeaders {
  readonly #headers: FetchResponse['headers'];

  constructor(headers: FetchResponse['headers']) {
    this.#headers = headers;
  }

  get(name: string): string | undefined {
    return this.#headers.get(name) ?? undefined;
  }

  entries(): Iterable<[string, string]> {
    return this.#headers.entries();
  }
}

/** Browsers do not tell a page where a redirect leads. */
function hiddenRedirect(host: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    setting: 'baseUrl',
    message: `${host} redirects to another address, which this platform does not show. Set baseUrl to that address.`,
  });
}
