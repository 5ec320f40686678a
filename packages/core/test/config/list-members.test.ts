import { describe, expect, it } from 'vitest';
import { createProviders } from '../../src/config/factories.js';
import type { ProviderConfigs } from '../../src/config/provider-set.js';
import type { DriverContext } from '../../src/contract.js';
import { createRegistry } from '../../src/registry/registry.js';
import { checkTargets, compositeOf, namesOf } from '../support/composite.js';
import { definitionOf } from '../support/definitions.js';
import { answering, errorOf, finish, providerOf } from '../support/scripted.js';

const odd = (name: string, more: object = {}) => ({ name, type: 'odd', ...more });
const many = (name: string, targets?: readonly string[], more: object = {}) => ({
  ...{ name, type: 'many', ...more },
  ...(targets && { options: { targets } }),
});

/** A set with composites that require their targets, and all that these were created with. */
function setOf(configs: readonly object[], check = checkTargets) {
  const { definition, created } = compositeOf(undefined, check);
  const registry = createRegistry();
  for (const each of [definition, definitionOf()]) registry.register(each);
  const set = createProviders(configs as ProviderConfigs, { env: {}, registry });
  const membersOf = (name: string) =>
    created.findLast(({ context }) => context.name === name)?.context.members;
  return { set, created, membersOf, update: (to: readonly object[]) => set.update(to as ProviderConfigs) };
}

describe('the members of a set', () => {
  it('are its providers in the order of the config, with what it says of their use', () => {
    const { set } = setOf([
      odd('a', { weight: 3, models: ['small'] }),
      odd('off', { enabled: false }),
      many('front'),
      odd('b', { apiKey: 'sk-live-4f9a' }),
    ]);
    expect(set.members).toEqual([
      { name: 'a', provider: set.get('a'), weight: 3, models: ['small'] },
      { name: 'off', weight: 1 },
      { name: 'front', provider: set.get('front'), weight: 1 },
      { name: 'b', provider: set.get('b'), weight: 1 },
    ]);
    expect(JSON.stringify(set.members)).not.toContain('4f9a');
  });

  it('are the same array until the set changes', async () => {
    const { set, update } = setOf([odd('a')]);
    const first = set.members;
    expect(set.members).toBe(first);
    expect(await errorOf(() => update([odd('a'), odd('b', { type: 'none' })]))).toBeDefined();
    expect(set.members).toBe(first);
    set.add('mine', answering([finish()]));
    const second = set.members;
    expect(second.at(-1)).toEqual({ name: 'mine', provider: set.get('mine'), weight: 1 });
    expect(set.members).toBe(second);
    update([odd('a', { weight: 2 })]);
    expect(set.members).not.toBe(second);
    expect(set.members[0]).toEqual({ ...first[0], weight: 2 });
    expect(namesOf(first)).toEqual(['a']);
  });
});

describe('a composite of a set', () => {
  it('is created after all others, wherever it stands, and sees them as they will be', () => {
    const seen: unknown[] = [];
    const { set, membersOf } = setOf([many('front'), odd('a'), odd('b')], (_, { members }) => {
      seen.push(members?.());
    });
    expect(seen).toMatchObject([[{ name: 'a' }, { name: 'b' }]]);
    expect(membersOf('front')?.()).toBe(seen[0]);
    expect(membersOf('front')?.().map(({ provider }) => provider)).toEqual([set.get('a'), set.get('b')]);
    expect(set.names).toEqual(['front', 'a', 'b']);
  });

  it('sees what changes in the set, and the same array until then', async () => {
    const { set, membersOf, update } = setOf([odd('a'), many('front', ['a'])]);
    const [members, front] = [membersOf('front'), set.get('front')];
    const first = members?.();
    expect(members?.()).toBe(first);
    expect(await errorOf(() => update([odd('a'), odd('b'), odd('b')]))).toBeDefined();
    expect(members?.()).toBe(first);
    update([odd('a'), odd('b', { weight: 7 }), many('front', ['a'])]);
    expect(set.get('front')).toBe(front);
    expect(members?.()).toMatchObject([{ name: 'a' }, { name: 'b', weight: 7 }]);
    expect(members?.()).toBe(members?.());
    set.add('mine', answering([finish()]));
    expect(namesOf(members?.())).toEqual(['a', 'b', 'mine']);
  });

  it('that is unchanged stays, though it is tried on the new members', () => {
    const { set, created, update } = setOf([odd('a'), many('front', ['a'])]);
    const [front, a] = [set.get('front'), set.get('a')];
    const gone = update([odd('a', { model: 'other' }), many('front', ['a'])]);
    expect(gone).toEqual([a]);
    expect(set.get('front')).toBe(front);
    const [first, second] = created;
    expect(created).toHaveLength(2);
    expect(first?.provider).toBe(front);
    expect(second?.context.members?.()).toMatchObject([{ provider: { model: 'other' } }]);
    expect(first?.context.members?.()[0]?.provider).toBe(set.get('a'));
  });

  it('sees the set as it was while an update that may fail is under way', () => {
    const seen: string[][] = [];
    let [kept]: DriverContext[] = [];
    const { update } = setOf([odd('a'), many('front', ['a'])], (options, context) => {
      if (kept) seen.push(namesOf(kept.members?.()), namesOf(context.members?.()));
      kept ??= context;
      checkTargets(options, context);
    });
    expect(() => update([odd('b'), many('front', ['a'])])).toThrow(/no target "a" among b/);
    expect(seen).toEqual([['a'], ['b']]);
  });

  it('does not let an update take a member away that it names', async () => {
    const { set, update } = setOf([odd('a'), odd('b'), many('front', ['a'])]);
    const before = set.members;
    expect(() => update([odd('b'), many('front', ['a'])])).toThrow(/no target "a"/);
    expect(set.members).toBe(before);
    expect(set.names).toEqual(['a', 'b', 'front']);
    update([odd('a'), many('front', ['a'])]);
    expect(set.names).toEqual(['a', 'front']);
  });

  it('lets an update disable a member that it names: it is still there, without a provider', () => {
    const { membersOf, update } = setOf([odd('a'), odd('b'), many('front', ['a'])]);
    update([odd('a', { enabled: false }), odd('b'), many('front', ['a'])]);
    const members = membersOf('front')?.() ?? [];
    expect(members.map(({ name, provider }) => [name, provider !== undefined])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  it('cannot name itself', () => {
    expect(() => setOf([odd('a'), many('front', ['front'])])).toThrow(/no target "front" among a/);
  });

  it('may name one that stands before it, but none after it: there is no circle', () => {
    const { membersOf, update } = setOf([many('one', ['a']), odd('a'), many('two', ['one', 'a'])]);
    expect(namesOf(membersOf('one')?.())).toEqual(['a']);
    expect(namesOf(membersOf('two')?.())).toEqual(['one', 'a']);
    for (const first of ['one', 'two']) {
      const second = first === 'one' ? 'two' : 'one';
      expect(() => update([many(first, [second]), odd('a'), many(second, [first])])).toThrow(
        new RegExp(`no target "${second}" among a`),
      );
    }
    expect(() => update([many('two', ['one', 'a']), many('one', ['a']), odd('a')])).toThrow(
      /no target "one"/,
    );
  });

  it('sees no composite that was added, which may have the set itself for targets', () => {
    const { set, membersOf } = setOf([odd('a'), many('front')]);
    set.add('outer', providerOf({}, { type: 'many' }));
    set.add('mine', providerOf({}));
    expect(namesOf(membersOf('front')?.())).toEqual(['a', 'mine']);
    expect(namesOf(set.members)).toEqual(['a', 'front', 'outer', 'mine']);
  });
});
