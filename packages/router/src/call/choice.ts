import { ProviderError } from '@modelport/core';
import type { Plan } from '../plan.js';
import type { Candidate, PickContext, Strategy } from '../strategies/strategy.js';
import type { Target } from '../targets/target.js';

/** Which target a call goes to next: what the strategy says, less those that the call has tried or that would not do. */
export class Choice {
  readonly #plan: Plan;
  readonly #call: PickContext;
  /** Not asked again in this round. */
  #tried: Set<Target> | undefined;
  /** Not asked again at all: what they said will not change. */
  #dropped: Set<Target> | undefined;
  /** Which the strategy did not want, the last time that it was asked. */
  #declined: Set<Target> | undefined;
  /** Only targets whose model takes more tokens than this. */
  #contextOver: number | undefined;
  /** Embeddings of different models do not compare: only targets that have this one. */
  #embedsWith: { readonly target: Target; readonly model: string | undefined } | undefined;
  #isRestricted = false;

  constructor(plan: Plan, call: PickContext) {
    this.#plan = plan;
    this.#call = call;
  }

  /** The next target that can take the call now. @throws ProviderError `SETTING_INVALID` for a strategy that gives something else. */
  next(): Target | undefined {
    const { pool } = this.#plan;
    this.#declined = undefined;
    for (;;) {
      const candidates = pool.candidates(this.#call.model, this.#exclusion());
      if (candidates.length === 0) return undefined;
      const picked = this.#pick(candidates);
      if (picked?.available) return picked;
      // Calls that began before an update may have changed it without the pool's knowledge.
      if (picked) pool.changed(picked);
      else this.#declined = new Set([...(this.#declined ?? []), ...candidates]);
    }
  }

  /** The targets that the call can wait for: all their slots are taken, but their queues have room. */
  withQueue(): readonly Target[] {
    const waiting = this.serving().filter((target) => this.#canWaitFor(target));
    return waiting.filter(({ priority }) => priority === waiting[0]?.priority);
  }

  /** All targets that would do for the call, whether or not they can take it now. */
  serving(): readonly Target[] {
    const { model } = this.#call;
    return this.#plan.pool.serving(model).filter((target) => this.#suits(target));
  }

  /** Whether a target is left that would do and was not tried in this round. */
  hasOther(target: Target): boolean {
    const serving = this.#plan.pool.serving(this.#call.model);
    if (!this.#isRestricted) return serving.length > 1;
    return serving.some((other) => other !== target && !this.#excludes(other));
  }

  /** Does not ask a target again in this round; `forGood`: in no other one either. */
  exclude(target: Target, forGood = false): void {
    this.#tried ??= new Set();
    this.#tried.add(target);
    if (forGood) {
      this.#dropped ??= new Set();
      this.#dropped.add(target);
    }
    this.#isRestricted = true;
  }

  /** A new round: the targets may be asked again. */
  startRound(): void {
    this.#tried?.clear();
  }

  /** The request was too long for a target: only larger models are asked. `tokens`: how long it is, estimated. */
  needMoreThan(target: Target, tokens: number): void {
    const known = target.contextFor(this.#call.model);
    this.#contextOver = Math.max(known ?? tokens, this.#contextOver ?? 0);
    this.#isRestricted = true;
  }

  /** Only targets are asked that have the same model as this one. */
  keepModelOf(target: Target): void {
    this.#embedsWith ??= { target, model: modelAt(target, this.#call.model) };
    this.#isRestricted = true;
  }

  #pick(candidates: readonly Target[]): Target | undefined {
    const { strategy, options } = this.#plan;
    // Those with a name give what they were asked to choose from; to look it up would take time with many targets.
    if (typeof options.strategy !== 'function') return strategy(candidates, this.#call) as Target | undefined;
    const picked = pickByUser(strategy, candidates, this.#call);
    if (picked === undefined) return undefined;
    const target = candidates.find((candidate) => candidate === picked);
    if (target) return target;
    const names = candidates.map(({ name }) => name);
    throw wrongStrategy(
      `The strategy must give one of the candidates that it was called with, or undefined. They were: ${names.join(', ')}.`,
      names,
    );
  }

  #canWaitFor(target: Target): boolean {
    const { availability, group, config } = target;
    const { limits } = config;
    const isOpen = availability.isAvailable && group.blockedUntil(limits) === 0;
    return isOpen && group.slots.hasQueue(limits) && !this.#excludes(target);
  }

  /** For the pool, where any target is excluded: a check of each takes its time. */
  #exclusion(): ((target: Target) => boolean) | undefined {
    return this.#isRestricted || this.#declined ? (target) => this.#excludes(target) : undefined;
  }

  #excludes(target: Target): boolean {
    return this.#tried?.has(target) === true || this.#declined?.has(target) === true || !this.#suits(target);
  }

  #suits(target: Target): boolean {
    const { model } = this.#call;
    if (this.#dropped?.has(target)) return false;
    if (this.#contextOver !== undefined && !((target.contextFor(model) ?? 0) > this.#contextOver))
      return false;
    if (this.#embedsWith === undefined || this.#embedsWith.target === target) return true;
    const own = modelAt(target, model);
    return (
      (own !== undefined && own === this.#embedsWith.model) ||
      (model !== undefined && target.config.models?.has(model) === true)
    );
  }
}

/** A strategy of the user's own may throw. @throws ProviderError `SETTING_INVALID` naming the option. */
function pickByUser(
  strategy: Strategy,
  candidates: readonly Target[],
  call: PickContext,
): Candidate | undefined {
  try {
    return strategy(candidates, call);
  } catch (cause) {
    throw wrongStrategy(
      `The strategy threw: ${cause instanceof Error ? cause.message : cause}`,
      undefined,
      cause,
    );
  }
}

function wrongStrategy(message: string, candidates?: readonly string[], cause?: unknown): ProviderError {
  return new ProviderError({ code: 'SETTING_INVALID', setting: 'strategy', message, candidates, cause });
}

/** The model that a target would be asked for, as far as it is known. */
function modelAt(target: Target, model: string | undefined): string | undefined {
  return target.modelFor(model) ?? target.provider.model;
}
