import type { Candidate } from './strategy.js';

/**
 * Whether any candidate has a weight above 0. Then those of weight 0 have no share; where nobody has a weight, all have the
 * same.
 */
export function hasWeights(candidates: readonly Candidate[]): boolean {
  return candidates.some(({ weight }) => weight > 0);
}
