import type { ProviderError } from '@modelport/core';
import type { TargetLimits } from '../router-options.js';
import { Counter, type Share } from './counter.js';
import { LearnedLimits } from './learned-limits.js';
import { type LimitKind, type LimitName, limitKinds } from './limit-kinds.js';
import { backendLimit, neverRoom, noRoom } from './refusals.js';
import { type Estimate, Reservation } from './reservation.js';
import { Slots } from './slots.js';
import type { StoreGuard } from './store-guard.js';

const noShares: readonly Share[] = [];

/** How much of one limit is used. */
export interface LimitUsage {
  readonly name: LimitName;
  /** Requests, tokens or US dollars in the current window. */
  readonly used: number;
  readonly limit: number;
  /** Milliseconds until the window ends; 0 where none has begun. */
  readonly resetMs: number;
}

/**
 * What the targets of one key share: slots, counters, and what their backend has said of its limits. The limits themselves are each
 * target's own.
 */
export class LimitGroup {
  readonly slots: Slots;
  readonly learned: LearnedLimits;
  readonly #key: string;
  readonly #store: StoreGuard;
  readonly #counters = new Map<LimitKind, Counter>();

  /** `former`: the group of the same key over another store; its slots, and what its backend has said, go on. */
  constructor(key: string, store: StoreGuard, former?: LimitGroup) {
    this.slots = former?.slots ?? new Slots(key);
    this.learned = former?.learned ?? new LearnedLimits();
    this.#key = key;
    this.#store = store;
  }

  /** Whether it is worth asking for a reservation now: a slot is free, and nothing is known to be used up. */
  isFree(limits: TargetLimits | undefined): boolean {
    if (this.learned.blockedUntil() > 0) return false;
    if (!limits) return true;
    if (!this.slots.isFree(limits)) return false;
    for (const [{ name }, counter] of this.#counters) {
      const limit = limits[name];
      if (limit !== undefined && !counter.hasRoom(limit)) return false;
    }
    return true;
  }

  /**
   * `Date.now()` when the limits that are used up begin anew; 0 where none is. As of the store's last answers: something may be
   * given back sooner, which `isFree` allows for.
   */
  blockedUntil(limits: TargetLimits | undefined): number {
    let until = this.learned.blockedUntil();
    for (const [{ name }, counter] of this.#counters) {
      const limit = limits?.[name];
      if (limit !== undefined) until = Math.max(until, counter.blockedUntil(limit));
    }
    return until;
  }

  /**
   * Sets aside what a call is likely to use; at once where the store answers at once. Whoever has a reservation settles it, however
   * the call ends.
   *
   * @throws `RATE_LIMITED` when a limit has no room for it, with `retryAfterMs`; nothing is counted then. A call that is
   * estimated at more than a whole limit is not retryable.
   */
  reserve(limits: TargetLimits | undefined, estimate: Estimate): Reservation | Promise<Reservation> {
    // Most targets have no limits, and backends that say nothing of theirs.
    if (!limits && this.learned.blockedUntil(estimate) === 0)
      return new Reservation(noShares, this.learned, estimate);
    const refusal = this.refusal(limits, estimate);
    if (refusal) throw refusal;
    const now = Date.now();
    const asked: (Share | Promise<Share>)[] = [];
    let waits = false;
    for (const kind of limitKinds) {
      const limit = limits?.[kind.name];
      if (limit === undefined) continue;
      const counter = this.#counter(kind);
      const share = counter.add(amountOf(kind, estimate), limit, now);
      asked.push(share);
      if ('then' in share) waits = true;
      else if (counter.isOver(share)) break;
    }
    if (waits) return Promise.all(asked).then((shares) => this.#admit(shares, estimate));
    return this.#admit(asked as Share[], estimate);
  }

  /**
   * Why `reserve` would refuse a call, as far as is known without asking the store; without an estimate: why it would refuse any.
   * Of several limits, the one that takes longest.
   */
  refusal(limits: TargetLimits | undefined, estimate?: Estimate): ProviderError | undefined {
    const now = Date.now();
    let longest: ProviderError | undefined;
    for (const kind of limitKinds) {
      const limit = limits?.[kind.name];
      if (limit === undefined) continue;
      const amount = estimate && amountOf(kind, estimate);
      const counter = this.#counter(kind);
      const never = amount !== undefined && amount > limit;
      if (!never && counter.hasRoom(limit, amount, now)) continue;
      const { used, resetMs } = counter;
      const refused = { key: this.#key, kind, limit, amount, used, resetMs };
      if (never) return neverRoom(refused);
      longest = longer(longest, noRoom(refused));
    }
    const until = this.learned.blockedUntil(estimate);
    return until === 0 ? longest : longer(longest, backendLimit(this.#key, until - Date.now()));
  }

  /** How much of each limit is used, as of the store's last answers. */
  usage(limits: TargetLimits | undefined): LimitUsage[] {
    return limitKinds.flatMap((kind) => {
      const limit = limits?.[kind.name];
      if (limit === undefined) return [];
      const { used, resetMs } = this.#counter(kind);
      return { name: kind.name, used, limit, resetMs };
    });
  }

  #counter(kind: LimitKind): Counter {
    let counter = this.#counters.get(kind);
    if (!counter) {
      counter = new Counter(this.#key, kind, this.#store);
      this.#counters.set(kind, counter);
    }
    return counter;
  }

  #admit(shares: readonly Share[], estimate: Estimate): Reservation {
    let refusal: ProviderError | undefined;
    for (const share of shares) {
      const { counter, amount, limit, resetMs } = share;
      if (!counter.isOver(share)) continue;
      const used = counter.usedBefore(share);
      refusal = longer(refusal, noRoom({ key: this.#key, kind: counter.kind, limit, amount, used, resetMs }));
    }
    if (!refusal) return new Reservation(shares, this.learned, estimate);
    for (const share of shares) share.counter.correct(share, -share.amount);
    throw refusal;
  }
}

function amountOf({ unit }: LimitKind, estimate: Estimate): number {
  if (unit === 'requests') return 1;
  const amount = unit === 'tokens' ? estimate.tokens : estimate.cost;
  return amount && amount > 0 ? amount : 0;
}

function longer(a: ProviderError | undefined, b: ProviderError): ProviderError {
  return a && (a.retryAfterMs ?? 0) >= (b.retryAfterMs ?? 0) ? a : b;
}
