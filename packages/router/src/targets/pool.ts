/** What a pool must know of a target. What it serves and its priority never change. */
export interface PoolMember {
  /** Lower numbers come first. */
  readonly priority: number;
  /** Whether it may be picked now. */
  readonly available: boolean;
  /** The models that it serves, `*` for all that no member names; `undefined`: any. */
  readonly modelNames: readonly string[] | undefined;
  /** Whether it serves a model; `undefined`: that of a call that asks for none. */
  serves(model: string | undefined): boolean;
}

/** Who serves a model. */
interface Plan<T> {
  readonly members: readonly T[];
  /** The same by priority, lowest number first. */
  readonly tiers: readonly (readonly T[])[];
}

/**
 * The targets of a router: which serve a model, and which of them may be picked now. While all are available a pick looks at
 * none of them; so they have to tell it of changes.
 */
export class Pool<T extends PoolMember> {
  readonly #members: ReadonlySet<T>;
  /** Those that said so last. Time may have made some available since then. */
  readonly #unavailable: Set<T> = new Set();
  /** All models that a member names. Others need no plans of their own, or whoever asks could fill the memory. */
  readonly #names: ReadonlySet<string>;
  readonly #plans: Map<string | undefined, Plan<T>> = new Map();
  #planForOthers: Plan<T> | undefined;

  constructor(members: Iterable<T>) {
    this.#members = new Set([...members].sort((one, other) => one.priority - other.priority));
    this.#names = new Set([...this.#members].flatMap(({ modelNames }) => modelNames ?? []));
    for (const member of this.#members) this.changed(member);
  }

  /** How many members it has. */
  get size(): number {
    return this.#members.size;
  }

  /** To be called whenever `available` of a member has changed, but for what time alone changes from false to true. */
  changed(member: T, available: boolean = member.available): void {
    if (available) this.#unavailable.delete(member);
    // Calls of a target that was removed may still be running.
    else if (this.#members.has(member)) this.#unavailable.add(member);
  }

  /**
   * The members that a call for a model may go to now: those of the lowest priority number that has any, in their order; none
   * where nobody is left. `isExcluded` leaves out further ones. Not to be changed: it may be the pool's own list.
   */
  candidates(model: string | undefined, isExcluded?: (member: T) => boolean): readonly T[] {
    if (this.#unavailable.size > 0) for (const member of this.#unavailable) this.changed(member);
    for (const tier of this.#planFor(model).tiers) {
      const left = this.#leftOf(tier, isExcluded);
      if (left.length > 0) return left;
    }
    return [];
  }

  /** All members that serve a model, whatever their state, by priority. */
  serving(model: string | undefined): readonly T[] {
    return this.#planFor(model).members;
  }

  #leftOf(tier: readonly T[], isExcluded: ((member: T) => boolean) | undefined): readonly T[] {
    if (isExcluded === undefined && this.#unavailable.size === 0) return tier;
    return tier.filter((member) => !this.#unavailable.has(member) && isExcluded?.(member) !== true);
  }

  #planFor(model: string | undefined): Plan<T> {
    if (model !== undefined && !this.#names.has(model)) {
      this.#planForOthers ??= this.#plan(model);
      return this.#planForOthers;
    }
    let plan = this.#plans.get(model);
    if (plan === undefined) {
      plan = this.#plan(model);
      this.#plans.set(model, plan);
    }
    return plan;
  }

  #plan(model: string | undefined): Plan<T> {
    const members = [...this.#members].filter((member) => member.serves(model));
    const tiers: T[][] = [];
    for (const member of members) {
      const tier = tiers.at(-1);
      if (tier?.[0]?.priority === member.priority) tier.push(member);
      else tiers.push([member]);
    }
    return { members, tiers };
  }
}
