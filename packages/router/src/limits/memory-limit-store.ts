import type { LimitCount, LimitStore } from './limit-store.js';

interface Window {
  readonly key: string;
  used: number;
  endsAt: number;
}

/**
 * Keeps counters in the memory of this process: exact, at once, gone with the process. It needs no timers; each addition looks at two
 * other counters and drops those whose window has ended, so that there are never many more of them than are in use.
 */
export function createMemoryLimitStore(): LimitStore {
  return new MemoryLimitStore();
}

/** The store behind {@link createMemoryLimitStore}; `size` is for tests. */
export class MemoryLimitStore implements LimitStore {
  readonly #windows = new Map<string, Window>();
  #sweep = this.#windows.values();

  /** Counters that are kept, some of them of windows that have ended. */
  get size(): number {
    return this.#windows.size;
  }

  add(key: string, amount: number, windowMs: number): LimitCount {
    const now = Date.now();
    this.#dropEnded(now);
    let window = this.#windows.get(key);
    if (!window || window.endsAt <= now) {
      this.#windows.delete(key);
      if (amount <= 0) return { used: 0, resetMs: 0 };
      window = { key, used: 0, endsAt: now + windowMs };
      this.#windows.set(key, window);
    }
    // A clock that is set back must not make a window longer.
    window.endsAt = Math.min(window.endsAt, now + windowMs);
    window.used = Math.max(0, window.used + amount);
    return { used: window.used, resetMs: window.endsAt - now };
  }

  /** Two looks for each addition, which adds one counter at most: the sweep always catches up with the end. */
  #dropEnded(now: number): void {
    for (let looks = 0; looks < 2; looks++) {
      const next = this.#sweep.next();
      if (next.done) {
        this.#sweep = this.#windows.values();
        return;
      }
      if (next.value.endsAt <= now) this.#windows.delete(next.value.key);
    }
  }
}
