import type { LimitKind } from './limit-kinds.js';
import type { LimitCount } from './limit-store.js';
import type { GuardedCount, StoreGuard } from './store-guard.js';

/** Milliseconds for which the last answer of a store is believed where others may use the counter too. */
const trust = 5_000;

/** What one call has added to one counter. */
export interface Share extends GuardedCount {
  readonly counter: Counter;
  readonly amount: number;
  readonly limit: number;
  /** `Date.now()` when the window ends that it was added to. */
  readonly endsAt: number;
}

/**
 * One counter of a limit group, and what is known of it without asking the store. Amounts are requests, tokens or dollars; the store
 * gets whole numbers, millionths of a dollar, and what rounding leaves over goes into the next amount.
 */
export class Counter {
  readonly kind: LimitKind;
  readonly #key: string;
  readonly #store: StoreGuard;
  readonly #scale: number;
  #rest = 0;
  #used = 0;
  #endsAt = 0;
  #seenAt = 0;

  constructor(groupKey: string, kind: LimitKind, store: StoreGuard) {
    this.kind = kind;
    this.#key = `${groupKey}:${kind.name}`;
    this.#store = store;
    this.#scale = kind.unit === 'cost' ? 1_000_000 : 1;
  }

  /** What is used of the current window, as of the store's last answer. */
  get used(): number {
    return this.resetMs > 0 ? this.#used / this.#scale : 0;
  }

  /** Milliseconds until the current window ends; 0 where none has begun. */
  get resetMs(): number {
    return this.#left(Date.now());
  }

  /**
   * Whether a limit has room for an amount, or for any, as far as is known: `true` where the store must be asked. An amount of 0
   * has no room in a limit that is used up.
   */
  hasRoom(limit: number, amount?: number, now: number = Date.now()): boolean {
    const isFresh = now - this.#seenAt < trust || !this.#store.isShared;
    const known = isFresh && this.#left(now) > 0;
    return !known || this.#fits(this.#used + Math.round((amount ?? 0) * this.#scale), amount, limit);
  }

  /** `Date.now()` when the current window ends, where a limit is used up; else 0. As of the store's last answer, however old. */
  blockedUntil(limit: number): number {
    return this.resetMs > 0 && !this.#fits(this.#used, undefined, limit) ? this.#endsAt : 0;
  }

  /** Adds what a call is estimated to use, `askedAt` being now. It may pass the limit: `isOver` tells, `correct` takes it back. */
  add(amount: number, limit: number, askedAt: number): Share | Promise<Share> {
    const answer = this.#store.add(this.#key, this.#toWhole(amount), this.kind.windowMs);
    if ('then' in answer)
      return answer.then((count) => {
        this.#see(count, askedAt);
        return this.#toShare(count, amount, limit, askedAt);
      });
    this.#see(answer, askedAt);
    return this.#toShare(answer, amount, limit, askedAt);
  }

  /** Whether there was no room for a share. */
  isOver({ used, amount, limit }: Share): boolean {
    return !this.#fits(used, amount, limit);
  }

  /** What others had used when a share was added. */
  usedBefore({ used, amount }: Share): number {
    return Math.max(0, used / this.#scale - amount);
  }

  /**
   * Adds what a call has used more than was estimated, or takes away what it has used less. Nothing is taken from a later window
   * than the one that the estimate was added to: that one is others'. In the background; what the store fails to count is lost.
   */
  correct({ store, endsAt }: Share, by: number): void {
    if (by === 0) return;
    const askedAt = Date.now();
    if (by < 0 && askedAt >= endsAt) return;
    try {
      const answer = store.add(this.#key, this.#toWhole(by), this.kind.windowMs);
      if (!('then' in answer)) return this.#see(answer, askedAt);
      Promise.resolve(answer)
        .then((count) => this.#see(count, askedAt))
        .catch(() => undefined);
    } catch {
      // The next call finds out that the store fails.
    }
  }

  #left(now: number): number {
    const left = this.#endsAt - now;
    // Longer than it can be: the clock was set back.
    return left > 0 && left <= this.kind.windowMs ? left : 0;
  }

  #see({ used, resetMs }: LimitCount, askedAt: number): void {
    if (!(used >= 0 && resetMs >= 0)) return;
    this.#used = used;
    this.#endsAt = askedAt + resetMs;
    this.#seenAt = askedAt;
  }

  #toShare(count: GuardedCount, amount: number, limit: number, askedAt: number): Share {
    const { used, resetMs, store } = count;
    return { used, resetMs, store, counter: this, amount, limit, endsAt: askedAt + resetMs };
  }

  /** Whether a limit allows what is used together with an amount. */
  #fits(used: number, amount: number | undefined, limit: number): boolean {
    const whole = Math.round(limit * this.#scale);
    return amount ? used <= whole : used === 0 || used < whole;
  }

  #toWhole(amount: number): number {
    const exact = amount * this.#scale + this.#rest;
    const whole = Math.round(exact);
    this.#rest = exact - whole;
    return whole;
  }
}
