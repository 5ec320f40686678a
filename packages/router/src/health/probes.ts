import { type CallOptions, type HealthStatus, type Provider, ProviderError } from '@modelport/core';
import type { Plan } from '../plan.js';
import type { Target } from '../targets/target.js';
import type { TargetState } from '../targets/target-state.js';
import { judge } from '../targets/verdict.js';
import { askProviders } from './ask-providers.js';

/** Milliseconds that a provider has to tell how it is. */
const longestLook = 5_000;
const shortestLook = 1_000;
/** The longest wait that a timer can have. */
const longestTimer = 2 ** 31 - 1;

/**
 * Looks, every `probeInterval`, at targets that are not available or have had no call, by the free health check of their providers. A
 * target that is found well after it had failed is tried again by the next call; one that is found ill counts a failure.
 *
 * A health check is not a call, so it does not always tell the truth, and calls are believed before it:
 * - Looks that fail while calls are answered count for nothing, until a look has found the target well. So a target that works is
 *   not left alone because its health check does not. So that this is known early, the first look is at all that are not busy.
 * - A target that a look has brought back, and that then failed without answering a call, waits as long as it would without looks.
 *   So a target whose health check alone works does not get a call to fail in every interval.
 */
export class Probes {
  readonly #plan: () => Plan;
  /** For how many answered calls a failed look may speak; more have proved it wrong. Any number, once a look went well. */
  readonly #believedUpTo = new WeakMap<TargetState, number>();
  /** How many calls had been answered when a look brought a target back that it has not seen ill since. */
  readonly #broughtBackAt = new WeakMap<TargetState, number>();
  /** Whose health check is under way: it may take longer than it should. */
  readonly #asking = new Set<Provider>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #interval = 0;
  /** Ends the look that is under way. */
  #looking: AbortController | undefined;

  /** `plan` gives the router's plan as it is now. */
  constructor(plan: () => Plan) {
    this.#plan = plan;
  }

  /** Starts, or goes on, in the interval that the options have now. Cheap: to be called at every call. */
  start(): void {
    const { probeInterval = 0 } = this.#plan().options;
    if (probeInterval === this.#interval) return;
    clearTimeout(this.#timer);
    this.#interval = probeInterval;
    this.#wait();
  }

  /** Looks no more. A look that is under way ends, and what it finds is ignored. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#interval = 0;
    this.#looking?.abort();
  }

  #wait(): void {
    const wait = this.#interval * (0.8 + 0.4 * Math.random());
    if (!(wait > 0 && wait < Infinity)) return;
    const timer: unknown = setTimeout(() => void this.#tick(), Math.min(wait, longestTimer));
    // Node's timers keep the process alive, others are numbers.
    (timer as { unref?(): void }).unref?.();
    this.#timer = timer as ReturnType<typeof setTimeout>;
  }

  async #tick(): Promise<void> {
    this.#wait();
    // It may have another interval by now.
    this.start();
    if (this.#looking || this.#interval === 0) return;
    this.#looking = new AbortController();
    try {
      await this.#look(this.#looking.signal);
    } finally {
      this.#looking = undefined;
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const interval = this.#interval;
    const targets = new Map<Provider, Target[]>();
    for (const target of this.#plan().targets) {
      const { provider, state } = target;
      const isNew = !this.#believedUpTo.has(state);
      if (this.#asking.has(provider) || !needsLook(target, isNew ? 0 : interval)) continue;
      if (isNew) this.#believedUpTo.set(state, 0);
      const others = targets.get(provider);
      if (others) others.push(target);
      else targets.set(provider, [target]);
    }
    const timeout = Math.min(Math.max(interval, shortestLook), longestLook);
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    stopped.catch(() => undefined);
    await askProviders(targets.keys(), {
      // Each has its own: with many targets the last ones must be looked at too.
      limit: () => timeout,
      ask: (provider) => Promise.race([this.#ask(provider, { timeout, signal }), stopped]),
      told: (provider, answer) => {
        // A provider that rejects breaks its promise; that tells nothing of its server.
        if (!signal.aborted && 'result' in answer)
          for (const target of targets.get(provider) ?? []) this.#conclude(target, answer.result);
        return signal.aborted;
      },
    });
  }

  async #ask(provider: Provider, options: CallOptions): Promise<HealthStatus> {
    this.#asking.add(provider);
    try {
      return await provider.health(options);
    } finally {
      this.#asking.delete(provider);
    }
  }

  #conclude(target: Target, health: HealthStatus): void {
    const { state, availability } = target;
    const failure = failureOf(target, health);
    if (failure === 'unknown') return;
    if (failure === undefined) {
      this.#believedUpTo.set(state, Infinity);
      const { state: stands } = availability.facts;
      if (stands !== 'open' && stands !== 'out') return;
      if (this.#broughtBackAt.get(state) === state.succeeded) return;
      this.#broughtBackAt.set(state, state.succeeded);
      availability.recover();
      return;
    }
    if (state.succeeded > (this.#believedUpTo.get(state) ?? 0)) return;
    this.#believedUpTo.set(state, state.succeeded);
    this.#broughtBackAt.delete(state);
    if (!health.configured) availability.takeOut(failure);
    else availability.failed(failure);
  }
}

/** Whether a target is worth a look: it has had no call for so long, or failed. One that cools has said itself until when. */
function needsLook({ availability, state }: Target, interval: number): boolean {
  const { state: stands } = availability.facts;
  if (stands === 'open' || stands === 'out') return true;
  // One that is busy is judged by what it is busy with.
  if (stands === 'cooling' || state.inFlight > 0) return false;
  return stands === 'half-open' || performance.now() - state.lastUsedAt >= interval;
}

/** What is wrong with a target by its health; `undefined`: it is well; `unknown`: its health does not tell. */
function failureOf(
  { name, provider }: Target,
  { configured, reachable, error }: HealthStatus,
): ProviderError | 'unknown' | undefined {
  if (!configured || reachable === false) return error ?? unreachable(name, provider);
  const effect = error ? judge(error).effect : 'none';
  if (effect === 'failure') return error;
  return reachable && effect === 'none' ? undefined : 'unknown';
}

function unreachable(name: string, { type }: Provider): ProviderError {
  return new ProviderError({
    ...{ code: 'BACKEND_UNREACHABLE', provider: name, type },
    message: `The health check of the target "${name}" did not reach its server. Check that it runs.`,
  });
}
