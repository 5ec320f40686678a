import type { Candidate, Strategy } from './strategy.js';

/** What is known of a candidate beside its latency. */
interface Standing {
  /** It had a call. */
  tried: boolean;
  /** How often the other one was taken since then. */
  losses: number;
}

/** A slow target has one call after so many that went to faster ones: it may have become fast. */
const patience = 100;

/**
 * The target that answers sooner, of two picked at random: so the work does not grow with the number of targets, and calls
 * do not all rush to the fastest. What counts is the usual time to the first content and how many calls are in flight. A
 * target that had no call yet comes first, once. Weights do not count.
 *
 * Power of two choices: Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing" (2001).
 */
export function createLatency(): Strategy {
  const standings = new WeakMap<Candidate, Standing>();
  const standingOf = (candidate: Candidate): Standing => {
    const known = standings.get(candidate);
    if (known !== undefined) return known;
    const standing = { tried: false, losses: 0 };
    standings.set(candidate, standing);
    return standing;
  };
  return (candidates) => {
    const [one, two] = pickTwo(candidates);
    if (one === undefined || two === undefined) return undefined;
    const inOrder = expectedWait(one, standingOf(one)) <= expectedWait(two, standingOf(two));
    const [faster, slower] = inOrder ? [one, two] : [two, one];
    const isDue = slower.inFlight === 0 && standingOf(slower).losses >= patience;
    const [chosen, left] = isDue ? [slower, faster] : [faster, slower];
    standingOf(left).losses++;
    Object.assign(standingOf(chosen), { tried: true, losses: 0 });
    return chosen;
  };
}

/** Two different ones; of one candidate it twice. */
function pickTwo(candidates: readonly Candidate[]): readonly (Candidate | undefined)[] {
  const count = candidates.length;
  const one = Math.floor(Math.random() * count);
  const two = one + 1 + Math.floor(Math.random() * (count - 1));
  return [candidates[one], candidates[two % count]];
}

/**
 * Milliseconds until the first content of one more call. Of a target without any yet: nothing before its first call, so that
 * it has one, and more than of any other afterwards, as it may never answer.
 */
function expectedWait({ latencyMs, inFlight }: Candidate, { tried }: Standing): number {
  const calls = inFlight + 1;
  if (latencyMs === undefined) return tried ? calls * Number.MAX_SAFE_INTEGER : 0;
  // Below a millisecond it is the calls in flight that count.
  return calls * Math.max(1, latencyMs);
}
