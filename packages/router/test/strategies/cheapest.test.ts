import { expect, it } from 'vitest';
import { createCheapest } from '../../src/strategies/cheapest.js';
import type { Candidate, PickContext } from '../../src/strategies/strategy.js';
import { call, FakeCandidate, lookCount, manyCandidates, picks } from './support.js';

const priced = (...prices: readonly (number | undefined)[]): FakeCandidate[] =>
  prices.map((price, at) => new FakeCandidate(`t${at}`, { price }));

it('takes the target that the call costs least at', () => {
  expect(picks(createCheapest(), priced(0.02, 0.001, 0.01), 2)).toEqual(['t1', 't1']);
});

it('takes those of the same price in their order', () => {
  expect(picks(createCheapest(), priced(0.02, 0, 0.01, 0), 2)).toEqual(['t1', 't1']);
});

it('takes those of unknown price last, in their order', () => {
  const candidates = priced(undefined, undefined, 5);
  expect(picks(createCheapest(), candidates, 1)).toEqual(['t2']);
  expect(picks(createCheapest(), candidates.slice(0, 2), 1)).toEqual(['t0']);
});

it('asks for the price of this very call', () => {
  const asked: PickContext[] = [];
  const candidate: Candidate = Object.assign(new FakeCandidate('a'), {
    priceOf: (given: PickContext) => {
      asked.push(given);
      return 1;
    },
  });
  createCheapest()([candidate], call);
  expect(asked).toEqual([call]);
  expect(asked[0]).toBe(call);
});

it('asks each of 10,000 targets once', () => {
  const candidates = manyCandidates(10_000, (at) => ({ price: 10_000 - at }));
  expect(lookCount(createCheapest(), candidates)).toEqual({ looks: 10_000, lookedAt: 10_000 });
});
