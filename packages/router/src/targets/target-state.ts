import type { BreakerOptions } from '../router-options.js';
import { Availability, type AvailabilityFacts } from './availability.js';
import { Latency } from './latency.js';

/** How a target stands. It outlives the options that made the target, as long as they keep its name and provider. */
export class TargetState {
  readonly availability: Availability;
  readonly latency: Latency = new Latency();
  /** Calls that it is busy with. */
  inFlight = 0;
  /** Calls that it has answered. */
  succeeded = 0;
  /** Calls that failed through it. */
  failed = 0;
  /** When its last call ended, as `performance.now()` tells it. */
  lastUsedAt: number = -Infinity;

  /** `changed` is told of every change of its availability. */
  constructor(breaker: BreakerOptions, changed: (facts: AvailabilityFacts) => void) {
    this.availability = new Availability(breaker, changed);
  }
}
