import type { PlatformAbortSignal } from '@modelport/core';

/**
 * One HTTP exchange: sends the request and answers as soon as the response headers are there.
 * The status is never judged; redirects are followed within the rules of `redirect.ts`.
 * @throws `BACKEND_UNREACHABLE` when no answer comes, `RESPONSE_INVALID` when it is not HTTP,
 *   `SETTING_INVALID` for a URL or header that cannot be sent; the signal's reason, as it is, when aborted.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;

/** What a {@link Transport} sends. */
export interface TransportRequest {
  /** An `http:` or `https:` URL. A user and password in it become an `authorization` header. */
  readonly url: string;
  readonly method: string;
  /** Sent as given, with white space trimmed. Nothing is added but what HTTP needs. A frozen object is read once. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Ends the exchange, the body included, and closes its connection. */
  readonly signal?: PlatformAbortSignal | undefined;
  /** A new socket starts to connect. Node's own transport only: `fetch` does not tell. */
  readonly onConnecting?: (() => void) | undefined;
  /** The socket is connected, TLS included. Called only after `onConnecting`. */
  readonly onConnected?: (() => void) | undefined;
}

/** What a {@link Transport} answers. Read `body` to its end or `return()` it: it holds the connection. */
export interface TransportResponse {
  readonly status: number;
  readonly headers: TransportHeaders;
  readonly body: ByteBody;
}

/** Response headers. Names are in lower case; several values of a name are joined by `, `, but for the cookies in `entries()`. */
export interface TransportHeaders {
  /** The value of a header, whatever the case of `name`; `undefined` if it was not sent. */
  get(name: string): string | undefined;
  entries(): Iterable<[string, string]>;
}

/** A response body for one consumer: its own iterator, which reads no further than it is asked, within a small buffer. */
export interface ByteBody extends AsyncIterableIterator<Uint8Array, undefined> {
  /**
   * The next bytes.
   * @throws `STREAM_INTERRUPTED` when the connection broke; the signal's reason when aborted.
   */
  next(): Promise<IteratorResult<Uint8Array, undefined>>;
  /** Gives up the rest of the body and closes the connection, unless the body had come whole. */
  return(): Promise<IteratorReturnResult<undefined>>;
  /**
   * The rest of the body as text.
   * @param limit Bytes at most. Default 10 MiB (10,485,760).
   * @throws `RESPONSE_INVALID` past the limit, and what `next` throws.
   */
  text(limit?: number): Promise<string>;
}
