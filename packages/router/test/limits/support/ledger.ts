import { expect } from 'vitest';
import type { LimitGroup, LimitUsage } from '../../../src/limits/limit-group.js';
import type { LimitName } from '../../../src/limits/limit-kinds.js';
import type { TargetLimits } from '../../../src/router-options.js';

/** Requests, tokens and dollars of one call. */
export interface Amounts {
  readonly requests: number;
  readonly tokens: number;
  readonly cost: number;
}

/** Half a millionth of a dollar is lost where a sum is rounded. */
const roundingOf = (name: LimitName) => (name.startsWith('cost') ? 0.000_001 : 0);

const amountOf = (name: LimitName, { requests, tokens, cost }: Amounts) =>
  name.startsWith('requests') ? requests : name.startsWith('tokens') ? tokens : cost;

interface Window {
  readonly name: LimitName;
  readonly endsAt: number;
  /** Estimates of the calls under way, real usage of the others. */
  sum: number;
  /** What calls have used more than was estimated. */
  overrun: number;
  limit: number;
}

/** A second book, kept in dollars and by hand: what was let through in each window, and what it came to. */
export class Ledger {
  readonly #windows = new Map<string, Window>();
  readonly refused = new Map<string, number>();
  readonly total = { requests: 0, tokens: 0, cost: 0 };
  readonly totalOverrun = { requests: 0, tokens: 0, cost: 0 };
  admitted = 0;

  /**
   * A call was let through. Unless the store lags behind, no limit may be passed by it. @returns What to call when it has ended.
   */
  admit(group: LimitGroup, limits: TargetLimits, estimate: Amounts, lags: boolean): (real: Amounts) => void {
    this.admitted++;
    const windows = group.usage(limits).map((usage) => this.#windowOf(usage));
    for (const window of windows) {
      window.sum += amountOf(window.name, estimate);
      const slack = roundingOf(window.name) + (lags ? window.overrun : 0);
      expect(window.sum, `${window.name} when a call began`).toBeLessThanOrEqual(window.limit + slack);
    }
    return (real) => {
      for (const window of windows) {
        const more = amountOf(window.name, real) - amountOf(window.name, estimate);
        window.sum += more;
        window.overrun += Math.max(0, more);
      }
      for (const unit of ['requests', 'tokens', 'cost'] as const) {
        this.total[unit] += real[unit];
        this.totalOverrun[unit] += Math.max(0, real[unit] - estimate[unit]);
      }
    };
  }

  /** No limit was passed by more than the calls under way used more than was estimated; no window began too early. */
  check(): void {
    const last = new Map<string, number>();
    for (const { name, endsAt, sum, overrun, limit } of this.#windows.values()) {
      expect(sum, `${name} until ${endsAt}`).toBeLessThanOrEqual(limit + overrun + roundingOf(name));
      const length = name.endsWith('Minute') ? 60_000 : name.endsWith('Day') ? 86_400_000 : 2_592_000_000;
      expect(endsAt - (last.get(name) ?? -Infinity), name).toBeGreaterThanOrEqual(length);
      last.set(name, endsAt);
    }
  }

  /** The counters of windows that all calls were in are what the calls have really used. */
  expectReal(usage: readonly LimitUsage[]): void {
    for (const { name, used } of usage) {
      const real = amountOf(name, this.total);
      expect(Math.abs(used - real), `${name}: ${used}, really ${real}`).toBeLessThanOrEqual(roundingOf(name));
    }
  }

  refuse(message: string): void {
    const name = /limits\.(\w+)/.exec(message)?.[1] ?? message;
    this.refused.set(name, (this.refused.get(name) ?? 0) + 1);
  }

  #windowOf({ name, limit, resetMs }: LimitUsage): Window {
    // In a window of time that has not begun, nothing was used: a cost that is not known yet.
    const endsAt = resetMs === 0 ? 0 : Date.now() + resetMs;
    const id = `${name} ${endsAt}`;
    let window = this.#windows.get(id);
    if (!window) {
      window = { name, endsAt, sum: 0, overrun: 0, limit };
      if (endsAt > 0) this.#windows.set(id, window);
    }
    window.limit = Math.max(window.limit, limit);
    return window;
  }
}
