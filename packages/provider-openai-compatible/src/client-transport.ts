import { type FetchResponse, ProviderError } from '@modelport/core';
import { asRecord, createTransport, type Transport, type TransportResponse } from '@modelport/provider-utils';
import type { OpenAIClientLike, OpenAIClientRequest } from './client.js';
import type { WireRequest } from './connection.js';
import type { TransportHooks } from './fetch/transport-hooks.js';

/** The longest delay that a timer can have: core's timers decide, the client's never do. */
const noTimeout = 2 ** 31 - 1;

/**
 * A transport that sends one request through the client: its address, credentials, headers and `fetch`; no retries. A redirect
 * is followed on the same host alone, because the client would take its credentials along. An answer of `createFetch()` that
 * nobody else reads is taken from its transport, and that one takes none along.
 */
export function clientTransport(client: OpenAIClientLike, request: WireRequest): Transport {
  return async (sent) => {
    const { onConnecting, onConnected } = sent;
    let answered: { readonly answer: object; take(): TransportResponse | undefined } | undefined;
    let failed: Failure | undefined;
    const modelportTransport: TransportHooks['modelportTransport'] = {
      onConnecting,
      onConnected,
      onAnswer: (answer, take) => {
        answered = { answer, take };
      },
      onFailure: (thrown, error) => {
        failed = { thrown, error };
      },
    };
    const fetchOptions = { redirect: 'manual' as const, modelportTransport };
    let first: string | undefined;
    let own: TransportResponse | undefined;
    const transport = createTransport({
      fetch: async (url, init) => {
        first ??= url;
        if (url !== first && new URL(url).origin !== new URL(first).origin) throw redirectedAway(url);
        const { accept: _accept, 'content-type': _contentType, ...headers } = init.headers;
        const options: OpenAIClientRequest = {
          headers,
          maxRetries: 0,
          timeout: noTimeout,
          fetchOptions,
          ...(request.stream && { stream: true }),
          ...(request.body !== undefined && { body: request.body }),
          ...(init.signal && { signal: init.signal }),
        };
        const path = url === first ? request.path : url;
        const answer = init.method === 'POST' ? client.post(path, options) : client.get(path, options);
        const response = await answer.asResponse().catch((error) => toResponse(error, failed));
        // Not what a user's own function has made of it.
        own = response === answered?.answer ? answered.take() : undefined;
        return response;
      },
    });
    const response = await transport(sent);
    return own ?? response;
  };
}

function redirectedAway(url: string): ProviderError {
  return new ProviderError({
    code: 'RESPONSE_INVALID',
    setting: 'client',
    message: `The server redirects to ${new URL(url).host}, where the client's credentials do not belong. Make the client with that address as baseURL.`,
  });
}

/** What `createFetch()` has thrown, and the error that it stands for. */
interface Failure {
  readonly thrown: unknown;
  readonly error: unknown;
}

/**
 * The client throws for an error status. What it keeps of the answer is put together again, so that there is one way to
 * read errors.
 */
function toResponse(error: unknown, failed: Failure | undefined): FetchResponse {
  const { status, headers, error: body } = asRecord(error) ?? {};
  if (typeof status !== 'number') throw failed && isCausedBy(error, failed.thrown) ? failed.error : error;
  // Of a body that is no JSON, or has no "error", only the message is left, if anything.
  const words = error instanceof Error ? error.message.replace(/^\d+ (status code \(no body\))?/, '') : '';
  const text = body === undefined ? words : JSON.stringify({ error: body });
  return new Response(text || null, { status, headers: isIterable(headers) ? [...headers] : {} });
}

function isCausedBy(error: unknown, cause: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (at === cause) return true;
  }
  return false;
}

/** `Headers`, of whatever make. */
function isIterable(headers: unknown): headers is Iterable<[string, string]> {
  return typeof headers === 'object' && headers !== null && Symbol.iterator in headers;
}
