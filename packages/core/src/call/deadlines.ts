/** Which of a call's timers. */
export type TimerName = 'connect' | 'first-event' | 'idle' | 'total';

const timers: readonly TimerName[] = ['connect', 'first-event', 'idle', 'total'];
const longestTimeout = 2 ** 31 - 1;

/**
 * The timers of one call on a single `setTimeout`. Moving a deadline is a write; the timer looks, when it fires,
 * whether one has really passed, and goes on waiting for the next.
 */
export class Deadlines {
  /** When each is over; `Infinity` while it is off. */
  readonly #at = { connect: Infinity, 'first-event': Infinity, idle: Infinity, total: Infinity };
  readonly #expired: (name: TimerName) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firesAt = Infinity;
  #stopped = false;

  constructor(expired: (name: TimerName) => void) {
    this.#expired = expired;
  }

  /** Starts or moves a timer. `0` and `Infinity` mean that it is off. Nothing happens once all were stopped. */
  set(name: TimerName, milliseconds: number): void {
    if (this.#stopped || milliseconds === 0 || milliseconds === Infinity) return;
    const at = performance.now() + milliseconds;
    this.#at[name] = at;
    if (at < this.#firesAt) this.#schedule(at);
  }

  clear(...names: readonly TimerName[]): void {
    for (const name of names) this.#at[name] = Infinity;
  }

  /** Ends all timers for good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(at: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = at;
    const wait = Math.ceil(Math.max(0, at - performance.now()));
    this.#timer = setTimeout(this.#fire, Math.min(wait, longestTimeout));
  }

  readonly #fire = (): void => {
    this.#firesAt = Infinity;
    const name = timers.reduce((next, other) => (this.#at[other] < this.#at[next] ? other : next));
    const at = this.#at[name];
    if (at === Infinity) return;
    if (at > performance.now()) return this.#schedule(at);
    this.clear(name);
    this.#expired(name);
    if (!this.#stopped) this.#fire();
  };
}
