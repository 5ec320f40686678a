import { describe, expect, it } from 'vitest';
import { createLeastBusy } from '../../src/strategies/least-busy.js';
import { createWholeRandom } from '../support/random.js';
import {
  call,
  expectShares,
  FakeCandidate,
  lookCount,
  manyCandidates,
  ofWeights,
  picks,
  start,
  tally,
} from './support.js';

describe('least-busy', () => {
  it('takes the target with the fewest calls in flight', () => {
    const candidates = [3, 1, 2].map((inFlight, at) => new FakeCandidate(`t${at}`, { inFlight }));
    expect(picks(createLeastBusy(), candidates, 2)).toEqual(['t1', 't1']);
  });

  it('counts them for the weight', () => {
    const candidates = [
      new FakeCandidate('small', { inFlight: 2, weight: 1 }),
      new FakeCandidate('large', { inFlight: 7, weight: 4 }),
    ];
    const strategy = createLeastBusy();
    expect(picks(strategy, candidates, 1)).toEqual(['large']);
    candidates[1]?.set({ inFlight: 9 });
    expect(picks(strategy, candidates, 1)).toEqual(['small']);
  });

  it.each([1, 2, 3, 4])('fills all targets by weight while no call ends, seed %i', (seed) => {
    const random = createWholeRandom(seed);
    const candidates = ofWeights(...Array.from({ length: 10 }, () => random(1, 8)));
    const strategy = createLeastBusy();
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    for (let count = 0; count < total * 20; count++) start(strategy(candidates, call));
    expect(candidates.map(({ inFlight }) => inFlight)).toEqual(candidates.map(({ weight }) => weight * 20));
  });

  it('gives a slow target fewer calls, so that all are equally busy', () => {
    const random = createWholeRandom(5);
    const candidates = ofWeights(1, 1, 1);
    const [slow] = candidates;
    const strategy = createLeastBusy();
    const running: { readonly target: FakeCandidate; left: number }[] = [];
    const had = new Map<FakeCandidate, number>();
    for (let time = 0; time < 30_000; time++) {
      if (running.length < 30) {
        const target = start(strategy(candidates, call));
        had.set(target, (had.get(target) ?? 0) + 1);
        running.push({ target, left: random(20, 60) * (target === slow ? 5 : 1) });
      }
      for (const one of running.filter((entry) => --entry.left === 0)) {
        running.splice(running.indexOf(one), 1);
        one.target.set({ inFlight: one.target.inFlight - 1 });
      }
    }
    const [ofSlow = 0, ...ofOthers] = candidates.map((candidate) => had.get(candidate) ?? 0);
    for (const count of ofOthers) {
      expect(count / ofSlow).toBeGreaterThan(4);
      expect(count / ofSlow).toBeLessThan(6);
    }
  });

  it('has those that are equally busy take turns', () => {
    expect(picks(createLeastBusy(), ofWeights(1, 1, 1), 7).join('')).toBe('abcabca');
  });

  it('has them take turns by weight', () => {
    const candidates = ofWeights(5, 2, 1);
    const order = picks(createLeastBusy(), candidates, 800);
    expectShares(tally(order), candidates, 0.01);
    expect(order.join('')).not.toMatch(/a{7}/);
  });

  it('passes over nobody when one of them always fails and another is picked for it', () => {
    const candidates = ofWeights(1, 1, 1);
    const strategy = createLeastBusy();
    const order: (string | undefined)[] = [];
    for (let count = 0; count < 300; count++) {
      const choice = strategy(candidates, call);
      order.push(choice === candidates[0] ? strategy(candidates.slice(1), call)?.name : choice?.name);
    }
    const counts = tally(order);
    expect(counts.get('b')).toBeGreaterThan(130);
    expect(counts.get('c')).toBeGreaterThan(130);
  });

  it('does not make up for missed turns when a target comes back', () => {
    const candidates = ofWeights(1, 1, 1);
    const strategy = createLeastBusy();
    picks(strategy, candidates.slice(0, 2), 100);
    expectShares(tally(picks(strategy, candidates, 30)), candidates, 0.1);
  });

  it.each([0, 1, 2])('takes a target of weight 0 only while no other can be picked, as number %i', (at) => {
    const candidates = manyCandidates(3, (index) => (index === at ? { weight: 0 } : { inFlight: 100 }));
    const strategy = createLeastBusy();
    expect(picks(strategy, candidates, 4)).not.toContain(`t${at}`);
    expect(picks(strategy, candidates.slice(at, at + 1), 1)).toEqual([`t${at}`]);
  });

  it('takes the least busy where nobody has a weight', () => {
    const candidates = ofWeights(0, 0);
    candidates[0]?.set({ inFlight: 1 });
    expect(picks(createLeastBusy(), candidates, 2)).toEqual(['b', 'b']);
  });

  it('looks at each of 10,000 targets as often as at each of 10', () => {
    const looks = [10, 10_000].map(
      (count) => lookCount(createLeastBusy(), manyCandidates(count)).looks / count,
    );
    expect(looks[1]).toBeLessThanOrEqual(looks[0] ?? 0);
  });
});
