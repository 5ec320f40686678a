import type { BreakerOptions } from '../../src/router-options.js';
import { Availability, type AvailabilityFacts } from '../../src/targets/availability.js';
import { failure } from './scripted.js';

export const broken = failure('BACKEND_ERROR');
export const limited = failure('RATE_LIMITED');
export const refused = failure('AUTH_FAILED');

/** The availability of a target, and what was told of it. */
export function create(options: BreakerOptions = {}) {
  const told: AvailabilityFacts[] = [];
  const availability = new Availability(options, (facts) => void told.push(facts));
  return { availability, told, states: () => told.map(({ state }) => state) };
}

/** Three failures in a row, as many as open it. */
export function open(availability: Availability): void {
  for (let at = 0; at < 3; at++) availability.failed(broken);
}

/** One call goes there and is answered. */
export function answer(availability: Availability): void {
  availability.begin();
  availability.succeeded();
}
