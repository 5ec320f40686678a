import { describe, expect, it } from 'vitest';
import { createSticky } from '../../src/strategies/sticky.js';
import type { Candidate } from '../../src/strategies/strategy.js';
import { createWholeRandom } from '../support/random.js';
import { call, expectShares, FakeCandidate, lookCount, manyCandidates, ofWeights, tally } from './support.js';

const keys = Array.from({ length: 10_000 }, (_, at) => `user-${at}`);

/** Who has each key. */
function placesOf(candidates: readonly Candidate[]): (string | undefined)[] {
  const strategy = createSticky();
  return keys.map((stickyKey) => strategy(candidates, { ...call, stickyKey })?.name);
}

/** Keys that have moved: from whom, to whom. */
function moves(
  before: readonly (string | undefined)[],
  after: readonly (string | undefined)[],
): { readonly from: string | undefined; readonly to: string | undefined }[] {
  return before.flatMap((from, at) => (from === after[at] ? [] : [{ from, to: after[at] }]));
}

describe('sticky', () => {
  it('takes the same target for the same key, in every process and in any order of the targets', () => {
    const candidates = ofWeights(1, 2, 3, 4);
    const places = placesOf(candidates);
    expect(placesOf(candidates)).toEqual(places);
    expect(placesOf([...ofWeights(1, 2, 3, 4)].reverse())).toEqual(places);
  });

  it.each([1, 2, 3, 4])('shares keys out by weight, seed %i', (seed) => {
    const random = createWholeRandom(seed);
    const candidates = ofWeights(...Array.from({ length: random(2, 6) }, () => random(1, 4)));
    const strategy = createSticky();
    const names = Array.from(
      { length: 100_000 },
      (_, at) => strategy(candidates, { ...call, stickyKey: `${seed}:${at}` })?.name,
    );
    expectShares(tally(names), candidates, 0.05);
  });

  it('shares keys out where names differ in one character and keys are short', () => {
    const candidates = Array.from({ length: 8 }, (_, at) => new FakeCandidate(`http://10.0.0.${at}:8080`));
    const strategy = createSticky();
    const names = Array.from(
      { length: 40_000 },
      (_, at) => strategy(candidates, { ...call, stickyKey: at.toString(36) })?.name,
    );
    expectShares(tally(names), candidates, 0.05);
  });

  it.each([0, 1, 2, 3])(
    'moves the keys of a target that leaves to the others by weight, and no other: target %i',
    (at) => {
      const candidates = ofWeights(1, 2, 3, 4);
      const before = placesOf(candidates);
      const left = candidates.filter((_, index) => index !== at);
      const moved = moves(before, placesOf(left));
      expect(new Set(moved.map(({ from }) => from))).toEqual(new Set([candidates[at]?.name]));
      expect(moved.length).toBe(before.filter((name) => name === candidates[at]?.name).length);
      expectShares(tally(moved.map(({ to }) => to)), left, 0.2);
      expect(placesOf(candidates)).toEqual(before);
    },
  );

  it('moves keys only to a target that is new, or whose weight was raised', () => {
    const before = placesOf(ofWeights(1, 2, 3));
    const afterNew = moves(before, placesOf(ofWeights(1, 2, 3, 2)));
    expect(new Set(afterNew.map(({ to }) => to))).toEqual(new Set(['d']));
    const afterRaise = moves(before, placesOf(ofWeights(1, 4, 3)));
    expect(new Set(afterRaise.map(({ to }) => to))).toEqual(new Set(['b']));
  });

  it('gives a target of weight 0 keys only while no other can be picked', () => {
    expect(placesOf(ofWeights(0, 1, 1))).not.toContain('a');
    expect(tally(placesOf(ofWeights(0, 0))).size).toBe(2);
  });

  it('goes by the beginning of the conversation without a key', () => {
    const candidates = ofWeights(1, 1, 1, 1, 1, 1, 1, 1);
    const strategy = createSticky();
    const places = Array.from({ length: 200 }, (_, at) => {
      const question = { role: 'user', content: `Question ${at}` } as const;
      const later = [
        question,
        { role: 'assistant', content: 'Yes.' },
        { role: 'user', content: 'Why?' },
      ] as const;
      const first = strategy(candidates, { ...call, request: { messages: [question] } })?.name;
      expect(strategy(candidates, { ...call, request: { messages: later } })?.name).toBe(first);
      return first;
    });
    expect(tally(places).size).toBe(8);
  });

  it('goes by the key where there is one, whatever the conversation', () => {
    const candidates = ofWeights(1, 1, 1, 1, 1, 1, 1, 1);
    const strategy = createSticky();
    const places = Array.from(
      { length: 50 },
      (_, at) => strategy(candidates, { ...call, request: { messages: `Q${at}` }, stickyKey: '' })?.name,
    );
    expect(new Set(places).size).toBe(1);
  });

  it('looks at each of 10,000 targets as often as at each of 10', () => {
    const looks = [10, 10_000].map((count) => lookCount(createSticky(), manyCandidates(count)).looks / count);
    expect(looks[1]).toBeLessThanOrEqual(looks[0] ?? 0);
  });
});
