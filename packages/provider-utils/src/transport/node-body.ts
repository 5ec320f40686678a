import { defaultTextLimit, readText } from './body-text.js';
import { bodyFailure } from './failures.js';
import type { NodeDecoder, NodeRequest, NodeResponse, NodeStream } from './node-modules.js';
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
  /** Called once the body needs the request's signal no more. */
  readonly release: () => void;
}

/** Above this many unread bytes the socket is paused; below half of it, read again. */
const queueLimit = 256 * 1024;
/** What a queued chunk costs beside its bytes. Counted, so that a flood of tiny chunks is bounded as well. */
const chunkOverhead = 128;

const finished: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * The body of a Node response as an iterator of its own: bytes that arrive go to the reader who waits, else into a
 * bounded queue. (The response's own async iterator costs some 10 % more per read.)
 */
export class NodeBody implements ByteBody {
  readonly #parts: NodeBodyParts;
  readonly #stream: NodeStream;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #paused = false;
  #waiting: { resolve(read: Read): void; reject(error: unknown): void } | undefined;
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
    const chunk = this.#queue.shift();
    if (chunk !== undefined) {
      this.#queued -= chunk.byteLength + chunkOverhead;
      if (this.#paused && this.#queued < queueLimit / 2) {
        this.#paused = false;
        this.#stream.resume();
      }
      return Promise.resolve({ value: chunk, done: false });
    }
    if (this.#done) return Promise.resolve(finished);
    if (this.#end === undefined) {
      return new Promise((resolve, reject) => {
        this.#waiting = { resolve, reject };
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
    return readText(this, limit);
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
    const waiting = this.#waiting;
    if (waiting !== undefined) {
      this.#waiting = undefined;
      waiting.resolve({ value: chunk, done: false });
      return;
    }
    this.#queue.push(chunk);
    this.#queued += chunk.byteLength + chunkOverhead;
    if (this.#queued > queueLimit && !this.#paused) {
      this.#paused = true;
      this.#stream.pause();
    }
  }

  #finish(end: { readonly error: unknown } | 'whole'): void {
    this.#end ??= end;
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#leave();
    if (this.#end === 'whole') waiting.resolve(finished);
    else waiting.reject(this.#end.error);
  }

  #leave(): void {
    this.#done = true;
    this.#queue = [];
    this.#waiting?.resolve(finished);
    this.#waiting = undefined;
    this.#parts.release();
  }
}
