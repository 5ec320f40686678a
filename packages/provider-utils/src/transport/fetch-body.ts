import { type FetchResponse, ProviderError } from '@modelport/core';
import { defaultTextLimit, readText } from './body-text.js';
import { bodyFailure } from './failures.js';
import type { ByteBody } from './transport.js';

type Read = IteratorResult<Uint8Array, undefined>;

interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>;
  cancel(): Promise<unknown> | undefined;
}

const finished: IteratorReturnResult<undefined> = { value: undefined, done: true };

/** Wraps the body of a `fetch` response. `host` is for errors; the signal is the one `fetch` was given. */
export function createFetchBody(response: FetchResponse, host: string, signal?: AbortSignal): ByteBody {
  return new FetchBody(response, host, signal);
}

class FetchBody implements ByteBody {
  readonly #response: FetchResponse;
  readonly #host: string;
  readonly #signal: AbortSignal | undefined;
  /** Taken at the first read: `response.text()` works only on a body that nobody has touched. */
  #source: Source | undefined;
  #done = false;

  constructor(response: FetchResponse, host: string, signal: AbortSignal | undefined) {
    this.#response = response;
    this.#host = host;
    this.#signal = signal;
  }

  next(): Promise<Read> {
    if (this.#done) return Promise.resolve(finished);
    this.#source ??= openSource(this.#response);
    return this.#source.next().then(this.#onRead, this.#onFailure);
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.#done) {
      this.#done = true;
      this.#source ??= openSource(this.#response);
      // Not waited for: cancelling closes the connection at once, but its promise may hang on a read under way.
      this.#source.cancel()?.catch(() => {});
    }
    return Promise.resolve(finished);
  }

  async text(limit: number = defaultTextLimit): Promise<string> {
    if (!this.#done && this.#source === undefined && this.#isKnownToFit(limit)) {
      this.#done = true;
      return this.#response.text().catch(this.#onFailure);
    }
    return readText(this, limit);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** `text()` of `fetch` is fast but unbounded: only for a body that says how long it is, uncompressed. */
  #isKnownToFit(limit: number): boolean {
    const { headers } = this.#response;
    const length = headers.get('content-length');
    return length != null && Number(length) <= limit && headers.get('content-encoding') == null;
  }

  readonly #onRead = (read: Awaited<ReturnType<Source['next']>>): Read => {
    if (this.#done) return finished;
    if (!read.done && read.value !== undefined) return { value: read.value, done: false };
    this.#done = true;
    return finished;
  };

  readonly #onFailure = (error: unknown): never => {
    this.#done = true;
    if (this.#signal?.aborted) throw this.#signal.reason;
    throw ProviderError.isInstance(error) ? error : bodyFailure(error, this.#host);
  };
}

function openSource({ body }: FetchResponse): Source {
  if (body == null) return { next: async () => finished, cancel: () => undefined };
  if ('getReader' in body) {
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: () => reader.cancel() };
  }
  const iterator = body[Symbol.asyncIterator]();
  return { next: () => iterator.next(), cancel: () => iterator.return?.() };
}
