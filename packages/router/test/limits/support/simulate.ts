import { ProviderError } from '@modelport/core';
import { vi } from 'vitest';
import type { LimitGroup } from '../../../src/limits/limit-group.js';
import type { TargetLimits } from '../../../src/router-options.js';
import { createRandom } from '../../support/random.js';
import { type Amounts, Ledger } from './ledger.js';

/** Where calls go. */
interface SimulatedTarget {
  readonly group: LimitGroup;
  readonly limits: TargetLimits;
}

export interface Simulation {
  readonly seed: number;
  readonly targets: readonly SimulatedTarget[];
  /** Milliseconds in which all calls begin; 0: at the same moment. */
  readonly spread: number;
  /** The longest that a call takes, in milliseconds. */
  readonly longest: number;
  /** Whether answers of the store come later. */
  readonly lags?: boolean;
}

const calls = 10_000;

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/**
 * 10,000 calls of a fake clock, each at a target at random: some wait for a slot, some give up meanwhile, some are refused; of the others
 * some succeed with more or less usage than was estimated, some tell no usage, some fail, some were never sent.
 */
export async function simulate({
  seed,
  targets,
  spread,
  longest,
  lags = false,
}: Simulation): Promise<Ledger> {
  const random = createRandom(seed);
  const ledger = new Ledger();
  const starts = Array.from({ length: calls }, () => random() * spread).sort((one, other) => one - other);
  const running: Promise<void>[] = [];
  const all = (async () => {
    const began = Date.now();
    // One timer for all that have not begun: the fake clock looks through all timers at each step.
    for (const start of starts) {
      if (began + start > Date.now()) await sleep(began + start - Date.now());
      const target = targets[Math.floor(random() * targets.length)] as SimulatedTarget;
      running.push(simulateCall(target, { random, ledger, longest, lags }));
    }
    await Promise.all(running);
  })();
  all.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(spread + 200 * longest);
  await all;
  return ledger;
}

interface Circumstances extends Pick<Simulation, 'longest' | 'lags'> {
  readonly random: () => number;
  readonly ledger: Ledger;
}

async function simulateCall({ group, limits }: SimulatedTarget, circumstances: Circumstances): Promise<void> {
  const { random, ledger, longest, lags = false } = circumstances;
  try {
    if (group.slots.isFree(limits)) group.slots.take();
    else await group.slots.wait(limits, impatience(random, longest));
  } catch (error) {
    return ledger.refuse((error as ProviderError).code);
  }
  const { concurrent: most = Infinity } = limits;
  if (group.slots.inFlight > most) throw new Error(`${group.slots.inFlight} calls at once, not ${most}.`);
  try {
    await useTarget();
  } catch (error) {
    if (!ProviderError.isInstance(error)) throw error;
    ledger.refuse(error.message);
  } finally {
    group.slots.leave();
  }

  async function useTarget(): Promise<void> {
    const tokens = Math.ceil(100 + random() * 1_400);
    const cost = random() < 0.2 ? undefined : tokens * random() * 0.000_003;
    const estimate: Amounts = { requests: 1, tokens, cost: cost ?? 0 };
    const answer = group.reserve(limits, { tokens, cost });
    const reservation = 'then' in answer ? await answer : answer;
    const end = ledger.admit(group, limits, estimate, lags);
    await sleep(random() * longest);
    const fate = random();
    if (fate < 0.1) {
      reservation.settle({ answered: false, requests: 0 });
      end({ requests: 0, tokens: 0, cost: 0 });
    } else if (fate < 0.2) {
      reservation.settle({ answered: false });
      end({ requests: 1, tokens: 0, cost: 0 });
    } else if (fate < 0.3) {
      reservation.settle({ answered: true });
      end(estimate);
    } else {
      const used = { tokens: Math.floor(tokens * random() * 2), cost: tokens * random() * 0.000_004 };
      reservation.settle({ answered: true, ...used });
      end({ requests: 1, ...used });
    }
  }
}

/** A caller that gives up after a while, sometimes. */
function impatience(random: () => number, longest: number): AbortSignal {
  const controller = new AbortController();
  if (random() < 0.3) setTimeout(() => controller.abort(), random() * longest);
  return controller.signal;
}
