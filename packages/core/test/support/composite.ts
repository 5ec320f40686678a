import type { DriverContext, Provider, ProviderMember } from '../../src/contract.js';
import { wrapProvider } from '../../src/provider/wrap-provider.js';
import type { AnyDefinition } from '../../src/registry/check-definition.js';
import { definitionOf } from './definitions.js';
import { providerOf } from './scripted.js';

/** What a composite was created with. */
export interface Creation {
  readonly options: Record<string, unknown>;
  readonly context: DriverContext;
  readonly provider: Provider & { status(): string };
}

/** A composite's definition, of the type `many`, and everything that it created, in order. */
export function compositeOf(
  target: Provider = providerOf({}),
  check: (options: Record<string, unknown>, context: DriverContext) => void = () => undefined,
): { definition: AnyDefinition; created: Creation[] } {
  const created: Creation[] = [];
  const create = (options: Record<string, unknown>, context: DriverContext): Provider => {
    check(options, context);
    const facts = { type: context.type, status: () => `${context.name} is well` };
    const provider = Object.assign(wrapProvider(target, { name: context.name }), facts);
    created.push({ options, context, provider });
    return provider;
  };
  const settings = [{ name: 'targets', kind: 'json', description: 'Names of its targets.' }] as const;
  const definition = definitionOf({ type: 'many', packageName: 'many', composite: true, settings, create });
  return { definition, created };
}

/** Requires every target that the options name to be a member. */
export function checkTargets({ targets }: Record<string, unknown>, { members }: DriverContext): void {
  const names = namesOf(members?.());
  for (const target of (targets as string[] | undefined) ?? [])
    if (!names.includes(target)) throw new Error(`There is no target "${target}" among ${names.join(', ')}.`);
}

export const namesOf = (members: readonly ProviderMember[] = []): string[] => members.map(({ name }) => name);
