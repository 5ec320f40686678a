import { type FetchLike, ProviderError } from '@modelport/core';
import { asRecord, createTransport, type Transport } from '@modelport/provider-utils';
import type { OpenAIClientLike, OpenAIClientRequest } from './client.js';
import type { WireRequest } from './connection.js';

/** The longest delay that a timer can have: core's timers decide, the client's never do. */
const noTimeout = 2 ** 31 - 1;

/**
 * A transport that sends one request through the client: its address, credentials, headers and `fetch`; no retries. A redirect
 * is followed on the same host alone, because the client would take its credentials along.
 */
export function clientTransport(client: OpenAIClientLike, request: WireRequest): Transport {
  let first: string | undefined;
  return createTransport({
    fetch: async (url, init) => {
      first ??= url;
      if (url !== first && new URL(url).origin !== new URL(first).origin) throw redirectedAway(url);
      const { accept: _accept, 'content-type': _contentType, ...headers } = init.headers;
      const options: OpenAIClientRequest = {
        headers,
        maxRetries: 0,
        timeout: noTimeout,
        fetchOptions: { redirect: 'manual' },
        ...(request.stream && { stream: true }),
        ...(request.body !== undefined && { body: request.body }),
        ...(init.signal && { signal: init.signal }),
      };
      const path = url === first ? request.path : url;
      const answer = init.method === 'POST' ? client.post(path, options) : client.get(path, options);
      return answer.asResponse().catch(toResponse);
    },
  });
}

function redirectedAway(url: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    setting: 'client',
    message: `The server redirects to ${new URL(url).host}, where the client's credentials do not belong. Make the client with that address as baseURL.`,
  });
}

/**
 * The client throws for an error status. What it keeps of the answer is put together again, so that there is one way to
 * read errors.
 */
function toResponse(error: unknown): Awaited<ReturnType<FetchLike>> {
  const { status, headers, error: body } = asRecord(error) ?? {};
  if (typeof status !== 'number') throw error;
  // Of a body that is no JSON, or has no "error", only the message is left, if anything.
  const words = error instanceof Error ? error.message.replace(/^\d+ (status code \(no body\))?/, '') : '';
  const text = body === undefined ? words : JSON.stringify({ error: body });
  return new Response(text, { status, headers: headers instanceof Headers ? headers : {} });
}
