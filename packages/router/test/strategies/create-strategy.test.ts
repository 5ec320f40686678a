import { describe, expect, it } from 'vitest';
import { createStrategy } from '../../src/strategies/create-strategy.js';
import { strategyNames } from '../../src/strategies/strategy.js';
import { call, FakeCandidate, ofWeights, picks } from './support.js';

/** The second best in one respect each, so that every strategy has a choice of its own. */
const differing = [
  new FakeCandidate('first', { weight: 2, inFlight: 9, latencyMs: 900, price: 9 }),
  new FakeCandidate('heavy', { weight: 90, inFlight: 800, latencyMs: 900, price: 9 }),
  new FakeCandidate('idle', { weight: 2, inFlight: 0, latencyMs: 90_000, price: 9 }),
  new FakeCandidate('cheap', { weight: 2, inFlight: 9, latencyMs: 900, price: 1 }),
];

describe('createStrategy', () => {
  it.each([
    ['fallback', 'first'],
    ['weighted', 'heavy'],
    ['least-busy', 'idle'],
    ['cheapest', 'cheap'],
  ] as const)('makes the one that is called %s', (name, expected) => {
    expect(createStrategy(name)(differing, call)?.name).toBe(expected);
  });

  it('makes those that are called latency and sticky', () => {
    const two = [new FakeCandidate('slow', { latencyMs: 900 }), new FakeCandidate('fast', { latencyMs: 9 })];
    expect(picks(createStrategy('latency'), two, 20)).toEqual(Array.from({ length: 20 }, () => 'fast'));
    expect(new Set(picks(createStrategy('sticky'), differing, 20)).size).toBe(1);
  });

  it.each(strategyNames)('makes a %s that takes the only candidate, whatever is known of it', (name) => {
    expect(picks(createStrategy(name), [new FakeCandidate('a')], 2)).toEqual(['a', 'a']);
    expect(picks(createStrategy(name), [new FakeCandidate('a', { weight: 0 })], 2)).toEqual(['a', 'a']);
  });

  it.each(['weighted', 'least-busy'] as const)('gives each %s a state of its own', (name) => {
    const candidates = ofWeights(1, 1);
    expect(picks(createStrategy(name), candidates, 1)).toEqual(['a']);
    expect(picks(createStrategy(name), candidates, 1)).toEqual(['a']);
  });
});
