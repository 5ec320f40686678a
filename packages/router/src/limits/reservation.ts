import type { RateLimit } from '@modelport/core';
import type { Share } from './counter.js';
import type { LearnedLimits, LearnedMark } from './learned-limits.js';

/** What a call is likely to use. Each is read only where a limit of its kind is set or has been learned: getters will do. */
export interface Estimate {
  /** Input and output tokens. */
  readonly tokens: number;
  /** US dollars; `undefined`: not known, and counted when the call has ended. */
  readonly cost: number | undefined;
}

/** What a call has used. */
export interface Consumption {
  /** Whether the backend began to answer. */
  readonly answered: boolean;
  /** Requests that were sent, 0 where none was. Default 1. */
  readonly requests?: number | undefined;
  /** Input and output tokens. Default: as estimated where the call was answered, else 0. */
  readonly tokens?: number | undefined;
  /** US dollars. Default: as estimated where the call was answered, else 0. */
  readonly cost?: number | undefined;
}

/** What is set aside for one call until it is known what it has used. */
export class Reservation {
  readonly #learned: LearnedLimits;
  readonly #mark: LearnedMark;
  #shares: readonly Share[];

  constructor(shares: readonly Share[], learned: LearnedLimits, estimate: Estimate) {
    this.#shares = shares;
    this.#learned = learned;
    this.#mark = learned.begin(estimate);
  }

  /** Takes note of the limits that came with the answer; as soon as they come, for they begin to age. */
  learn(rateLimit: RateLimit | undefined): void {
    if (rateLimit) this.#learned.learn(rateLimit, this.#mark);
  }

  /** Counts what was used in place of the estimate. Only the first time; never throws. */
  settle({ answered, requests = 1, tokens, cost }: Consumption): void {
    const shares = this.#shares;
    this.#shares = [];
    const used = { requests, tokens, cost };
    for (const share of shares) {
      const known = used[share.counter.kind.unit];
      const isKnown = known !== undefined && known >= 0 && known < Infinity;
      const amount = isKnown ? known : answered ? share.amount : 0;
      share.counter.correct(share, amount - share.amount);
    }
  }
}
