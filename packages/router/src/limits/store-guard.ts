import type { LimitCount, LimitStore } from './limit-store.js';
import { MemoryLimitStore } from './memory-limit-store.js';

/** Milliseconds that a call waits for a store. */
const patience = 1_000;
/** Milliseconds until a store that has failed is asked again. */
const pause = 10_000;

/** A counter, and the store that it was counted in: corrections belong there too. */
export interface GuardedCount extends LimitCount {
  readonly store: LimitStore;
}

/**
 * Stands between limits and a store that may fail: it always has an answer. While the store fails, it counts in the memory of this
 * process, so that calls go on and each process still keeps to the limits by itself. One for all targets of a router.
 */
export class StoreGuard {
  /** Whether others may count in the store too, so that what it said last grows old. */
  readonly isShared: boolean;
  readonly #store: LimitStore;
  readonly #standIn = new MemoryLimitStore();
  #pausedUntil = -Infinity;
  #failure: unknown;

  constructor(store: LimitStore, isShared = true) {
    this.#store = store;
    this.isShared = isShared;
  }

  /** Why counters are kept in memory for now; `undefined` while the store answers. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Adds to a counter; at once where the store answers at once. Never throws, never rejects. */
  add(key: string, amount: number, windowMs: number): GuardedCount | Promise<GuardedCount> {
    if (this.#failure !== undefined && performance.now() < this.#pausedUntil)
      return this.#addToStandIn(key, amount, windowMs);
    try {
      const answer = this.#store.add(key, amount, windowMs);
      if ('then' in answer) return this.#wait(answer, key, amount, windowMs);
      return this.#accept(answer);
    } catch (error) {
      this.#fail(error);
      return this.#addToStandIn(key, amount, windowMs);
    }
  }

  async #wait(
    answer: Promise<LimitCount>,
    key: string,
    amount: number,
    windowMs: number,
  ): Promise<GuardedCount> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patience);
    });
    try {
      const count = await Promise.race([answer, late]);
      if (count) return this.#accept(count);
      // Should it be counted there after all, it is taken back: the stand-in has it.
      inBackground(Promise.resolve(answer).then(() => this.#store.add(key, -amount, windowMs)));
      this.#fail(new Error(`The store of limits has not answered for ${patience} ms.`));
    } catch (error) {
      this.#fail(error);
    } finally {
      clearTimeout(timer);
    }
    return this.#addToStandIn(key, amount, windowMs);
  }

  #accept({ used, resetMs }: LimitCount): GuardedCount {
    if (!(Number.isFinite(used) && Number.isFinite(resetMs)))
      throw new TypeError('The store of limits has answered without `used` or `resetMs`.');
    this.#failure = undefined;
    this.#pausedUntil = -Infinity;
    return { used, resetMs, store: this.#store };
  }

  #addToStandIn(key: string, amount: number, windowMs: number): GuardedCount {
    const store = this.#standIn;
    return { ...store.add(key, amount, windowMs), store };
  }

  #fail(error: unknown): void {
    this.#failure = error ?? new Error('The store of limits has failed without an error.');
    this.#pausedUntil = performance.now() + pause;
  }
}

function inBackground(action: Promise<unknown>): void {
  action.catch(() => undefined);
}
