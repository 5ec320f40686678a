import type { ProviderError } from '@modelport/core';
import type { BreakerOptions } from '../router-options.js';

/**
 * How a target stands: `available`; `open`: failed too often and is left alone; `half-open`: one call at a time tries it;
 * `cooling`: it said when to come again; `out`: its key or account was refused.
 */
export type AvailabilityState = 'available' | 'open' | 'half-open' | 'cooling' | 'out';

/** The state of a target in words: why, and until when. */
export interface AvailabilityFacts {
  readonly state: AvailabilityState;
  /** Why it is not available, or what failed last. */
  readonly error?: ProviderError | undefined;
  /** When it may be tried again, in milliseconds since 1970. */
  readonly until?: number | undefined;
}

/** How long a target cools that does not say when to come again; twice as long each time, up to a minute. */
const usualCooling = 5_000;
const longestUsualCooling = 60_000;

/**
 * The circuit breaker of one target, its cooldown, and whether it is out. It starts no timer: a wait that is over is noticed
 * when somebody asks.
 */
export class Availability {
  readonly #changed: (facts: AvailabilityFacts) => void;
  #options: Required<{ [Name in keyof BreakerOptions]: number }>;
  #state: AvailabilityState = 'available';
  #until = 0;
  #error: ProviderError | undefined;
  /** Failures in a row. */
  #failures = 0;
  /** Successes that are still needed until a target that was open is trusted again. */
  #probation = 0;
  #openMs = 0;
  #coolings = 0;
  #probing = false;
  #epoch = 0;

  /** `changed` is told of every change of the state. */
  constructor(options: BreakerOptions, changed: (facts: AvailabilityFacts) => void) {
    this.#options = withDefaults(options);
    this.#changed = changed;
  }

  /** New options are a reason to try a target again that is out. */
  set options(options: BreakerOptions) {
    this.#options = withDefaults(options);
    if (this.#state === 'out') this.recover();
  }

  /** Whether a call may go there now. */
  get isAvailable(): boolean {
    return this.#state === 'available' || this.#isBack();
  }

  /** When it may be tried again, in milliseconds since 1970; 0: now. */
  get availableAt(): number {
    return this.isAvailable ? 0 : this.#probing ? Date.now() + 1_000 : this.#until;
  }

  /** How often it has been opened or taken out: what a call tells that began before says nothing of how it is since then. */
  get epoch(): number {
    return this.#epoch;
  }

  get facts(): AvailabilityFacts {
    this.#look();
    return this.#facts();
  }

  /** A call goes there. @returns Whether it is the one that tries a half-open target: others stay away until it ends. */
  begin(): boolean {
    this.#look();
    if (this.#state !== 'half-open') return false;
    this.#probing = true;
    return true;
  }

  /** The call that tried it ended without telling anything: it was aborted, or its request was wrong. */
  endProbe(): void {
    this.#probing = false;
  }

  /** A call was answered. `epoch`: when it began. */
  succeeded(epoch: number = this.#epoch): void {
    if (epoch !== this.#epoch) return;
    this.#failures = 0;
    this.#coolings = 0;
    this.#probing = false;
    if (this.#probation > 0) this.#probation--;
    if (this.#state === 'half-open') this.#move('available', 0, undefined);
    if (this.#probation === 0) this.#openMs = 0;
  }

  /** A call failed through the server, or the way to it. `epoch`: when it began. */
  failed(error: ProviderError, epoch: number = this.#epoch): void {
    if (epoch !== this.#epoch) return;
    this.#probing = false;
    this.#failures++;
    const { failures, openMs, maxOpenMs } = this.#options;
    // One that has just come back has one chance.
    const tooMany = this.#state === 'half-open' || this.#probation > 0 || this.#failures >= failures;
    if (this.#state === 'open' || this.#state === 'out' || !tooMany) return;
    this.#openMs = this.#openMs === 0 ? openMs : Math.min(this.#openMs * 2, maxOpenMs);
    this.#probation = failures;
    this.#epoch++;
    // What it said itself of when to come again still holds.
    const cool = this.#state === 'cooling' ? this.#until : 0;
    this.#move('open', Math.max(Date.now() + this.#openMs, cool), error);
  }

  /** It asked to be left alone for a while. `ms`: for how long, where it said so. */
  cool(error: ProviderError, ms: number | undefined): void {
    this.#probing = false;
    const usual = Math.min(usualCooling * 2 ** this.#coolings, longestUsualCooling);
    if (ms === undefined) this.#coolings++;
    const until = Date.now() + (ms ?? usual);
    if (this.#state === 'out' || (this.#state === 'open' && this.#until > until)) return;
    if (this.#state === 'cooling' && this.#until >= until) return;
    this.#move('cooling', until, error);
  }

  /** Its key or account was refused. */
  takeOut(error: ProviderError): void {
    this.#probing = false;
    this.#epoch++;
    this.#move('out', Date.now() + this.#options.outMs, error);
  }

  /** A look at its health found it well: a call may try it now. */
  recover(): void {
    if (this.#state === 'open' || this.#state === 'out') this.#move('half-open', 0, this.#error);
  }

  #isBack(): boolean {
    this.#look();
    return this.#state === 'available' || (this.#state === 'half-open' && !this.#probing);
  }

  /** The wait is over: one that cooled is available, one that failed must prove itself. */
  #look(): void {
    if (this.#state === 'available' || this.#state === 'half-open' || this.#until > Date.now()) return;
    if (this.#state !== 'cooling') this.#move('half-open', 0, this.#error);
    else this.#move(this.#probation > 0 ? 'half-open' : 'available', 0, undefined);
  }

  #facts(): AvailabilityFacts {
    return {
      state: this.#state,
      ...(this.#error && { error: this.#error }),
      ...(this.#until > Date.now() && { until: this.#until }),
    };
  }

  #move(state: AvailabilityState, until: number, error: ProviderError | undefined): void {
    const changed = this.#state !== state;
    this.#state = state;
    this.#until = until;
    this.#error = error;
    // As it is now: a wait of no time may be over already, which is a change of its own.
    if (changed) this.#changed(this.#facts());
  }
}

function withDefaults({
  failures = 3,
  openMs = 10_000,
  // The longest wait is never shorter than the first.
  maxOpenMs = Math.max(300_000, openMs),
  outMs = 300_000,
}: BreakerOptions) {
  return { failures, openMs, maxOpenMs, outMs };
}
