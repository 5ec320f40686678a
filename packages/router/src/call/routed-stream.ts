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

/** Who waits for an answer to begin. */
export interface AnswerListener {
  /** What may be handed on before it begins. */
  progress(batch: Batch): void;
  begun(answer: BegunAnswer): void;
  /** It will not begin. */
  failed(error: unknown): void;
}

/** Where an answer comes from, once somebody wants it. */
export interface AnswerSource {
  /**
   * Asks until an answer begins, and tells the listener; throws where the call cannot begin. `drained`: all of it is wanted, whether
   * or not somebody reads the events.
   */
  begin(drained: boolean, listener: AnswerListener): void;
  /** The caller leaves: nobody is asked any more. */
  leave(error: ProviderError): void;
  /** Whether the next read will fail, although what was read before is still being handed out. */
  readonly isStopped: boolean;
}

/**
 * The lazy answer that `stream()` of a router gives. It asks targets until one begins to answer; from there on the views of that
 * target's own stream are handed on as they are, without work of its own for each batch.
 */
export class RoutedStream implements ChatStream, AnswerListener {
  readonly #source: AnswerSource;
  #isBeginning = false;
  #begun: BegunAnswer | undefined;
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
    this.#claim();
    return new BatchView(this);
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
    if (!this.#claimed) this.#begin(true);
    if (!this.#asked) {
      this.#asked = deferred();
      // Whoever wants the error has the iterator, or this promise itself.
      this.#asked.promise.catch(() => undefined);
      if (this.#begun) this.#asked.resolve(this.#begun.response);
      else if (this.#failure) this.#asked.reject(this.#failure.error);
    }
    return this.#asked.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close(false);
  }

  /** The next batch for the view. */
  next(): Promise<IteratorResult<Batch, unknown>> {
    return this.#rest ? this.#rest.next() : this.#firstBatch();
  }

  /** The consumer of the view leaves. */
  leave(): Promise<void> {
    this.#over = true;
    this.#serve();
    return this.#close(true);
  }

  progress(batch: Batch): void {
    this.#early.push(batch);
    this.#serve();
  }

  begun(answer: BegunAnswer): void {
    this.#begun = answer;
    if (this.#early.length > 0) answer.held.unshift(...this.#early);
    this.#early = answer.held;
    this.#asked?.resolve(answer.response);
    this.#serve();
  }

  failed(error: unknown): void {
    this.#failure ??= { error };
    this.#asked?.reject(error);
    this.#serve();
  }

  #items<Item>(pick: (event: ChatEvent) => Item | undefined): AsyncIterableIterator<Item> {
    this.#claim();
    const next = itemsOf(
      () => this.next(),
      pick,
      () => this.#source.isStopped,
    );
    return new ItemView(this, next);
  }

  /** Hands the one pass to a view. */
  #claim(): void {
    if (this.#claimed) {
      throw new ProviderError({
        code: 'REQUEST_INVALID',
        setting: 'stream',
        message:
          'A stream can be read once, and this one is being read. Use its response for the whole answer.',
      });
    }
    this.#claimed = true;
  }

  #firstBatch(): Promise<IteratorResult<Batch, unknown>> {
    // Somebody called `next` again without waiting: one reader at a time.
    if (this.#reader) {
      const next = () => this.next();
      return this.#reader.promise.then(next, next);
    }
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
    const value = this.#early.length === 1 ? this.#early.pop() : this.#early.shift();
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
    if (this.#isBeginning || this.#failure) return;
    this.#isBeginning = true;
    try {
      this.#source.begin(drained, this);
    } catch (error) {
      this.failed(error);
    }
  }

  async #close(quietly: boolean): Promise<void> {
    await this.#begun?.leave(quietly);
    const error = new ProviderError({ code: 'ABORTED', message: 'The stream was left before its end.' });
    if (this.#failure) return;
    this.#source.leave(error);
    if (this.#isBeginning) return;
    this.#failure = { error };
    this.#asked?.reject(error);
  }
}

/** The one pass over a stream, which lets go of it when its consumer leaves. */
abstract class View<Item> implements AsyncIterableIterator<Item, undefined> {
  protected readonly stream: RoutedStream;
  #isLeft = false;

  constructor(stream: RoutedStream) {
    this.stream = stream;
  }

  protected abstract read(): Promise<IteratorResult<Item, undefined>>;

  next(): Promise<IteratorResult<Item, undefined>> {
    return this.#isLeft ? Promise.resolve(end) : this.read();
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#isLeft = true;
    await this.stream.leave();
    return end;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

class BatchView extends View<Batch> {
  protected read(): Promise<IteratorResult<Batch, undefined>> {
    return this.stream.next() as Promise<IteratorResult<Batch, undefined>>;
  }
}

class ItemView<Item> extends View<Item> {
  protected readonly read: () => Promise<IteratorResult<Item, undefined>>;

  constructor(stream: RoutedStream, read: () => Promise<IteratorResult<Item, undefined>>) {
    super(stream);
    this.read = read;
  }
}
