import type { ProviderMember } from '../contract.js';
import { defined } from '../defined.js';
import type { Member } from './read-config.js';

/** The members of a set, as others may see them. */
export function listMembers(members: Iterable<Member>): readonly ProviderMember[] {
  return Array.from(members, ({ name, provider, weight, models }) =>
    defined({ name, provider, weight, models }),
  );
}

/**
 * What a composite of the set is told of the members that it may have for targets: all but itself and, so that there is no
 * circle, composites that do not stand before it. The same array as long as they are the same.
 * @param next The members that the update puts in place by which the composite is created.
 * @param current Gives the members of the set as they are.
 */
export function viewOthers(
  name: string,
  next: ReadonlyMap<string, Member>,
  current: () => ReadonlyMap<string, Member>,
): () => readonly ProviderMember[] {
  let last = current();
  let pending: typeof last | undefined = next;
  let list = othersOf(name, next);
  return () => {
    const members = current();
    if (members !== last) {
      if (members !== pending) list = othersOf(name, members);
      last = members;
      pending = undefined;
    }
    return list;
  };
}

function othersOf(name: string, members: ReadonlyMap<string, Member>): readonly ProviderMember[] {
  const all = [...members.values()];
  const own = all.findIndex((member) => member.name === name);
  return listMembers(all.filter(({ composite }, at) => at < own || (at > own && !composite)));
}
