import type { FrameParser, FrameParserOptions } from './frame-parser.js';
import { createNdjsonParser } from './ndjson.js';
import { createSseParser, type ServerSentEvent } from './sse.js';

/** Frames by the read that completed them. A read that completed none gives an empty batch: a sign of life. */
export interface FrameBatches<Frame> extends AsyncIterableIterator<Frame[], undefined> {
  return(): Promise<IteratorReturnResult<undefined>>;
}

/**
 * Reads a response body as server-sent events, in batches of one read.
 * Leaving the loop closes the body.
 * @throws `RESPONSE_INVALID` for an event without an end; what the body throws goes through.
 */
export function readServerSentEvents(
  body: AsyncIterable<Uint8Array>,
  options: FrameParserOptions = {},
): FrameBatches<ServerSentEvent> {
  return readBatches(body, createSseParser(options));
}

/**
 * Reads a response body as newline-delimited JSON, in batches of one read; each frame is the text of a line.
 * Leaving the loop closes the body.
 * @throws `RESPONSE_INVALID` for a line without an end; what the body throws goes through.
 */
export function readNdjson(
  body: AsyncIterable<Uint8Array>,
  options: FrameParserOptions = {},
): FrameBatches<string> {
  return readBatches(body, createNdjsonParser(options));
}

/** Reads a response body with any parser, in batches of one read. Leaving the loop closes the body. */
export function readBatches<Frame>(
  body: AsyncIterable<Uint8Array>,
  parser: FrameParser<Frame>,
): FrameBatches<Frame> {
  return new BatchReader(body[Symbol.asyncIterator](), parser);
}

type Batch<Frame> = IteratorResult<Frame[], undefined>;

const finished: IteratorReturnResult<undefined> = { value: undefined, done: true };

/** Written by hand: an async generator costs two more promises per read. */
class BatchReader<Frame> implements FrameBatches<Frame> {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #parser: FrameParser<Frame>;
  #done = false;

  constructor(source: AsyncIterator<Uint8Array>, parser: FrameParser<Frame>) {
    this.#source = source;
    this.#parser = parser;
  }

  next(): Promise<Batch<Frame>> {
    return this.#done ? Promise.resolve(finished) : this.#source.next().then(this.#onRead, this.#onFailure);
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.#done) {
      this.#done = true;
      await this.#source.return?.();
    }
    return finished;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #onRead = (read: IteratorResult<Uint8Array>): Batch<Frame> => {
    if (this.#done) return finished;
    if (read.done) {
      this.#done = true;
      const last = this.#parser.end();
      return last.length > 0 ? { value: last, done: false } : finished;
    }
    try {
      return { value: this.#parser.push(read.value), done: false };
    } catch (error) {
      this.return().catch(() => {});
      throw error;
    }
  };

  readonly #onFailure = (error: unknown): never => {
    this.#done = true;
    throw error;
  };
}
