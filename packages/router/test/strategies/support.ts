import type { Provider } from '@modelport/core';
import { expect } from 'vitest';
import type { Candidate, PickContext, Strategy } from '../../src/strategies/strategy.js';

const provider = {} as Provider;

/** A candidate whose state a test sets; it notes what a strategy looks at. */
export class FakeCandidate implements Candidate {
  readonly provider = provider;
  readonly priority = 1;
  /** How often a strategy asked for anything of it. */
  looks = 0;
  readonly #name: string;
  readonly #state: FakeState;

  constructor(name: string, state: Partial<FakeState> = {}) {
    this.#name = name;
    this.#state = { weight: 1, inFlight: 0, latencyMs: undefined, price: undefined, ...state };
  }

  get name(): string {
    this.looks++;
    return this.#name;
  }

  get weight(): number {
    this.looks++;
    return this.#state.weight;
  }

  get inFlight(): number {
    this.looks++;
    return this.#state.inFlight;
  }

  get latencyMs(): number | undefined {
    this.looks++;
    return this.#state.latencyMs;
  }

  modelFor(model: string | undefined): string | undefined {
    this.looks++;
    return model;
  }

  priceOf(): number | undefined {
    this.looks++;
    return this.#state.price;
  }

  set(state: Partial<FakeState>): void {
    Object.assign(this.#state, state);
  }
}

export interface FakeState {
  weight: number;
  inFlight: number;
  latencyMs: number | undefined;
  price: number | undefined;
}

export const call: PickContext = {
  operation: 'chat',
  request: { messages: 'Hi' },
  model: undefined,
  inputTokens: 10,
  stickyKey: undefined,
};

/** Candidates a, b, c, ... of these weights. */
export function ofWeights(...weights: readonly number[]): FakeCandidate[] {
  return weights.map((weight, at) => new FakeCandidate(String.fromCharCode(97 + at), { weight }));
}

/** The names of what is picked in so many calls, each of which is over before the next. */
export function picks(strategy: Strategy, candidates: readonly Candidate[], count: number): string[] {
  return Array.from({ length: count }, () => strategy(candidates, call)?.name ?? 'none');
}

/** A call goes to what was picked, and does not end. */
export function start(choice: Candidate | undefined): FakeCandidate {
  if (!(choice instanceof FakeCandidate)) throw new Error('No candidate was picked.');
  choice.set({ inFlight: choice.inFlight + 1 });
  return choice;
}

/** How often each name occurs. */
export function tally(names: Iterable<string | undefined>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name ?? 'none', (counts.get(name ?? 'none') ?? 0) + 1);
  return counts;
}

/** How many candidates a strategy looks at in one pick of many, and how often in all. */
export function lookCount(
  strategy: Strategy,
  candidates: readonly FakeCandidate[],
): { looks: number; lookedAt: number } {
  // What it does but once, such as to open an account for each, is no part of it.
  strategy(candidates, call);
  for (const candidate of candidates) candidate.looks = 0;
  strategy(candidates, call);
  return {
    looks: candidates.reduce((sum, { looks }) => sum + looks, 0),
    lookedAt: candidates.filter(({ looks }) => looks > 0).length,
  };
}

/** Fails unless each name has its share, by weight, of all that were counted, but for this part of it: 0.01 is 1 %. */
export function expectShares(
  counts: ReadonlyMap<string, number>,
  candidates: readonly FakeCandidate[],
  slack: number,
): void {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  for (const { name, weight } of candidates) {
    const share = (all * weight) / total;
    expect(Math.abs((counts.get(name) ?? 0) - share), `${name}, of ${share}`).toBeLessThanOrEqual(
      share * slack,
    );
  }
}

/** Idle candidates of weight 1: `t0`, `t1`, ... */
export function manyCandidates(
  count: number,
  state: (at: number) => Partial<FakeState> = () => ({}),
): FakeCandidate[] {
  return Array.from({ length: count }, (_, at) => new FakeCandidate(`t${at}`, state(at)));
}
