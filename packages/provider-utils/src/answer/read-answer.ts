import type { ChatEvent, ProviderError, StartEvent } from '@modelport/core';
import { collectHeaders } from '../http/headers.js';
import { requestIdOf } from '../http/http-error.js';
import { parseRateLimit } from '../http/rate-limit.js';
import type { TransportResponse } from '../transport/transport.js';

/** Turns the bytes of one streamed answer into events. */
export interface AnswerDecoder {
  /** A failure that the answer tells of; thrown after the events that came before it. */
  readonly failure: ProviderError | undefined;
  /** Takes the bytes of one read. @throws ProviderError for what is no answer. */
  push(chunk: Uint8Array): void;
  /** The body is over. @throws ProviderError for what is no answer. */
  end(): void;
  /** The events since the last time. */
  take(): ChatEvent[];
  /** Whether the answer is whole although the connection broke with this error. */
  survives(error: unknown): boolean;
}

/** An answer on its way: the response, and what makes events of it. */
export interface OpenAnswer {
  readonly response: TransportResponse;
  readonly decoder: AnswerDecoder;
}

type Batch = IteratorResult<readonly ChatEvent[], undefined>;

const finished: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * Reads an answer in batches: the events of one read of the network, none for a read that completed none. Nothing is sent
 * before the first `next()`. After `finish`, going on reads the body to its end, so that the connection can be kept.
 * Leaving the loop closes the body. `next()` is not to be called again before it has answered: core does not.
 */
export function readAnswer(
  open: () => Promise<OpenAnswer>,
): AsyncIterableIterator<readonly ChatEvent[], undefined> {
  return new AnswerStream(open);
}

/** What the headers of a response say of the answer. */
export function startEvent({ headers }: Pick<TransportResponse, 'headers'>): StartEvent {
  const collected = collectHeaders(headers);
  // Several names are looked up, most of them in vain: all in lower case already.
  const inLowerCase = { get: (name: string) => collected[name] };
  const requestId = requestIdOf(inLowerCase);
  const rateLimit = hasLimits(collected) ? parseRateLimit(inLowerCase) : undefined;
  // Field by field, as every call makes one: to spread what may be absent is ten times dearer.
  const event: { -readonly [Field in keyof StartEvent]: StartEvent[Field] } = {
    type: 'start',
    headers: collected,
  };
  if (requestId !== undefined) event.requestId = requestId;
  if (rateLimit !== undefined) event.rateLimit = rateLimit;
  return event;
}

/** Whether there is any of the nine headers of limits: to look up each of them costs more than to look at all that there are. */
function hasLimits(headers: Readonly<Record<string, string>>): boolean {
  for (const name in headers) if (name.startsWith('x-ratelimit-')) return true;
  return false;
}

/** Written by hand: an async generator costs several promises per read. */
class AnswerStream implements AsyncIterableIterator<readonly ChatEvent[], undefined> {
  /** Dropped when it is called: it holds the request, and a stream lasts. */
  #open: (() => Promise<OpenAnswer>) | undefined;
  #answer: OpenAnswer | undefined;
  #done = false;
  #failure: ProviderError | undefined;
  /** The `start` event is held until something is read: headers alone are no sign of life. */
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
    const open = this.#open;
    // It could not be opened.
    if (open === undefined) return finished;
    this.#open = undefined;
    this.#answer = await open();
    if (this.#done) await this.return();
    // To return the promise itself would cost two turns more.
    return await this.next();
  }

  async #fail(failure: unknown): Promise<never> {
    this.#failure = undefined;
    await this.return();
    throw failure;
  }

  readonly #onRead = (read: IteratorResult<Uint8Array, undefined>): Batch | Promise<Batch> => {
    if (this.#done) return finished;
    const { decoder, response } = this.#answer as OpenAnswer;
    try {
      if (read.done) {
        this.#done = true;
        decoder.end();
      } else decoder.push(read.value);
    } catch (error) {
      return this.#fail(error);
    }
    const events = decoder.take();
    this.#failure = decoder.failure;
    if (events.length === 0) {
      if (this.#failure !== undefined) return this.#fail(this.#failure);
      return read.done ? finished : { value: events, done: false };
    }
    if (!this.#started) events.unshift(startEvent(response));
    this.#started = true;
    return { value: events, done: false };
  };

  readonly #onFailure = (error: unknown): Batch => {
    this.#done = true;
    const { decoder } = this.#answer as OpenAnswer;
    if (!decoder.survives(error)) throw error;
    return { value: decoder.take(), done: false };
  };
}
