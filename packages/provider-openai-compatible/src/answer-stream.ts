import type { ChatEvent, ProviderError } from '@modelport/core';
import {
  collectHeaders,
  createSseParser,
  parseRateLimit,
  requestIdOf,
  type TransportResponse,
} from '@modelport/provider-utils';
import type { AnswerReader } from './from-wire.js';
import { beginsEvents, readWholeText, tooLong } from './whole-answer.js';

/** An answer on its way: the response, and who reads it. */
export interface OpenAnswer {
  readonly response: TransportResponse;
  readonly reader: AnswerReader;
}

type Batch = IteratorResult<readonly ChatEvent[], undefined>;

/**
 * Reads an answer in batches: the events of one read of the network, none for a read that completed none. Nothing is sent
 * before the first `next()`. After `finish`, going on reads the body to its end, so that the connection can be kept.
 */
export function streamAnswer(
  open: () => Promise<OpenAnswer>,
): AsyncIterableIterator<readonly ChatEvent[], undefined> {
  return new AnswerStream(open);
}

/** Written by hand: an async generator costs several promises per read. */
class AnswerStream implements AsyncIterableIterator<readonly ChatEvent[], undefined> {
  readonly #open: () => Promise<OpenAnswer>;
  #answer: OpenAnswer | undefined;
  #done = false;
  #failure: ProviderError | undefined;
  /** The `start` event of the headers, held until something is read: headers alone are no sign of life. */
  #started = false;
  /**
   * What the body is, told by how it begins: servers mislabel it, and some answer a request for a stream with a whole
   * answer, an error or a page of HTML.
   */
  #kind: 'unknown' | 'events' | 'text' = 'unknown';
  readonly #parser = createSseParser();
  readonly #decoder = new TextDecoder();
  #text = '';

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
    const { reader } = this.#answer as OpenAnswer;
    if (this.#done) return finished;
    try {
      if (read.done) this.#readEnd(reader);
      else this.#readChunk(reader, read.value);
    } catch (error) {
      return this.#fail(error);
    }
    const events = reader.take();
    this.#failure = reader.failure;
    if (events.length === 0) {
      if (this.#failure !== undefined) return this.#fail(this.#failure);
      return read.done ? finished : { value: events, done: false };
    }
    if (!this.#started) events.unshift(this.#start());
    return { value: events, done: false };
  };

  /** Once the model has said why it stopped, the answer is complete whatever becomes of the connection. */
  readonly #onFailure = (error: unknown): Batch => {
    this.#done = true;
    const { reader } = this.#answer as OpenAnswer;
    if (!isInterruption(error)) throw error;
    reader.end();
    if (!reader.finished) throw error;
    return { value: reader.take(), done: false };
  };

  #readChunk(reader: AnswerReader, chunk: Uint8Array): void {
    if (this.#kind !== 'events') {
      this.#text += this.#decoder.decode(chunk, { stream: true });
      reader.failure = tooLong(this.#text);
      if (this.#kind === 'unknown') this.#kind = kindOf(this.#text);
      if (this.#kind === 'text') return;
      if (this.#kind === 'events') this.#text = '';
    }
    for (const frame of this.#parser.push(chunk)) reader.readFrame(frame);
  }

  #readEnd(reader: AnswerReader): void {
    this.#done = true;
    if (reader.failure !== undefined || reader.finished) return;
    if (this.#kind !== 'events') return readWholeText(this.#text + this.#decoder.decode(), reader);
    for (const frame of this.#parser.end()) reader.readFrame(frame, true);
    reader.end();
  }

  #start(): ChatEvent {
    this.#started = true;
    return startEvent((this.#answer as OpenAnswer).response);
  }
}

const finished: IteratorReturnResult<undefined> = { value: undefined, done: true };

/** What the response's headers say of the answer. */
export function startEvent({ headers }: TransportResponse): ChatEvent {
  const requestId = requestIdOf(headers);
  const rateLimit = parseRateLimit(headers);
  return {
    type: 'start',
    headers: collectHeaders(headers),
    ...(requestId !== undefined && { requestId }),
    ...(rateLimit && { rateLimit }),
  };
}

/** `unknown` as long as it may still become the name of a field. */
function kindOf(text: string): 'unknown' | 'events' | 'text' {
  if (beginsEvents.test(text)) return 'events';
  const start = text.trimStart();
  return ['data', 'event', 'id', 'retry'].some((name) => name.startsWith(start)) ? 'unknown' : 'text';
}

function isInterruption(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'STREAM_INTERRUPTED';
}
