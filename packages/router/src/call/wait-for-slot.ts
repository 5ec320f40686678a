import { ProviderError } from '@modelport/core';
import type { LimitGroup } from '../limits/limit-group.js';
import type { Target } from '../targets/target.js';

/** The most queues that one call stands in. */
const mostQueues = 32;

/**
 * Waits in the queues of several targets, and takes the first slot that is free at any of them; the other queues are left
 * then.
 * @throws ProviderError the signal's reason as soon as it is aborted.
 */
export async function waitForSlot(targets: readonly Target[], signal: AbortSignal): Promise<Target> {
  const leaving = new AbortController();
  const leave = () => leaving.abort(signal.reason);
  let taker: Target | undefined;
  const wait = async (target: Target): Promise<Target> => {
    const { slots } = target.group;
    await slots.wait(target.config.limits, leaving.signal);
    if (taker) slots.leave();
    taker ??= target;
    leaving.abort();
    return taker;
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.any(onePerGroup(targets).map(wait));
  } catch (reason) {
    throw ProviderError.from(reason instanceof AggregateError ? reason.errors[0] : reason);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Targets that share their slots share a queue. */
function onePerGroup(targets: readonly Target[]): readonly Target[] {
  const groups = new Map<LimitGroup, Target>();
  for (const target of targets) {
    if (groups.size === mostQueues) break;
    if (!groups.has(target.group)) groups.set(target.group, target);
  }
  return [...groups.values()];
}
