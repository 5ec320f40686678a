import type { ProviderDefinition } from '../contract.js';
import { ProviderError } from '../errors.js';
import { knownPackage } from './known-types.js';
import { defaultRegistry, type LookupOptions } from './registry.js';

/** How {@link loadProvider} finds a package. */
export interface LoadProviderOptions extends LookupOptions {
  /** Imports a package by name, in the caller's own scope: `(name) => import(name)`. */
  readonly import: (packageName: string) => Promise<unknown>;
  /** Package that holds the type. Default: the known package of a known type. */
  readonly packageName?: string | undefined;
}

/**
 * Imports the package of a type where it is not registered yet, and gives its definition. Core itself never imports
 * a computed name; you do, with the function that you pass. Packages register themselves for all copies of core; the
 * definition is then added to `registry` where you gave one of your own.
 * @throws ProviderError `PROVIDER_NOT_FOUND` where no package is known, the import failed or did not bring the type.
 */
export async function loadProvider(type: string, options: LoadProviderOptions): Promise<ProviderDefinition> {
  const shared = defaultRegistry();
  const { registry = shared, packageName = knownPackage(type) } = options;
  if (registry.has(type) || packageName === undefined) return registry.get(type);
  const fail = (message: string, cause?: unknown) =>
    new ProviderError({ code: 'PROVIDER_NOT_FOUND', type, message, cause });
  try {
    await options.import(packageName);
  } catch (cause) {
    throw fail(
      `The package ${packageName} of the provider type "${type}" could not be imported. Install it with "npm install ${packageName}".`,
      cause,
    );
  }
  if (!registry.has(type)) {
    if (!shared.has(type)) throw fail(`The package ${packageName} registers no provider of type "${type}".`);
    registry.register(shared.get(type));
  }
  return registry.get(type);
}
