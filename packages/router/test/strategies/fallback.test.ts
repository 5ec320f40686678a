import { expect, it } from 'vitest';
import { createFallback } from '../../src/strategies/fallback.js';
import { call, lookCount, manyCandidates, ofWeights, picks } from './support.js';

it('takes the first that is left, call after call', () => {
  const candidates = ofWeights(1, 5, 0);
  const strategy = createFallback();
  expect(picks(strategy, candidates, 3)).toEqual(['a', 'a', 'a']);
  expect(strategy(candidates.slice(1), call)).toBe(candidates[1]);
  expect(strategy(candidates.slice(2), call)).toBe(candidates[2]);
});

it('looks at none of 10,000 targets', () => {
  expect(lookCount(createFallback(), manyCandidates(10_000))).toEqual({ looks: 0, lookedAt: 0 });
});
