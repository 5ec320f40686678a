import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLatency } from '../../src/strategies/latency.js';
import { createRandom } from '../support/random.js';
import { call, FakeCandidate, lookCount, manyCandidates, picks, start, tally } from './support.js';

const fast = (): FakeCandidate => new FakeCandidate('fast', { latencyMs: 100 });
const slow = (): FakeCandidate => new FakeCandidate('slow', { latencyMs: 1_000 });
const fresh = (): FakeCandidate => new FakeCandidate('fresh');

beforeEach(() => {
  vi.spyOn(Math, 'random').mockImplementation(createRandom(7));
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('latency', () => {
  it('takes the faster of two, and looks at the slower one again in one call of a hundred', () => {
    const counts = tally(picks(createLatency(), [slow(), fast()], 10_000));
    expect(counts.get('fast')).toBeGreaterThan(9_800);
    expect(counts.get('slow')).toBeGreaterThan(50);
  });

  it('notices so that a slow target has become fast', () => {
    const candidates = [fast(), slow()] as const;
    const strategy = createLatency();
    const order: string[] = [];
    for (let count = 0; count < 1_000; count++) {
      const name = strategy(candidates, call)?.name ?? 'none';
      order.push(name);
      if (name === 'slow') candidates[1].set({ latencyMs: 10 });
    }
    expect(tally(order.slice(200)).get('slow')).toBeGreaterThan(700);
  });

  it('does not send another call to a slow target that still has its own', () => {
    const candidates = [fast(), slow()] as const;
    const strategy = createLatency();
    candidates[1].set({ inFlight: 1 });
    expect(picks(strategy, candidates, 500)).not.toContain('slow');
    candidates[1].set({ inFlight: 0 });
    expect(picks(strategy, candidates, 1)).toEqual(['slow']);
    expect(picks(strategy, candidates, 50)).not.toContain('slow');
  });

  it('counts the calls in flight: a target that is ten times as fast has ten times as many', () => {
    const candidates = [fast(), slow()] as const;
    const strategy = createLatency();
    for (let count = 0; count < 1_100; count++) start(strategy(candidates, call));
    const [ofFast, ofSlow] = candidates.map(({ inFlight }) => inFlight);
    expect(ofFast).toBeGreaterThanOrEqual(990);
    expect(ofSlow).toBeGreaterThanOrEqual(90);
  });

  it('prefers the faster ones of many', () => {
    const random = createRandom(3);
    const candidates = manyCandidates(100, () => ({ latencyMs: 10 + 1_000 * random() }));
    const counts = tally(picks(createLatency(), candidates, 20_000));
    const order = [...candidates].sort((one, other) => (one.latencyMs ?? 0) - (other.latencyMs ?? 0));
    const calls = order.map(({ name }) => counts.get(name) ?? 0);
    const sum = (part: readonly number[]): number => part.reduce((one, other) => one + other, 0);
    // Of two at random the faster one is in the faster half three times out of four.
    expect(sum(calls.slice(0, 50)) / 20_000).toBeGreaterThan(0.7);
    expect(Math.min(...calls)).toBeGreaterThan(0);
    expect(Math.max(...calls)).toBeLessThan(20_000 / 25);
  });

  it('takes a target that had no call first, but one call at a time', () => {
    const candidates = [fast(), fresh()] as const;
    const strategy = createLatency();
    expect(picks(strategy, candidates, 1)).toEqual(['fresh']);
    candidates[1].set({ inFlight: 1 });
    expect(picks(strategy, candidates, 50)).not.toContain('fresh');
    candidates[1].set({ inFlight: 0, latencyMs: 20 });
    expect(tally(picks(strategy, candidates, 50)).get('fresh')).toBe(50);
  });

  it('does not come back at once to a target that had a call without any content', () => {
    const order = picks(createLatency(), [fast(), fresh()], 300);
    expect(order[0]).toBe('fresh');
    expect(order.slice(1, 100)).not.toContain('fresh');
    expect(order.slice(100)).toContain('fresh');
  });

  it('tries all targets of which nothing is known, then takes the less busy ones', () => {
    const candidates = manyCandidates(3, (at) => ({ inFlight: at * 50 }));
    const strategy = createLatency();
    expect(new Set(picks(strategy, candidates, 20)).size).toBe(3);
    for (let count = 0; count < 150; count++) start(strategy(candidates, call));
    for (const { inFlight } of candidates) expect(Math.abs(inFlight - 100)).toBeLessThanOrEqual(10);
  });

  it('does not bury a target that answers in no time', () => {
    const candidates = [new FakeCandidate('instant', { latencyMs: 0 }), fast()] as const;
    const strategy = createLatency();
    candidates[0].set({ inFlight: 1_000 });
    expect(picks(strategy, candidates, 1)).toEqual(['fast']);
  });

  it.each([0, 0.5, 1 - 2 ** -53])('compares two different ones where all random numbers are %d', (value) => {
    vi.spyOn(Math, 'random').mockReturnValue(value);
    for (const count of [2, 3, 10]) {
      const candidates = manyCandidates(count, () => ({ latencyMs: 10 }));
      expect(lookCount(createLatency(), candidates).lookedAt).toBe(2);
    }
  });

  it('takes the only one that is left', () => {
    expect(picks(createLatency(), [slow()], 200)).toEqual(Array.from({ length: 200 }, () => 'slow'));
  });

  it('looks at two of 10,000 targets', () => {
    const few = lookCount(
      createLatency(),
      manyCandidates(2, () => ({ latencyMs: 10 })),
    );
    expect(
      lookCount(
        createLatency(),
        manyCandidates(10_000, () => ({ latencyMs: 10 })),
      ),
    ).toEqual(few);
    expect(few.lookedAt).toBe(2);
  });
});
