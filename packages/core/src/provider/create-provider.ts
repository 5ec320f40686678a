import type { Provider, ProviderDefinition } from '../contract.js';
import type { OpenOptions, OptionsOf, ProviderOf, TypeName } from '../provider-types.js';
import { canonicalType } from '../registry/canonical-type.js';
import { checkDefinition } from '../registry/check-definition.js';
import { defaultRegistry, type LookupOptions } from '../registry/registry.js';
import { openDefinition } from './open-definition.js';

/**
 * Creates a provider by its type string. Synchronous, opens no connection and reads no environment. Options of
 * imported provider packages complete in an editor and a misspelt one is a type error; any other string is looked up
 * at run time. `auto` is OpenAI where an `apiKey` is given, else LM Studio; `connectProvider` looks what is there.
 *
 * ```ts
 * import { createProvider } from '@modelport/core';
 * import '@modelport/provider-llamacpp';
 *
 * const llama = createProvider('llamacpp', { baseUrl: 'http://127.0.0.1:8080' });
 * ```
 *
 * @throws ProviderError `PROVIDER_NOT_FOUND` with the package to install, `PROVIDER_TYPE_CONFLICT`,
 * `SPEC_VERSION_UNSUPPORTED`, `SETTING_INVALID` or `SETTING_MISSING`.
 */
export function createProvider<T extends TypeName>(
  type: T,
  ...[options, lookup = {}]: Record<never, never> extends OptionsOf<T>
    ? [options?: OptionsOf<T>, lookup?: LookupOptions]
    : [options: OptionsOf<T>, lookup?: LookupOptions]
): ProviderOf<T> {
  const registry = lookup.registry ?? defaultRegistry();
  const given: OpenOptions = options ?? {};
  const name = canonicalType(type) === 'auto' ? automatic(given) : type;
  return openDefinition(registry.get(name), given, registry) as ProviderOf<T>;
}

/** What `auto` stands for where nothing may be asked. */
const automatic = ({ apiKey }: OpenOptions): string => (apiKey === undefined ? 'lmstudio' : 'openai');

/**
 * Creates a provider from a definition that need not be registered.
 * @throws ProviderError `SPEC_VERSION_UNSUPPORTED`, `SETTING_INVALID` or `SETTING_MISSING`.
 */
export function createProviderFromDefinition<Options extends object>(
  // What the definition creates plays no part in what the caller gets.
  // biome-ignore lint/suspicious/noExplicitAny: any driver will do, and any provider of a composite
  definition: ProviderDefinition<Options, any>,
  options: Options,
): Provider {
  return openDefinition(checkDefinition(definition), options);
}
