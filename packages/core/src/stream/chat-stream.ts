import type { ChatEvent, ChatResponse, ChatStream } from '../contract.js';
import { ProviderError } from '../errors.js';
import type { StreamRun } from './stream-run.js';

type Batch = readonly ChatEvent[];
/** How the stream ended. */
type Outcome = { readonly response: ChatResponse } | { readonly error: unknown };

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The lazy answer that `stream()` gives. One pass over one run: views and `response` share it, and nothing is sent
 * before the first read.
 */
export class LazyChatStream implements ChatStream {
  readonly #open: () => Promise<StreamRun>;
  #run: StreamRun | undefined;
  #claimed = false;
  /** Whether `response` reads to the end by itself. */
  #draining = false;
  /** Batches that were read and that no view has taken: all of them, where `response` was touched first. */
  readonly #queue: Batch[] = [];
  /** The read that is under way: whoever needs one meanwhile waits for it too. */
  #reading: Promise<void> | undefined;
  #outcome: Outcome | undefined;
  /** Whether the view has come to its end, its error or its consumer's leave. */
  #over = false;
  #settle: (outcome: Outcome) => void = () => {};
  readonly #response = new Promise<ChatResponse>((resolve, reject) => {
    this.#settle = (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.response));
  });

  constructor(open: () => Promise<StreamRun>) {
    this.#open = open;
    // Whoever wants the error has the iterator, or `response` itself.
    this.#response.catch(() => undefined);
  }

  batches(): AsyncIterableIterator<Batch> {
    return this.#view(async () => {
      for (;;) {
        const value = this.#take();
        if (value) return { done: false, value };
        if (this.#over) return end;
        await this.#read();
      }
    });
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
    if (!this.#claimed && !this.#draining) void this.#drain();
    return this.#response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave();
  }

  /** A view of single items: `next` is a kept promise while one is at hand, and waits only for a read. */
  #items<Item>(pick: (event: ChatEvent) => Item | undefined): AsyncIterableIterator<Item> {
    let batch: Batch = [];
    let at = 0;
    let refilling: Promise<IteratorResult<Item, undefined>> | undefined;
    const atHand = (): Item | undefined => {
      for (;;) {
        while (at < batch.length && !this.#run?.stopped) {
          const value = pick(batch[at++] as ChatEvent);
          if (value !== undefined) return value;
        }
        const following = this.#take();
        if (!following) return undefined;
        batch = following;
        at = 0;
      }
    };
    const refill = async (): Promise<IteratorResult<Item, undefined>> => {
      try {
        for (;;) {
          await this.#read();
          const value = atHand();
          if (value !== undefined) return { done: false, value };
          if (this.#over) return end;
        }
      } finally {
        refilling = undefined;
      }
    };
    const next = (): Promise<IteratorResult<Item, undefined>> => {
      // Somebody called `next` again without waiting: one refill at a time.
      if (refilling) return refilling.then(next, next);
      try {
        const value = atHand();
        if (value !== undefined) return Promise.resolve({ done: false, value });
      } catch (error) {
        return Promise.reject(error);
      }
      if (this.#over) return Promise.resolve(end);
      refilling = refill();
      return refilling;
    };
    return this.#view(next);
  }

  /** Hands the one pass to an iterator, which lets go of the stream when its consumer leaves. */
  #view<Item>(next: () => Promise<IteratorResult<Item, undefined>>): AsyncIterableIterator<Item, undefined> {
    if (this.#claimed) {
      throw new ProviderError({
        code: 'REQUEST_INVALID',
        setting: 'stream',
        message:
          'A stream can be read once, and this one is being read. Use its response for the whole answer.',
      });
    }
    this.#claimed = true;
    const leave = () => {
      this.#over = true;
      this.#leave();
      return Promise.resolve(end);
    };
    return {
      next: () => (this.#over ? Promise.resolve(end) : next()),
      return: leave,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** The next batch for the view, where one is at hand. An error is thrown once; then the view is at its end. */
  #take(): Batch | undefined {
    if (this.#over) return undefined;
    if (this.#queue.length > 0 && !this.#run?.stopped) return this.#queue.shift();
    if (this.#outcome) {
      this.#over = true;
      if ('error' in this.#outcome) throw this.#outcome.error;
    }
    return undefined;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (!this.#outcome) await this.#read();
  }

  /** One read of the run into the queue; two are never under way at once. Not to be asked for once there is an outcome. */
  #read(): Promise<void> {
    this.#reading ??= this.#readOnce();
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    try {
      this.#run ??= await this.#open();
      // The consumer may have left meanwhile; nothing has been sent yet.
      if (this.#outcome) return;
      this.#queue.push(await this.#run.next());
      if (this.#run.finished) this.#finish({ response: this.#run.response() });
    } catch (error) {
      this.#finish({ error });
    } finally {
      this.#reading = undefined;
    }
  }

  #leave(): void {
    if (this.#outcome) return;
    const left = new ProviderError({ code: 'ABORTED', message: 'The stream was left before its end.' });
    this.#finish({ error: this.#run?.close(left) ?? left });
  }

  #finish(outcome: Outcome): void {
    this.#outcome ??= outcome;
    this.#settle(this.#outcome);
  }
}
