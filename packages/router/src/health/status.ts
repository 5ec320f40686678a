import { type ErrorCode, ProviderError } from '@modelport/core';
import type { LimitGroup, LimitUsage } from '../limits/limit-group.js';
import type { Plan } from '../plan.js';
import type { StrategyName } from '../strategies/strategy.js';
import type { AvailabilityState } from '../targets/availability.js';
import type { Target } from '../targets/target.js';

/** How a router stands. Plain data without keys and prompts: safe to log. */
export interface RouterStatus {
  /** `custom`: a function of the user's. */
  readonly strategy: StrategyName | 'custom';
  /** In the order of the options; those that are not enabled are left out. */
  readonly targets: readonly TargetStatus[];
  /**
   * What the store of limits has failed with: until it answers again, this process counts in its own memory. Absent while it
   * answers.
   */
  readonly limitStoreError?: StatusReason | undefined;
}

/** Why something is as it is. */
export interface StatusReason {
  readonly code: ErrorCode;
  readonly message: string;
}

/** How one target stands, and what it has done since the router began to use its provider. */
export interface TargetStatus {
  readonly name: string;
  /** Name of its provider. */
  readonly provider: string;
  /** Type of its provider. */
  readonly type: string;
  readonly baseUrl?: string | undefined;
  readonly state: AvailabilityState;
  /** Whether it can take a call now: its state allows it, a place is free, and no limit is used up. */
  readonly isAvailable: boolean;
  /** Whether all calls that it may have at once are there. */
  readonly isFull: boolean;
  /** Whether it has used up a limit: one of its own, or one that its backend has told of. */
  readonly isLimited: boolean;
  /** Why it is not available; for one that is `half-open`, what it failed with before. */
  readonly reason?: StatusReason | undefined;
  /** When it may be tried again, in ISO 8601: `2030-01-31T12:00:00.000Z`. Absent where that is now, or not known. */
  readonly until?: string | undefined;
  readonly weight: number;
  readonly priority: number;
  /** What the models that it serves are called there, by the names that callers use. Absent: any, by its own name. */
  readonly models?: Readonly<Record<string, string>> | undefined;
  /** Calls that it is busy with. */
  readonly inFlight: number;
  /** Calls that wait for one to end, and may wait elsewhere too; with a `limitKey`, of all targets that share it. */
  readonly queued: number;
  /** Usual time to the first content in milliseconds, recent calls counting more; absent before the first. */
  readonly latencyMs?: number | undefined;
  /** Calls that it has answered, and calls that failed through it. */
  readonly calls: { readonly succeeded: number; readonly failed: number };
  /** How much of its limits is used; with a `limitKey`, by all targets that share it. */
  readonly limits: readonly LimitUsage[];
  /** The key under which it shares limits with other targets; absent where it shares none. */
  readonly limitKey?: string | undefined;
}

/** How a router stands by its plan. */
export function statusOf({ options, targets, store }: Plan): RouterStatus {
  const { strategy = 'fallback' } = options;
  const sizes = new Map<LimitGroup, number>();
  for (const { group } of targets) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const failure: unknown = store.failure;
  return {
    strategy: typeof strategy === 'function' ? 'custom' : strategy,
    targets: targets.map((target) => describe(target, (sizes.get(target.group) ?? 1) > 1)),
    ...(failure !== undefined && { limitStoreError: reasonOf(ProviderError.from(failure)) }),
  };
}

function describe(target: Target, sharesLimits: boolean): TargetStatus {
  const { name, provider, weight, priority, config, state, group, inFlight, latencyMs, availability } =
    target;
  const { limits, models } = config;
  const { baseUrl } = provider;
  const { isAvailable, facts } = availability;
  const isFull = !group.slots.isFree(limits);
  const isLimited = group.blockedUntil(limits) > Date.now();
  const until = Math.max(facts.until ?? 0, group.blockedUntil(limits));
  // What keeps calls away for longest, as a rule: the state, then a limit, then other calls.
  const limited = isLimited ? group.refusal(limits) : undefined;
  const error = facts.error ?? limited ?? (isFull ? group.slots.fullError(limits) : undefined);
  return {
    ...{ name, provider: provider.name, type: provider.type },
    ...(baseUrl !== undefined && { baseUrl }),
    state: facts.state,
    isAvailable: isAvailable && !isFull && !isLimited,
    ...{ isFull, isLimited },
    ...(error && { reason: reasonOf(error) }),
    ...(until > Date.now() && { until: new Date(until).toISOString() }),
    ...{ weight, priority },
    ...(models && { models: Object.fromEntries(models) }),
    ...{ inFlight, queued: group.slots.queued },
    ...(latencyMs !== undefined && { latencyMs }),
    calls: { succeeded: state.succeeded, failed: state.failed },
    limits: group.usage(limits),
    ...(sharesLimits && { limitKey: limits?.key ?? name }),
  };
}

function reasonOf({ code, message }: ProviderError): StatusReason {
  return { code, message };
}
