import type { ChatEvent, ProviderError } from '@modelport/core';
import {
  collectHeaders,
  createNdjsonParser,
  parseRateLimit,
  requestIdOf,
  type TransportResponse,
} from '@modelport/provider-utils';
import type { AnswerReader } from './from-wire.js';

/** An answer on its way: the response, and who reads it. */
export interface OpenAnswer {
  readonly response: TransportResponse;
  readonly reader: AnswerReader;
}

type Batch = IteratorResult<readonly ChatEvent[], undefined>;

const finished: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * Reads an answer in batches: the events of one read of the network, none for a read that completed no line. Nothing is
 * sent before the first `next()`. After `finish`, going on reads the body to its end, so that the connection can be kept.
 */
export function streamAnswer(
  open: () => Promise<OpenAnswer>,
): AsyncIterableIterator<readonly ChatEvent[], undefined> {
  return new AnswerStream(open);
}

/** Written by hand: an async generator costs several promises per read. */
class AnswerStream implements AsyncIterableIterator<readonly ChatEvent[], undefined> {
  readonly #open: () => Promise<OpenAnswer>;
  readonly #parser = createNdjsonParser();
  #answer: OpenAnswer | undefined;
  #done = false;
  #failure: ProviderError | undefined;
  #started = false;

  constructor(open: () => Promise<OpenAnswer>) {
    this.#open = open;
  }

  next(): Promise<Batch> {
    if (this.#failure !== undefined) return this.#fail(this.#failure);
    if (this.#done) return Promise.resolve(finished);
    if (this.#answer === undefined) return this.#begin();
    return this.#answer.response.body.next().then(this.#onRead, this.#onFailure);
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#done = true;
    await this.#answer?.response.body.return();
    return finished;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #begin(): Promise<Batch> {
    this.#answer = await this.#open();
    if (this.#done) await this.return();
    return this.next();
  }

  async #fail(failure: unknown): Promise<never> {
    this.#failure = undefined;
    await this.return();
    throw failure;
  }

  readonly #onRead = (read: IteratorResult<Uint8Array, undefined>): Batch | Promise<Batch> => {
    const { reader, response } = this.#answer as OpenAnswer;
    if (this.#done) return finished;
    try {
      if (read.done) this.#readEnd(reader);
      else for (const line of this.#parser.push(read.value)) reader.readLine(line);
    } catch (error) {
      return this.#fail(error);
    }
    const events = reader.take();
    this.#failure = reader.failure;
    if (events.length === 0) {
      if (this.#failure !== undefined) return this.#fail(this.#failure);
      return read.done ? finished : { value: events, done: false };
    }
    // Headers alone are no sign of life: what they say comes with the first line.
    if (!this.#started) events.unshift(startEvent(response));
    this.#started = true;
    return { value: events, done: false };
  };

  /** After the last line the answer is whole, whatever becomes of the connection. */
  readonly #onFailure = (error: unknown): Batch => {
    this.#done = true;
    if (this.#answer?.reader.finished) return finished;
    throw error;
  };

  #readEnd(reader: AnswerReader): void {
    this.#done = true;
    for (const line of this.#parser.end()) reader.readLine(line, true);
    reader.end();
  }
}

/** Ollama sends neither ids nor limits, but proxies and its cloud may. */
function startEvent({ headers }: TransportResponse): ChatEvent {
  const requestId = requestIdOf(headers);
  const rateLimit = parseRateLimit(headers);
  return {
    type: 'start',
    headers: collectHeaders(headers),
    ...(requestId !== undefined && { requestId }),
    ...(rateLimit && { rateLimit }),
  };
}
