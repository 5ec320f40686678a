import { hasWeights } from './has-weights.js';
import type { Candidate, Strategy } from './strategy.js';

/** What a candidate is owed. */
interface Account {
  /** In calls; below 0 where it had one ahead of its turn. */
  owed: number;
}

/** Sums of shares are not exact: what differs by less is the same. */
const tolerance = 1e-9;

/**
 * Shares calls out by weight, evenly mixed: smooth weighted round robin as in nginx, 5:1:1 gives a a b a c a a. A target of
 * weight 0 has a turn only while no other can be picked. One that leaves and comes back goes on where it was.
 *
 * Unlike in nginx a target is owed calls, not weight: a heavy one that leaves does not upset the turns of the others.
 */
export function createWeighted(): Strategy {
  const accounts = new WeakMap<Candidate, Account>();
  return (candidates) => {
    const weighted = hasWeights(candidates);
    let total = 0;
    for (const candidate of candidates) total += weighted ? candidate.weight : 1;
    let chosen: Account | undefined;
    let choice: Candidate | undefined;
    for (const candidate of candidates) {
      const weight = weighted ? candidate.weight : 1;
      if (weight === 0) continue;
      let account = accounts.get(candidate);
      if (account === undefined) {
        account = { owed: 0 };
        accounts.set(candidate, account);
      }
      account.owed += weight / total;
      if (chosen !== undefined && account.owed <= chosen.owed + tolerance) continue;
      chosen = account;
      choice = candidate;
    }
    if (chosen !== undefined) chosen.owed -= 1;
    return choice;
  };
}
