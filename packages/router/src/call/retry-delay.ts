import type { ProviderError } from '@modelport/core';
import type { PickContext } from '../strategies/strategy.js';
import type { Target } from '../targets/target.js';
import { freeAt } from './unavailable.js';

/** A backend, or a limit, that asks to wait longer than this, in milliseconds, is not waited for. */
const longestWait = 60_000;

/**
 * Milliseconds until the next round over all targets; `undefined` where there is none: the error does not pass, or nobody can
 * be asked soon enough. `round`: how many there have been.
 */
export function retryDelay(
  error: ProviderError,
  round: number,
  targets: readonly Target[],
  call: PickContext,
): number | undefined {
  if (!error.retryable) return undefined;
  const wait = untilFree(targets, call);
  if (wait > longestWait) return undefined;
  // Full jitter: random up to 500, 1,000, 2,000, ... at most 8,000.
  return wait > 0 ? wait : Math.random() * Math.min(8_000, 500 * 2 ** round);
}

/** What to say of an error that is final only because the wait that was asked for is too long; nothing of any other. */
export function tooLong({ retryable }: ProviderError, targets: readonly Target[], call: PickContext): string {
  const wait = untilFree(targets, call);
  if (!retryable || wait <= longestWait || wait === Infinity) return '';
  const seconds = Math.ceil(wait / 1_000);
  return ` To be asked again it wants ${seconds} s, a call waits ${longestWait / 1_000} s at most: try again later.`;
}

/** Milliseconds until one of the targets may be asked. One that failed too often is not waited for. */
function untilFree(targets: readonly Target[], call: PickContext): number {
  const waited = targets.filter(({ availability }) => !/^(open|out)$/.test(availability.facts.state));
  return Math.min(...waited.map((target) => freeAt(target, call))) - Date.now();
}
