/** Which of a call's timers. */
export type TimerName = 'connect' | 'first-event' | 'idle' | 'total';

const timers: readonly TimerName[] = ['connect', 'first-event', 'idle', 'total'];
const longestTimeout = 2 ** 31 - 1;
/** Milliseconds from which on it pays to wake early. */
const shortest = 1_000;

/**
 * The timers of one call on a single `setTimeout`. Moving a deadline is a write; the timer looks, when it fires,
 * whether one has really passed, and goes on waiting for the next.
 */
export class Deadlines {
  /** When each is over; `Infinity` while it is off. */
  readonly #at = { connect: Infinity, 'first-event': Infinity, idle: Infinity, total: Infinity };
  readonly #expired: (name: TimerName) => void;
  readonly #wakesAfter: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firesAt = Infinity;
  #stopped = false;

  /**
   * `wakesAfter`: how long a timer will be that is set later, so that the `setTimeout` need not be made anew then. A short one
   * is: it would wake too often.
   */
  constructor(expired: (name: TimerName) => void, wakesAfter = 0) {
    this.#expired = expired;
    this.#wakesAfter = wakesAfter < shortest ? Infinity : wakesAfter;
  }

  /** Starts or moves a timer. `0` and `Infinity` mean that it is off. Nothing happens once all were stopped. */
  set(name: TimerName, milliseconds: number, now: number = performance.now()): void {
    if (this.#stopped || milliseconds === 0 || milliseconds === Infinity) return;
    this.#at[name] = now + milliseconds;
    if (now + milliseconds < this.#firesAt) this.#schedule(now, milliseconds);
  }

  clear(...names: readonly TimerName[]): void {
    for (const name of names) this.#at[name] = Infinity;
  }

  /** Ends all timers for good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(now: number, milliseconds: number): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    const wait = Math.ceil(Math.min(milliseconds, this.#wakesAfter, longestTimeout));
    this.#firesAt = now + wait;
    this.#timer = setTimeout(this.#fire, wait);
  }

  readonly #fire = (): void => {
    this.#firesAt = Infinity;
    const name = timers.reduce((next, other) => (this.#at[other] < this.#at[next] ? other : next));
    const at = this.#at[name];
    if (at === Infinity) return;
    const now = performance.now();
    if (at > now) return this.#schedule(now, at - now);
    this.clear(name);
    this.#expired(name);
    if (!this.#stopped) this.#fire();
  };
}
