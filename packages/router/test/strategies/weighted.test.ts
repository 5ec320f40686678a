import { describe, expect, it } from 'vitest';
import { createWeighted } from '../../src/strategies/weighted.js';
import { createWholeRandom } from '../support/random.js';
import {
  call,
  expectShares,
  FakeCandidate,
  lookCount,
  manyCandidates,
  ofWeights,
  picks,
  tally,
} from './support.js';

/** What nginx does, in whole numbers: all get their weight, the first of the highest pays for all. */
function nginxPicks(candidates: readonly FakeCandidate[], count: number): string[] {
  const peers = candidates.map(({ name, weight }) => ({ name, weight, current: 0 }));
  const total = peers.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    for (const peer of peers) peer.current += peer.weight;
    const best = peers.reduce((one, other) => (other.current > one.current ? other : one));
    best.current -= total;
    return best.name;
  });
}

function randomWeights(seed: number): FakeCandidate[] {
  const random = createWholeRandom(seed);
  return ofWeights(...Array.from({ length: random(2, 10) }, () => random(1, 10)));
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe('weighted', () => {
  it('mixes 5:1:1 as nginx does', () => {
    expect(picks(createWeighted(), ofWeights(5, 1, 1), 21).join('')).toBe('aabacaa'.repeat(3));
  });

  it.each(seeds)('has the order of nginx for random weights, seed %i', (seed) => {
    const candidates = randomWeights(seed);
    const weights = candidates.map(({ weight }) => weight);
    expect(picks(createWeighted(), candidates, 20_000), `weights ${weights}`).toEqual(
      nginxPicks(candidates, 20_000),
    );
  });

  it.each(seeds)('is within 1 %% of each share over 100,000 picks, seed %i', (seed) => {
    const candidates = randomWeights(seed);
    for (const candidate of candidates) candidate.set({ weight: candidate.weight * 0.37 });
    expectShares(tally(picks(createWeighted(), candidates, 100_000)), candidates, 0.01);
  });

  it.each(seeds)('is within 1 %% of each share while targets leave and come back, seed %i', (seed) => {
    const random = createWholeRandom(seed);
    const candidates = randomWeights(seed);
    const strategy = createWeighted();
    const counts = new Map<string, number>();
    const due = new Map<string, number>();
    for (let made = 0; made < 100_000; ) {
      const gone = random(0, candidates.length);
      const present = candidates.filter((_, at) => at !== gone);
      const total = present.reduce((sum, { weight }) => sum + weight, 0);
      // As short as 1: often one leaves right after its turn.
      const count = random(1, 30);
      made += count;
      for (const name of picks(strategy, present, count)) counts.set(name, (counts.get(name) ?? 0) + 1);
      for (const { name, weight } of present) {
        due.set(name, (due.get(name) ?? 0) + (count * weight) / total);
      }
    }
    for (const [name, count] of due) {
      expect(Math.abs((counts.get(name) ?? 0) - count), `${name}, of ${count}`).toBeLessThanOrEqual(
        count * 0.01,
      );
    }
  });

  it('has each share of first picks where one target always fails and another is picked for it', () => {
    const candidates = ofWeights(1, 2, 3);
    const [failing, ...others] = candidates;
    const strategy = createWeighted();
    const firsts: (string | undefined)[] = [];
    const rescues: (string | undefined)[] = [];
    for (let made = 0; made < 6_000; made++) {
      const choice = strategy(candidates, call);
      firsts.push(choice?.name);
      if (choice === failing) rescues.push(strategy(others, call)?.name);
    }
    const had = tally(firsts).get('a') ?? 0;
    expect(Math.abs(had - 1_000)).toBeLessThanOrEqual(10);
    expectShares(tally([...firsts, ...rescues].filter((name) => name !== 'a')), others, 0.01);
  });

  it('takes fractions as weights', () => {
    const candidates = ofWeights(0.7, 0.2, 0.1);
    expectShares(tally(picks(createWeighted(), candidates, 1_000)), candidates, 0.01);
  });

  it('goes by a changed weight from the next call on', () => {
    const candidates = ofWeights(1_000_000, 1, 1);
    const strategy = createWeighted();
    picks(strategy, candidates, 1_000);
    candidates[0]?.set({ weight: 1 });
    expectShares(tally(picks(strategy, candidates, 300)), candidates, 0.02);
  });

  it('does not upset the turns of others when a heavy target leaves', () => {
    const candidates = ofWeights(1_000, 1, 1);
    const strategy = createWeighted();
    picks(strategy, candidates, 700);
    expect(picks(strategy, candidates.slice(1), 40).join('')).not.toMatch(/bbb|ccc/);
  });

  it('treats a new target as the others, however many were replaced before', () => {
    const strategy = createWeighted();
    let candidates: readonly FakeCandidate[] = ofWeights(1, 1, 1);
    for (let count = 0; count < 1_000; count++) {
      const choice = strategy(candidates, call);
      candidates = candidates.map((candidate) => (candidate === choice ? new FakeCandidate('a') : candidate));
    }
    candidates = [...candidates.slice(1), new FakeCandidate('new')];
    const order = picks(strategy, candidates, 300);
    expect(order.slice(0, 6)).toContain('new');
    expect(order.slice(0, 6).filter((name) => name === 'new').length).toBeLessThan(4);
    expect(tally(order).get('new')).toBeGreaterThanOrEqual(98);
  });

  it('picks a target of weight 0 only while no other can be picked', () => {
    const candidates = ofWeights(0, 2, 1);
    const strategy = createWeighted();
    expect(picks(strategy, candidates, 6).join('')).toBe('bcbbcb');
    expect(picks(strategy, candidates.slice(0, 1), 2)).toEqual(['a', 'a']);
    expect(picks(strategy, candidates, 6)).not.toContain('a');
  });

  it('picks a target no more whose weight has become 0, though it is owed a call', () => {
    const candidates = ofWeights(1, 1, 1, 1, 1);
    const strategy = createWeighted();
    expect(picks(strategy, candidates, 4).join('')).toBe('abcd');
    candidates[4]?.set({ weight: 0 });
    expect(picks(strategy, candidates, 4).join('')).toBe('abcd');
  });

  it('shares out evenly where nobody has a weight', () => {
    expect(picks(createWeighted(), ofWeights(0, 0, 0), 6).join('')).toBe('abcabc');
  });

  it('looks at each of 10,000 targets as often as at each of 10', () => {
    const looks = [10, 10_000].map(
      (count) => lookCount(createWeighted(), manyCandidates(count)).looks / count,
    );
    expect(looks[1]).toBeLessThanOrEqual(looks[0] ?? 0);
  });
});
