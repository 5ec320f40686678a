import type { LimitGroup } from '../../../src/limits/limit-group.js';
import type { Estimate, Reservation } from '../../../src/limits/reservation.js';
import type { TargetLimits } from '../../../src/router-options.js';

/** A call that uses little. */
export const small: Estimate = { tokens: 100, cost: 0.001 };

/** A reservation over a store that answers at once. */
export function reserveNow(
  group: LimitGroup,
  limits: TargetLimits | undefined,
  estimate: Estimate = small,
): Reservation {
  const reservation = group.reserve(limits, estimate);
  if (reservation instanceof Promise) throw new Error('A store in memory answers at once.');
  return reservation;
}

/** How much of each limit is used. */
export const usedOf = (group: LimitGroup, limits: TargetLimits): number[] =>
  group.usage(limits).map(({ used }) => used);
