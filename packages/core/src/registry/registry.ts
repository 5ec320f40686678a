import type { Observer, PriceCatalog } from '../contract.js';
import { ProviderError } from '../errors.js';
import { perObject } from '../per-object.js';
import { version } from '../version.js';
import { canonicalType } from './canonical-type.js';
import { type AnyDefinition, checkDefinition, checkNames } from './check-definition.js';
import { isNewer } from './is-newer.js';
import { knownPackage, knownTypes, servedByOthers } from './known-types.js';
import { didYouMean } from './suggest.js';

/** How a definition is registered. */
export interface RegisterOptions {
  /** Wins over definitions of the same type from other packages. Default false. */
  readonly override?: boolean | undefined;
  /** Default: the registry shared by all copies of core. */
  readonly registry?: Registry | undefined;
}

/** Where to look a type up. */
export interface LookupOptions {
  /** Default: the registry shared by all copies of core. */
  readonly registry?: Registry | undefined;
}

/** Holds definitions by type. Registering never throws for a conflict or a version: looking that type up does. */
export interface Registry {
  /** @throws ProviderError `SETTING_INVALID` for a value that is no definition at all. */
  register(definition: AnyDefinition, options?: { override?: boolean | undefined }): void;
  /**
   * The definition of a type or alias; case, `-` and `_` do not count.
   * @throws ProviderError `PROVIDER_NOT_FOUND`, `PROVIDER_TYPE_CONFLICT` or `SPEC_VERSION_UNSUPPORTED`.
   */
  get(type: string): AnyDefinition;
  /** Whether something is registered for a type, usable or not. */
  has(type: string): boolean;
  /** The usable definitions, in the order of their registration. */
  list(): readonly AnyDefinition[];
  /** Told of every call of every provider made from this registry. */
  observe?: Observer | undefined;
  /** Knows prices for every provider made from this registry that has no catalogue of its own. */
  prices?: PriceCatalog | undefined;
}

/** The shared data: plain, so that any copy of core can read what another wrote. `1` in the key is its version. */
interface RegistryData {
  /** By package and type. */
  readonly records: Map<string, RegistryRecord>;
  /** One entry for each copy of core that has used it. */
  readonly copies: Set<{ readonly version: string }>;
  observe?: Observer | undefined;
  prices?: PriceCatalog | undefined;
}

interface RegistryRecord {
  readonly definition: AnyDefinition;
  readonly override: boolean;
}

const thisCopy = { version };

const slot = Symbol.for('@modelport/core/registry@1');

/** The registry that every copy of core in this process shares. */
export function defaultRegistry(): Registry {
  const holder = globalThis as { [slot]?: RegistryData };
  holder[slot] ??= emptyData();
  holder[slot].copies.add(thisCopy);
  return registryOver(holder[slot]);
}

/** A registry of its own, for tests and for programs that keep providers apart. */
export function createRegistry(): Registry {
  return registryOver(emptyData());
}

/**
 * Makes a type available to `createProvider`. Provider packages call it when they are imported.
 * @throws ProviderError `SETTING_INVALID` for a value that is no definition at all.
 */
export function registerProvider(definition: AnyDefinition, options: RegisterOptions = {}): void {
  (options.registry ?? defaultRegistry()).register(definition, options);
}

/**
 * The definition registered for a type or alias.
 * @throws ProviderError `PROVIDER_NOT_FOUND`, `PROVIDER_TYPE_CONFLICT` or `SPEC_VERSION_UNSUPPORTED`.
 */
export function getDefinition(type: string, options: LookupOptions = {}): AnyDefinition {
  return (options.registry ?? defaultRegistry()).get(type);
}

/** All usable definitions. */
export function listDefinitions(options: LookupOptions = {}): readonly AnyDefinition[] {
  return (options.registry ?? defaultRegistry()).list();
}

const emptyData = (): RegistryData => ({ records: new Map(), copies: new Set() });

/** Every provider keeps the registry that it was made from. */
const registryOver = perObject((data: RegistryData): Registry => {
  const { records, copies } = data;
  const known = new Map<string, readonly RegistryRecord[]>();
  const named = (type: string) => {
    const wanted = canonicalType(type);
    // What another copy registers is not told here.
    const remembered = copies.size > 1 ? undefined : known.get(wanted);
    if (remembered) return remembered;
    const found = [...records.values()].filter(({ definition }) => canonicalNames(definition).has(wanted));
    if (found.length > 0) known.set(wanted, found);
    return found;
  };
  const get = (type: string, found: readonly RegistryRecord[] = named(type)) => {
    if (found.length === 0) throw notFound(type, data);
    const chosen = found.length === 1 ? found[0] : found.findLast((record) => record.override);
    if (!chosen) throw conflict(type, found);
    return checkDefinition(chosen.definition);
  };
  return {
    register(definition, { override = false } = {}) {
      checkNames(definition);
      const key = `${definition.packageName} ${canonicalType(definition.type)}`;
      const before = records.get(key);
      known.clear();
      // The last one that overrides wins, so it goes to the end.
      if (override) records.delete(key);
      records.set(key, {
        definition:
          before && isNewer(before.definition.packageVersion, definition.packageVersion)
            ? before.definition
            : definition,
        override: override || before?.override === true,
      });
    },
    get: (type) => get(type),
    has: (type) => named(type).length > 0,
    list() {
      const all = [...records.values()];
      const named = byName(all);
      return all.flatMap(({ definition }) => {
        const { type } = definition;
        try {
          return get(type, named.get(canonicalType(type))) === definition ? definition : [];
        } catch {
          return [];
        }
      });
    },
    get observe() {
      return data.observe;
    },
    set observe(observer) {
      data.observe = observer;
    },
    get prices() {
      return data.prices;
    },
    set prices(prices) {
      data.prices = prices;
    },
  };
});

/** Of a definition that may be written for another version of the contract: anything may be in it. */
const namesOf = ({ type, aliases = [] }: AnyDefinition): string[] => [type, aliases].flat();

/** Looking up and listing compare all names of all definitions. */
const canonicalNames = perObject(
  (definition: AnyDefinition): ReadonlySet<string> => new Set(namesOf(definition).map(canonicalType)),
);

function byName(records: readonly RegistryRecord[]): ReadonlyMap<string, readonly RegistryRecord[]> {
  const named = new Map<string, RegistryRecord[]>();
  for (const record of records) {
    for (const name of canonicalNames(record.definition))
      named.set(name, [...(named.get(name) ?? []), record]);
  }
  return named;
}

function conflict(type: string, records: readonly RegistryRecord[]): ProviderError {
  const owners = records.map(({ definition }) => `${definition.packageName} (type ${definition.type})`);
  return new ProviderError({
    code: 'PROVIDER_TYPE_CONFLICT',
    type,
    candidates: records.map(({ definition }) => definition.packageName),
    message: `The provider type "${type}" is registered by ${owners.join(' and ')}. Import one of them only, or call registerProvider(definition, { override: true }) with the one you want.`,
  });
}

function notFound(type: string, { records, copies }: RegistryData): ProviderError {
  const definitions = Array.from(records.values(), ({ definition }) => definition);
  const types = definitions.map((definition) => definition.type);
  const registered =
    types.length > 0 ? `Registered: ${types.join(', ')}.` : 'No provider package has been imported.';
  const known = knownPackage(type);
  const install = known ? ` Install it with "npm install ${known}" and add: import '${known}';` : '';
  const hint = servedByOthers.test(type)
    ? ' Use "openrouter" or "openai-compatible" for its models.'
    : didYouMean(String(type), known ? [] : [...definitions.flatMap(namesOf), ...Object.keys(knownTypes)]);
  const several = copies.size > 1 ? ` Note: ${copies.size} copies of @modelport/core are loaded.` : '';
  return new ProviderError({
    code: 'PROVIDER_NOT_FOUND',
    type: String(type),
    candidates: types,
    message: `There is no provider of type "${type}".${hint} ${registered}${install}${several}`,
  });
}
