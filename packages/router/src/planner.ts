import { type DriverContext, notifyObservers, type Observer } from '@modelport/core';
import { invalid } from './check-options.js';
import { checkRouterOptions } from './check-router-options.js';
import { LimitGroup } from './limits/limit-group.js';
import { createMemoryLimitStore } from './limits/memory-limit-store.js';
import { StoreGuard } from './limits/store-guard.js';
import { Plan } from './plan.js';
import { isProviderSet, type Members, readTargets } from './read-targets.js';
import type { BreakerOptions, RouterOptions } from './router-options.js';
import { createStrategy } from './strategies/create-strategy.js';
import type { Strategy } from './strategies/strategy.js';
import type { AvailabilityFacts } from './targets/availability.js';
import { sameConfig } from './targets/same-config.js';
import { Target, type TargetConfig } from './targets/target.js';
import { TargetState } from './targets/target-state.js';

/** Makes the plan of a router from its options. How targets stand, and what limits have counted, goes from one plan to the next. */
export class Planner {
  readonly #context: DriverContext;
  /** The observer that the router was created with: core tells it for good, also after an update without it. */
  #firstObserver: Observer | undefined;
  #groups: ReadonlyMap<string, LimitGroup> = new Map();
  #store: StoreGuard = new StoreGuard(createMemoryLimitStore(), false);
  #plan: Plan | undefined;
  /** Asked for at each call: targets outlive the options that they were made by. */
  readonly #prices = () => this.#plan?.options.prices ?? this.#context.prices?.();

  constructor(context: DriverContext) {
    this.#context = context;
  }

  /**
   * A plan in place of the one before, which stays as it is where anything in the options is wrong.
   * @throws ProviderError `SETTING_INVALID` or `SETTING_MISSING`, naming the option.
   */
  plan(options: RouterOptions): Plan {
    checkRouterOptions(options);
    const { name } = this.#context;
    if (options.name !== undefined && options.name !== name)
      throw invalid(
        'name',
        `The router "${name}" keeps its name; leave out the option "name", or create another router.`,
      );
    if (!this.#plan) this.#firstObserver = options.observe;
    return this.#read(options);
  }

  /**
   * The plan for the provider set as it is now: the same one, where the set has not changed. Targets that have left the set leave the
   * router.
   */
  refresh(plan: Plan): Plan {
    const isOutdated = plan.members !== undefined && this.#membersFor(plan.options) !== plan.members;
    return isOutdated ? this.#read(plan.options, true) : plan;
  }

  #membersFor({ targets }: RouterOptions): Members {
    return isProviderSet(targets) ? targets.members : this.#context.members?.();
  }

  #read(options: RouterOptions, skipsMissing?: boolean): Plan {
    const members = this.#membersFor(options);
    const configs = readTargets(options.targets, { members, prices: this.#prices, skipsMissing });
    return this.#adopt(options, configs, members);
  }

  /** Nothing here fails: what is wrong was found before. */
  #adopt(options: RouterOptions, configs: readonly TargetConfig[], members: Members): Plan {
    const { limitStore, strategy = 'fallback' } = options;
    const before = this.#plan;
    const isOtherStore = limitStore !== before?.options.limitStore;
    if (isOtherStore)
      this.#store = new StoreGuard(limitStore ?? createMemoryLimitStore(), limitStore !== undefined);
    const groups = new Map<string, LimitGroup>();
    const targets = configs.map((config) => {
      const { name, limits } = config;
      const key = limits?.key ?? name;
      const former = this.#groups.get(key);
      const kept = isOtherStore ? undefined : former;
      const group = groups.get(key) ?? kept ?? new LimitGroup(key, this.#store, former);
      groups.set(key, group);
      return this.#targetFor(config, group, options.breaker);
    });
    // Targets that have left may come back while their calls still run.
    for (const [key, group] of this.#groups)
      if (!groups.has(key) && group.slots.inFlight > 0) groups.set(key, group);
    this.#groups = groups;
    const isSame = before?.options.strategy === options.strategy;
    const chosen = typeof strategy === 'string' ? createStrategy(strategy) : withCopies(strategy);
    this.#plan = new Plan(
      options,
      targets,
      before && isSame ? before.strategy : chosen,
      members,
      this.#store,
    );
    return this.#plan;
  }

  /** A target: the same, where all that is said of it is the same, so that strategies know it again. */
  #targetFor(config: TargetConfig, group: LimitGroup, breaker: BreakerOptions = {}): Target {
    const { name, provider, limits } = config;
    const old = this.#plan?.byName.get(name);
    const state = old?.provider === provider ? old.state : this.#newState(name, breaker);
    state.availability.options = breaker;
    if (old?.state === state && old.group === group && sameConfig(old.config, config)) return old;
    if (old) group.slots.update(old.config.limits, limits);
    return new Target(config, state, group);
  }

  #newState(name: string, breaker: BreakerOptions): TargetState {
    const state: TargetState = new TargetState(breaker, (facts) => this.#changed(name, state, facts));
    return state;
  }

  /** A target has become available or not: the pool must know, and whoever observes. */
  #changed(name: string, of: TargetState, { state, error, until }: AvailabilityFacts): void {
    const target = this.#plan?.byName.get(name);
    // Calls may still be running at a target that has left.
    if (target?.state !== of) return;
    notifyObservers(this.#observers, {
      ...{ type: 'target-change', operation: 'route', callId: '', attempt: 0 },
      provider: this.#context.name,
      providerType: this.#context.type,
      ...{ target: name, state },
      ...(error && { error }),
      ...(until !== undefined && { retryAfterMs: Math.max(0, until - Date.now()) }),
    });
    // Last, as it looks at the target: a wait that is over already is the next change, and told after this one.
    this.#plan?.changed(target);
  }

  get #observers(): readonly Observer[] {
    const told = this.#context.observers?.() ?? [];
    const own = this.#plan?.options.observe;
    if (own === this.#firstObserver) return told;
    return [...told.filter((observer) => observer !== this.#firstObserver), ...(own ? [own] : [])];
  }
}

/** A user's strategy gets lists of its own: it may sort them. */
function withCopies(strategy: Strategy): Strategy {
  return (candidates, call) => strategy([...candidates], call);
}
