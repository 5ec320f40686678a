import type { Candidate, Strategy } from './strategy.js';

/** The target that the call costs least at; those of unknown price last, those of the same price in their order. Weights do not count. */
export function createCheapest(): Strategy {
  return (candidates, call) => {
    let choice: Candidate | undefined;
    let least = Infinity;
    for (const candidate of candidates) {
      const price = candidate.priceOf(call) ?? Infinity;
      if (choice !== undefined && price >= least) continue;
      choice = candidate;
      least = price;
    }
    return choice;
  };
}
