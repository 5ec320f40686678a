import type { CallOptions, ProviderMember } from '@modelport/core';
import { noOptions } from './call/plain-options.js';
import type { LimitGroup } from './limits/limit-group.js';
import type { StoreGuard } from './limits/store-guard.js';
import type { RouterOptions } from './router-options.js';
import type { Strategy } from './strategies/strategy.js';
import { Pool } from './targets/pool.js';
import type { Target } from './targets/target.js';

/** What the options of a router come to. A call keeps the plan that it began with. */
export class Plan {
  readonly options: RouterOptions;
  /** Options that govern every call. */
  readonly callDefaults: CallOptions;
  readonly targets: readonly Target[];
  readonly pool: Pool<Target>;
  readonly strategy: Strategy;
  /** The members of the provider set that it was made from, to tell whether that has changed. */
  readonly members: readonly ProviderMember[] | undefined;
  readonly byName: ReadonlyMap<string, Target>;
  /** Where the counters of limits are kept. */
  readonly store: StoreGuard;
  readonly #byGroup: ReadonlyMap<LimitGroup, readonly Target[]>;

  constructor(
    options: RouterOptions,
    targets: readonly Target[],
    strategy: Strategy,
    members: readonly ProviderMember[] | undefined,
    store: StoreGuard,
  ) {
    const { connectTimeout, firstEventTimeout, idleTimeout, timeout, headers } = options;
    const given = Object.entries({ connectTimeout, firstEventTimeout, idleTimeout, timeout, headers });
    const defaults = given.filter(([, value]) => value !== undefined);
    this.callDefaults = defaults.length === 0 ? noOptions : Object.fromEntries(defaults);
    this.options = options;
    this.targets = targets;
    this.strategy = strategy;
    this.members = members;
    this.store = store;
    this.pool = new Pool(targets);
    this.byName = new Map(targets.map((target) => [target.name, target]));
    const byGroup = new Map<LimitGroup, Target[]>();
    for (const target of targets) {
      const mates = byGroup.get(target.group);
      if (mates) mates.push(target);
      else byGroup.set(target.group, [target]);
    }
    this.#byGroup = byGroup;
  }

  /** A target may have become available or not; where not, perhaps because of limits that others share. */
  changed(target: Target): void {
    if (target.available) this.pool.changed(target, true);
    else for (const each of this.#byGroup.get(target.group) ?? []) this.pool.changed(each);
  }
}
