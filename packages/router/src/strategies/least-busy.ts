import { hasWeights } from './has-weights.js';
import type { Candidate, Strategy } from './strategy.js';

/**
 * The target with the fewest calls in flight for its weight. Those that are equally busy take turns, by weight as well. A
 * target of weight 0 has a turn only while no other can be picked.
 */
export function createLeastBusy(): Strategy {
  /** When the next turn of each begins, in turns of a target of weight 1; not in time. */
  const turns = new WeakMap<Candidate, number>();
  let now = 0;
  return (candidates) => {
    const weighted = hasWeights(candidates);
    let choice: Candidate | undefined;
    let least = Infinity;
    let soonest = Infinity;
    for (const candidate of candidates) {
      const weight = weighted ? candidate.weight : 1;
      if (weight === 0) continue;
      const load = candidate.inFlight / weight;
      if (load > least) continue;
      // Turns that were missed are not made up for, or a target that comes back would have all calls at once.
      const turn = Math.max(now, turns.get(candidate) ?? 0);
      if (load === least && turn >= soonest) continue;
      choice = candidate;
      least = load;
      soonest = turn;
    }
    if (choice === undefined) return undefined;
    now = soonest;
    turns.set(choice, soonest + (weighted ? 1 / choice.weight : 1));
    return choice;
  };
}
