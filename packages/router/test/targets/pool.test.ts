import { describe, expect, it } from 'vitest';
import { Pool, type PoolMember } from '../../src/targets/pool.js';
import { createWholeRandom } from '../support/random.js';

/** A target of which only the pool's part is there; it counts how often it is looked at. */
class FakeMember implements PoolMember {
  readonly name: string;
  readonly priority: number;
  readonly modelNames: readonly string[] | undefined;
  looks = 0;
  servesAsked = 0;
  #available: boolean;

  constructor(
    name: string,
    {
      priority = 1,
      models,
      available = true,
    }: { priority?: number; models?: readonly string[]; available?: boolean } = {},
  ) {
    this.name = name;
    this.priority = priority;
    this.modelNames = models;
    this.#available = available;
  }

  get available(): boolean {
    this.looks++;
    return this.#available;
  }

  /** What the passing of time does: nobody is told. */
  set available(value: boolean) {
    this.#available = value;
  }

  serves(model: string | undefined): boolean {
    this.servesAsked++;
    const { modelNames } = this;
    return (
      modelNames === undefined ||
      model === undefined ||
      modelNames.includes(model) ||
      modelNames.includes('*')
    );
  }
}

function makeMembers(...names: readonly string[]): FakeMember[] {
  return names.map((name) => new FakeMember(name));
}

function namesOf(members: readonly FakeMember[]): string[] {
  return members.map(({ name }) => name);
}

/** Sets what a member says of itself, and tells the pool. */
function set(pool: Pool<FakeMember>, member: FakeMember | undefined, available: boolean): void {
  if (member === undefined) throw new Error('There is no such member.');
  member.available = available;
  pool.changed(member);
}

describe('Pool', () => {
  it('offers all members in their order', () => {
    const pool = new Pool(makeMembers('b', 'a', 'c'));
    expect(namesOf(pool.candidates('any'))).toEqual(['b', 'a', 'c']);
    expect(pool.size).toBe(3);
  });

  it('has nobody to offer where it has no members', () => {
    const pool = new Pool<FakeMember>([]);
    expect(pool.candidates(undefined)).toEqual([]);
    expect(pool.serving(undefined)).toEqual([]);
    expect(pool.size).toBe(0);
  });

  it('offers those of a higher number only while none of a lower one can be picked', () => {
    const members = [
      new FakeMember('spare', { priority: 10 }),
      new FakeMember('one', { priority: 2 }),
      new FakeMember('other', { priority: 2 }),
      new FakeMember('best', { priority: -1 }),
    ];
    const pool = new Pool(members);
    const order: string[][] = [];
    for (const name of ['best', 'one', 'other', 'spare']) {
      order.push(namesOf(pool.candidates(undefined)));
      set(
        pool,
        members.find((member) => member.name === name),
        false,
      );
    }
    expect(order).toEqual([['best'], ['one', 'other'], ['other'], ['spare']]);
    expect(pool.candidates(undefined)).toEqual([]);
  });

  it('leaves out those that are excluded, and goes on to the next priority after the last of one', () => {
    const pool = new Pool([...makeMembers('a', 'b'), new FakeMember('spare', { priority: 2 })]);
    const without = (...names: readonly string[]): string[] =>
      namesOf(pool.candidates(undefined, ({ name }) => names.includes(name)));
    expect(without('a')).toEqual(['b']);
    expect(without('a', 'b')).toEqual(['spare']);
    expect(without('a', 'b', 'spare')).toEqual([]);
    expect(without()).toEqual(['a', 'b']);
  });

  it('offers a model to those that serve it', () => {
    const pool = new Pool([
      new FakeMember('any'),
      new FakeMember('fast', { models: ['fast', 'small'] }),
      new FakeMember('large', { models: ['large'], priority: 2 }),
      new FakeMember('rest', { models: ['small', '*'] }),
      new FakeMember('none', { models: [] }),
    ]);
    expect(namesOf(pool.candidates('fast'))).toEqual(['any', 'fast', 'rest']);
    expect(namesOf(pool.candidates('large'))).toEqual(['any', 'rest']);
    expect(namesOf(pool.serving('large'))).toEqual(['any', 'rest', 'large']);
    expect(namesOf(pool.candidates('small'))).toEqual(['any', 'fast', 'rest']);
    expect(namesOf(pool.candidates('unheard-of'))).toEqual(['any', 'rest']);
    expect(namesOf(pool.candidates('toString'))).toEqual(['any', 'rest']);
    expect(namesOf(pool.candidates(undefined))).toEqual(['any', 'fast', 'rest', 'none']);
  });

  it('has nobody for a model that nobody serves', () => {
    const pool = new Pool([new FakeMember('fast', { models: ['fast'] })]);
    expect(pool.serving('large')).toEqual([]);
    expect(pool.candidates('large')).toEqual([]);
  });

  it('tells who serves a model whatever their state', () => {
    const members = makeMembers('a', 'b');
    const pool = new Pool(members);
    set(pool, members[0], false);
    expect(namesOf(pool.serving('any'))).toEqual(['a', 'b']);
  });

  it('knows who is not available when it is made', () => {
    const pool = new Pool([new FakeMember('a', { available: false }), new FakeMember('b')]);
    expect(namesOf(pool.candidates(undefined))).toEqual(['b']);
  });

  it('takes a member back when time has made it available, without being told', () => {
    const members = makeMembers('a', 'b');
    const pool = new Pool(members);
    const planned = pool.candidates(undefined);
    set(pool, members[0], false);
    expect(namesOf(pool.candidates(undefined))).toEqual(['b']);
    for (const member of members) member.available = true;
    expect(pool.candidates(undefined)).toBe(planned);
  });

  it('does not care about the changes of members that it does not have', () => {
    const pool = new Pool(makeMembers('a'));
    const planned = pool.candidates(undefined);
    const removed = new FakeMember('a');
    set(pool, removed, false);
    removed.looks = 0;
    expect(pool.candidates(undefined)).toBe(planned);
    expect(removed.looks).toBe(0);
  });
});

describe('Pool of 10,000 members', () => {
  const lookedAt = (members: readonly FakeMember[]): number =>
    members.filter(({ looks }) => looks > 0).length;
  const many = (): FakeMember[] => Array.from({ length: 10_000 }, (_, at) => new FakeMember(`t${at}`));

  it('offers its own list while all are available, without a look at any', () => {
    const members = many();
    const pool = new Pool(members);
    const planned = pool.candidates('any');
    for (const member of members) member.looks = member.servesAsked = 0;
    expect(pool.candidates('any')).toBe(planned);
    expect(lookedAt(members)).toBe(0);
    expect(members.some(({ servesAsked }) => servesAsked > 0)).toBe(false);
  });

  it('asks again only those that were not available', () => {
    const members = many();
    const pool = new Pool(members);
    const out = members.filter((_, at) => at % 200 === 0);
    for (const member of out) set(pool, member, false);
    for (const member of members) member.looks = 0;
    expect(pool.candidates('any').length).toBe(9_950);
    expect(members.filter(({ looks }) => looks > 0)).toEqual(out);
  });

  it('plans once for all models that nobody names, however many are asked for', () => {
    const members = many();
    const pool = new Pool([...members, new FakeMember('named', { models: ['named'] })]);
    for (let count = 0; count < 1_000; count++) pool.candidates(`model-${count}`);
    expect(Math.max(...members.map(({ servesAsked }) => servesAsked))).toBe(1);
    expect(namesOf(pool.candidates('named'))).toContain('named');
  });
});

describe.each([1, 2, 3, 4, 5])('random pools, seed %i', (seed) => {
  it('offers what a look at every member finds', () => {
    const random = createWholeRandom(seed);
    const pick = <T>(list: readonly T[]): T | undefined => list[random(0, list.length - 1)];
    const models = ['fast', 'small', 'large', '*'];
    const members = Array.from({ length: 12 }, (_, at) => {
      const named = random(0, 1) === 0 ? {} : { models: models.filter(() => random(0, 2) === 0) };
      return new FakeMember(`t${at}`, { priority: random(1, 3), available: random(0, 3) > 0, ...named });
    });
    const pool = new Pool(members);
    for (let step = 0; step < 3_000; step++) {
      const available = random(0, 1) === 0;
      const member = pick(members);
      // Time may make one available; everything else is told.
      if (available && random(0, 1) === 0 && member !== undefined) member.available = true;
      else set(pool, member, available);
      const model = pick([undefined, 'fast', 'small', 'large', 'unheard-of', 'unknown']);
      const excluded = random(0, 1) === 0 ? undefined : members.filter(() => random(0, 2) === 0);
      const left = members.filter(
        (one) => one.available && one.serves(model) && excluded?.includes(one) !== true,
      );
      const first = Math.min(...left.map(({ priority }) => priority));
      const offered = pool.candidates(model, excluded && ((one) => excluded.includes(one)));
      expect(namesOf(offered)).toEqual(namesOf(left.filter(({ priority }) => priority === first)));
    }
  });
});
