import { hasWeights } from './has-weights.js';
import { hashConversation } from './hash-conversation.js';
import { hashText } from './hash-text.js';
import type { Candidate, Strategy } from './strategy.js';

/**
 * Calls of the same key go to the same target, whose prompt cache knows them: `providerOptions.router.stickyKey`, else how
 * the conversation begins. Targets have their share of the keys by weight; a target of weight 0 has some only while no other
 * can be picked. When a target leaves, its keys go to the others, by weight, and come back with it; no other key moves. It
 * depends on the names of the targets alone, so that several processes choose alike.
 *
 * Weighted rendezvous hashing: Schindelhauer and Schomaker, "Weighted Distributed Hash Tables" (2005).
 */
export function createSticky(): Strategy {
  return (candidates, call) => {
    const key = call.stickyKey === undefined ? hashConversation(call.request) : hashText(call.stickyKey);
    const weighted = hasWeights(candidates);
    let choice: Candidate | undefined;
    let nearest = Infinity;
    for (const candidate of candidates) {
      const weight = weighted ? candidate.weight : 1;
      // Random times with the weight as their rate (0: never): how often one is the first is its share, whoever takes part.
      const distance = -Math.log((hashText(candidate.name, key) + 0.5) / 2 ** 32) / weight;
      if (choice !== undefined && distance >= nearest) continue;
      choice = candidate;
      nearest = distance;
    }
    return choice;
  };
}
