import { type ChatEvent, type ChatResponse, type ChatStream, ProviderError } from '@modelport/core';
import type { Batch } from './commit.js';
import { type Deferred, deferred } from './deferred.js';
import { itemsOf } from './items-of.js';

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** An answer that has begun. */
export interface BegunAnswer {
  /** What comes next; the end, or the error, comes once. */
  next(): Promise<IteratorResult<Batch, unknown>>;
  readonly response: Promise<ChatResponse>;
  /** Closes its connection. `quietly`: a read that is under way comes to its end, not to an error. */
  leave(quietly: boolean): Promise<void>;
}

/** Where an answer comes from, once somebody wants it. */
export interface AnswerSource {
  /**
   * Asks until an answer begins. `drained`: all of it is wanted, whether or not somebody reads the events; `tellProgress`: what
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
  /** What was handed on before the answer began, and not yet taken. */
  readonly #early: Batch[] = [];
  /** Waits until there is something to look at. */
  #news: Deferred<void> | undefined;
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
    return {
      next: () => (this.#over ? Promise.resolve(end) : next()),
      return: async () => {
        this.#over = true;
        this.#tell();
        await this.#leave(true);
        return end;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #nextBatch(): Promise<IteratorResult<Batch, unknown>> {
    return this.#begun && this.#early.length === 0 ? this.#begun.next() : this.#firstBatch();
  }

  async #firstBatch(): Promise<IteratorResult<Batch, unknown>> {
    if (!this.#failure) void this.#begin(false);
    for (;;) {
      const value = this.#early.shift();
      if (value) return { done: false, value };
      if (this.#begun) return this.#begun.next();
      if (this.#over) return end;
      if (this.#failure) {
        this.#over = true;
        throw this.#failure.error;
      }
      this.#news ??= deferred();
      await this.#news.promise;
    }
  }

  /** Asks, once. */
  #begin(drained: boolean): void {
    if (this.#beginning || this.#failure) return;
    this.#beginning = this.#source.begin(drained, (batch) => {
      this.#early.push(batch);
      this.#tell();
    });
    if (this.#asked) this.#answer(this.#beginning);
    this.#beginning.then(
      (begun) => {
        this.#begun = begun;
        this.#tell();
      },
      (error) => {
        this.#failure ??= { error };
        this.#tell();
      },
    );
  }

  #answer(beginning: Promise<BegunAnswer>): void {
    this.#asked?.resolve(beginning.then(({ response }) => response));
  }

  #tell(): void {
    this.#news?.resolve();
    this.#news = undefined;
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
