import type { Strategy } from './strategy.js';

/** The targets in their order: the second is for calls that the first could not take. Weights do not count. */
export function createFallback(): Strategy {
  return (candidates) => candidates[0];
}
