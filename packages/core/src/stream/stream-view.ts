import type { ChatEvent } from '../contract.js';
import type { StreamPass, Waiter } from './stream-pass.js';

type Result<Item> = IteratorResult<Item, undefined>;

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };
const nothing: readonly never[] = [];

/**
 * The iterator over a stream, which lets go of it when its consumer leaves: `next` is a kept promise while an item is at
 * hand, and one of its own only for a read. Written by hand: an async function costs several promises per read.
 */
abstract class StreamView<Item> implements AsyncIterableIterator<Item, undefined>, Waiter {
  protected readonly pass: StreamPass;
  /** What the consumer waits for. */
  #waiting: Promise<Result<Item>> | undefined;
  #resolve: ((result: Result<Item>) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(pass: StreamPass) {
    this.pass = pass;
  }

  /** The next item, where one is at hand. @throws what the stream failed with, once. */
  protected abstract take(): Item | undefined;

  next(): Promise<Result<Item>> {
    if (this.pass.isOver) return Promise.resolve(end);
    // Somebody called `next` again without waiting: one read at a time.
    if (this.#waiting) {
      const again = () => this.next();
      return this.#waiting.then(again, again);
    }
    try {
      const value = this.take();
      if (value !== undefined) return Promise.resolve({ done: false, value });
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.pass.isOver) return Promise.resolve(end);
    const waiting = new Promise<Result<Item>>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#waiting = waiting;
    this.pass.readFor(this);
    return waiting;
  }

  told(): void {
    const [resolve, reject] = [this.#resolve, this.#reject];
    try {
      const value = this.take();
      // It may be a batch without anything for this view.
      if (value === undefined && !this.pass.isOver) return this.pass.readFor(this);
      this.#stopWaiting();
      resolve?.(value === undefined ? end : { done: false, value });
    } catch (error) {
      this.#stopWaiting();
      reject?.(error);
    }
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.pass.isOver = true;
    this.pass.leave();
    return Promise.resolve(end);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Keeps nothing for the time in which nobody reads. */
  #stopWaiting(): void {
    this.#waiting = undefined;
    this.#resolve = undefined;
    this.#reject = undefined;
  }
}

/** Batches as they came. */
export class BatchView extends StreamView<readonly ChatEvent[]> {
  protected take(): readonly ChatEvent[] | undefined {
    return this.pass.take();
  }
}

/** What `pick` makes of each event; `undefined` leaves one out. */
export class ItemView<Item> extends StreamView<Item> {
  readonly #pick: (event: ChatEvent) => Item | undefined;
  #batch: readonly ChatEvent[] = nothing;
  #at = 0;

  constructor(pass: StreamPass, pick: (event: ChatEvent) => Item | undefined) {
    super(pass);
    this.#pick = pick;
  }

  protected take(): Item | undefined {
    for (;;) {
      while (this.#at < this.#batch.length && !this.pass.isStopped) {
        const value = this.#pick(this.#batch[this.#at++] as ChatEvent);
        // What was handed on is not kept until the next read.
        if (this.#at === this.#batch.length) this.#batch = nothing;
        if (value !== undefined) return value;
      }
      const following = this.pass.take();
      if (!following) return undefined;
      this.#batch = following;
      this.#at = 0;
    }
  }
}
