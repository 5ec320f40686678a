import { type ChatEvent, type ChatResponse, type ChatStream, ProviderError } from '@modelport/core';
import type { Batch } from './commit.js';
import { type Deferred, deferred } from './deferred.js';
import { itemsOf } from './items-of.js';

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** An answer that has begun. */
export interface BegunAnswer {
  /** What has come already. Whoever hands it on takes it out. */
  readonly held: Batch[];
  /** What comes next; the end, or the error, comes once. */
  readonly rest: Pick<AsyncIterator<Batch, unknown>, 'next'>;
  readonly response: Promise<ChatResponse>;
  /** Closes its connection. `quietly`: a read that is under way comes to its end, not to an error. */
  leave(quietly: boolean): Promise<void>;
}

/** Where an answer comes from, once somebody wants it. */
export interface AnswerSource {
  /**
   * Asks until an answer begins; throws where the call cannot begin. `drained`: all of it is wanted, whether or not somebody reads the events; `tellProgress`: what
   * may be handed on before.
   */
  begin(drained: boolean, tellProgress: (batch: Batch) => void): Promise<BegunAnswer>;
  /** The caller leaves: nobody is asked any more. */
  leave(error: ProviderError): void;
  /** Whether the next read will fail, although what was read before is still being handed out. */
  readonly isStopped: boolean;
}

/**
 * The lazy answer that `stream()` of a router gives. It asks targets until one begins to answer; from there on the views of that
 * target's own stream are handed on as they are, without work of its own for each batch.
 */
export class RoutedStream implements ChatStream {
  readonly #source: AnswerSource;
  #begun: BegunAnswer | undefined;
  #beginning: Promise<BegunAnswer> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #claimed = false;
  /** Whether the view has come to its end, its error or its consumer's leave. */
  #over = false;
  /** What has come until the answer began, and was not yet taken. */
  #early: Batch[] = [];
  /** Once all of that was taken: what comes next. */
  #rest: BegunAnswer['rest'] | undefined;
  /** Who waits for what comes first. */
  #reader: Deferred<IteratorResult<Batch, unknown>> | undefined;
  /** For a `response` that was asked for before anybody read. */
  #asked: Deferred<ChatResponse> | undefined;

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  batches(): AsyncIterableIterator<Batch> {
    return this.#view(() => this.#nextBatch() as Promise<IteratorResult<Batch, undefined>>);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<ChatEvent> {
    return this.#items((event) => event);
  }

  get text(): AsyncIterable<string> {
    const textOf = (event: ChatEvent) =>
      event.type === 'text-delta' && event.text !== '' ? event.text : undefined;
    return { [Symbol.asyncIterator]: () => this.#items(textOf) };
  }

  get response(): Promise<ChatResponse> {
    if (!this.#claimed) void this.#begin(true);
    if (!this.#asked) {
      this.#asked = deferred();
      // Whoever wants the error has the iterator, or this promise itself.
      this.#asked.promise.catch(() => undefined);
      if (this.#beginning) this.#answer(this.#beginning);
      else if (this.#failure) this.#asked.reject(this.#failure.error);
    }
    return this.#asked.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave(false);
  }

  #items<Item>(pick: (event: ChatEvent) => Item | undefined): AsyncIterableIterator<Item> {
    return this.#view(
      itemsOf(
        () => this.#nextBatch(),
        pick,
        () => this.#source.isStopped,
      ),
    );
  }

  /** Hands the one pass to an iterator, which lets go of the stream when its consumer leaves. */
  #view<Item>(next: () => Promise<IteratorResult<Item, undefined>>): AsyncIterableIterator<Item> {
    if (this.#claimed) {
      throw new ProviderError({
        code: 'REQUEST_INVALID',
        setting: 'stream',
        message:
          'A stream can be read once, and this one is being read. Use its response for the whole answer.',
      });
    }
    this.#claimed = true;
    return new View(next, () => {
      this.#over = true;
      this.#serve();
      return this.#leave(true);
    });
  }

  #nextBatch(): Promise<IteratorResult<Batch, unknown>> {
    return this.#rest ? this.#rest.next() : this.#firstBatch();
  }

  #firstBatch(): Promise<IteratorResult<Batch, unknown>> {
    const next = () => this.#nextBatch();
    // Somebody called `next` again without waiting: one reader at a time.
    if (this.#reader) return this.#reader.promise.then(next, next);
    const reader = deferred<IteratorResult<Batch, unknown>>();
    this.#reader = reader;
    this.#begin(false);
    this.#serve();
    return reader.promise;
  }

  /** Gives the reader who waits what there is, if anything. */
  #serve(): void {
    const reader = this.#reader;
    if (!reader) return;
    const value = this.#early.shift();
    if (this.#early.length === 0) this.#rest = this.#begun?.rest;
    if (value) reader.resolve({ done: false, value });
    else if (this.#rest) reader.resolve(this.#rest.next());
    else if (this.#over) reader.resolve(end);
    else if (this.#failure) {
      this.#over = true;
      reader.reject(this.#failure.error);
    } else return;
    this.#reader = undefined;
  }

  /** Asks, once. */
  #begin(drained: boolean): void {
    if (this.#beginning || this.#failure) return;
    try {
      this.#beginning = this.#source.begin(drained, (batch) => {
        this.#early.push(batch);
        this.#serve();
      });
    } catch (error) {
      this.#failure = { error };
      return this.#asked?.reject(error);
    }
    if (this.#asked) this.#answer(this.#beginning);
    this.#beginning.then(
      (begun) => {
        this.#begun = begun;
        if (this.#early.length > 0) begun.held.unshift(...this.#early);
        this.#early = begun.held;
        this.#serve();
      },
      (error) => {
        this.#failure ??= { error };
        this.#serve();
      },
    );
  }

  #answer(beginning: Promise<BegunAnswer>): void {
    this.#asked?.resolve(beginning.then(({ response }) => response));
  }

  async #leave(quietly: boolean): Promise<void> {
    await this.#begun?.leave(quietly);
    const error = new ProviderError({ code: 'ABORTED', message: 'The stream was left before its end.' });
    if (this.#failure) return;
    this.#source.leave(error);
    if (this.#beginning) return;
    this.#failure = { error };
    this.#asked?.reject(error);
  }
}

/** The one pass over a stream. */
class View<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #read: () => Promise<IteratorResult<Item, undefined>>;
  readonly #leave: () => Promise<void>;
  #isLeft = false;

  /** `leave` lets go of the stream. */
  constructor(read: () => Promise<IteratorResult<Item, undefined>>, leave: () => Promise<void>) {
    this.#read = read;
    this.#leave = leave;
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    return this.#isLeft ? Promise.resolve(end) : this.#read();
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#isLeft = true;
    await this.#leave();
    return end;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
