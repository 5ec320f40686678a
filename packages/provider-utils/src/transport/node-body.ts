import { decodeText, defaultTextLimit, readText } from './body-text.js';
import { bodyFailure } from './failures.js';
import {
  joinBytes,
  type NodeDecoder,
  type NodeRequest,
  type NodeResponse,
  type NodeStream,
} from './node-modules.js';
import type { ByteBody } from './transport.js';

type Read = IteratorResult<Uint8Array, undefined>;

/** What a body is made of. */
export interface NodeBodyParts {
  readonly response: NodeResponse;
  /** Undoes the content-encoding, where there is one; the response is piped into it already. */
  readonly decoder: NodeDecoder | undefined;
  readonly request: NodeRequest;
  /** Host name and port, for errors. */
  readonly host: string;
  /** Told once the body needs the request's signal no more. */
  readonly exchange: { release(): void };
}

/** Above this many unread bytes the socket is paused, until they are read. */
const queueLimit = 256 * 1024;
/** What a queued chunk costs beside its bytes. Counted, so that a flood of tiny chunks is bounded as well. */
const chunkOverhead = 128;

const finished: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * The body of a Node response as an iterator of its own: a read gives all bytes that have come, from a bounded queue. (The
 * response's own async iterator costs some 10 % more per read.)
 */
export class NodeBody implements ByteBody {
  readonly #parts: NodeBodyParts;
  readonly #stream: NodeStream;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #paused = false;
  /** Answers the reader who waits. A rejected promise stands for an error: one function to keep, not two and an object. */
  #waiting: ((read: Read | Promise<never>) => void) | undefined;
  /** The connection broke; with a decoder that is told after what it can still decode. */
  #cut: { readonly error: unknown } | undefined;
  /** How the stream ended, to be told once the queue is read. */
  #end: { readonly error: unknown } | 'whole' | undefined;
  /** The reader has been told the end, or has left. */
  #done = false;

  constructor(parts: NodeBodyParts) {
    const { response, decoder, request, host } = parts;
    this.#parts = parts;
    this.#stream = decoder ?? response;
    this.#stream.on('data', (chunk) => this.#take(chunk));
    this.#stream.on('end', () => this.#finish(this.#cut ?? 'whole'));
    response.on('error', (error) => this.fail(error));
    decoder?.on('error', (error) => {
      this.#finish({ error: bodyFailure(error, host) });
      request.destroy();
    });
  }

  next(): Promise<Read> {
    if (this.#queue.length > 0) return Promise.resolve({ value: this.#takeQueue(), done: false });
    if (this.#done) return Promise.resolve(finished);
    if (this.#end === undefined) {
      return new Promise((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#leave();
    return this.#end === 'whole' ? Promise.resolve(finished) : Promise.reject(this.#end.error);
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.#done) {
      this.#leave();
      const { response, request } = this.#parts;
      if (response.complete) {
        // All has come: let it run out unread, and the socket goes back to the pool.
        this.#stream.resume();
      } else {
        request.destroy();
      }
    }
    return Promise.resolve(finished);
  }

  text(limit: number = defaultTextLimit): Promise<string> {
    // A short body has come whole with the headers: nobody has to be waited for.
    const isAtHand = this.#end === 'whole' && !this.#done && this.#queued <= limit;
    if (!isAtHand) return readText(this, limit);
    const text = decodeText(this.#takeQueue());
    this.#leave();
    return Promise.resolve(text);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The connection broke: what had come is still delivered, then the error. Once all had come, that is none. */
  fail(cause: unknown): void {
    const { response, decoder, host } = this.#parts;
    if (this.#cut !== undefined || response.complete) return;
    this.#cut = { error: bodyFailure(cause, host) };
    if (decoder === undefined) this.#finish(this.#cut);
    else decoder.end();
  }

  /** The signal was aborted: that beats what is queued. */
  abort(reason: unknown): void {
    this.#queue = [];
    this.#end = { error: reason };
    this.#finish(this.#end);
  }

  #take(chunk: Uint8Array): void {
    if (this.#done || this.#end !== undefined) return;
    // Node gives each HTTP chunk by itself; those of one read of the socket come before any promise goes on.
    if (this.#waiting !== undefined && this.#queue.length === 0) queueMicrotask(() => this.#answer());
    this.#queue.push(chunk);
    this.#queued += chunk.byteLength + chunkOverhead;
    if (this.#queued > queueLimit && !this.#paused) {
      this.#paused = true;
      this.#stream.pause();
    }
  }

  /** Hands what has come to the reader who waits for it. */
  #answer(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.({ value: this.#takeQueue(), done: false });
  }

  /** All that has come, as one: a reader has the same work with many small chunks at once as with one. */
  #takeQueue(): Uint8Array {
    const queue = this.#queue;
    this.#queue = [];
    this.#queued = 0;
    if (this.#paused) {
      this.#paused = false;
      this.#stream.resume();
    }
    return queue.length === 1 ? (queue[0] as Uint8Array) : joinBytes(queue);
  }

  #finish(end: { readonly error: unknown } | 'whole'): void {
    this.#end ??= end;
    const waiting = this.#waiting;
    // What is at hand is on its way to the reader, and comes first.
    if (waiting === undefined || this.#queue.length > 0) return;
    this.#waiting = undefined;
    this.#leave();
    waiting(this.#end === 'whole' ? finished : Promise.reject(this.#end.error));
  }

  #leave(): void {
    this.#done = true;
    this.#queue = [];
    this.#waiting?.(finished);
    this.#waiting = undefined;
    this.#parts.exchange.release();
  }
}
