import type { Provider } from '../contract.js';
import { ProviderError } from '../errors.js';
import type { ProviderOf, TypeName } from '../provider-types.js';
import { defaultRegistry, type LookupOptions } from '../registry/registry.js';
import { addSecrets } from './add-secrets.js';
import { checkMisspelt } from './check-misspelt.js';
import { chooseDefinition } from './choose-definition.js';
import { openEntry } from './open-entry.js';
import { type ProviderConfigs, ProviderSet } from './provider-set.js';
import { type ProviderConfig, readConfig } from './read-config.js';
import { readEntry } from './read-entry.js';
import { createSource, type Environment, platformEnvironment } from './source.js';

/** Which provider to make from the environment. */
export interface FromEnvOptions<T extends TypeName = TypeName> extends LookupOptions {
  /** Default: what the source names, else the type that it says most about. */
  readonly type?: T | 'auto' | undefined;
}

/** Which provider to make from an application's settings. */
export interface FromSettingsOptions<T extends TypeName = TypeName> extends FromEnvOptions<T> {
  /** Holds the secrets that the settings do not give, and `LOG_LEVEL`. Default: this process's variables; `{}`: none. */
  readonly env?: Environment | undefined;
}

/**
 * Creates a provider from environment variables: `PREFERRED_PROVIDER` or `LLM_PROVIDER` names the type, `GROQ_MODEL`
 * and the like its options (docs/settings.md has all). Without a type: `openai` where `OPENAI_API_KEY` is there, else
 * the first type that a variable is given for, else `lmstudio`. `LOG_LEVEL` makes it log its calls. Asks no network.
 * @param env Default: the variables of this process.
 * @throws ProviderError `PROVIDER_NOT_FOUND`, `SETTING_INVALID` or `SETTING_MISSING`, naming the variable.
 */
export function createProviderFromEnv<T extends TypeName = string>(
  env: Environment = platformEnvironment(),
  { type, registry = defaultRegistry() }: FromEnvOptions<T> = {},
): ProviderOf<T> {
  const source = createSource('environment', env);
  const entry = readEntry(chooseDefinition(source, registry, type), source);
  return openEntry(entry, registry, source) as Provider as ProviderOf<T>;
}

/**
 * Creates a provider from an application's settings, flat (`ollama_base_url`) or nested (`{ ollama: { baseUrl } }`), in
 * any spelling: `provider`, `llm_provider` or `llm.provider` names the type; without it, it is chosen as
 * {@link createProviderFromEnv} does. Keys that are no settings of a provider are left alone. Asks no network.
 * @throws ProviderError `PROVIDER_NOT_FOUND`, `SETTING_INVALID` or `SETTING_MISSING`, naming the key.
 */
export function createProviderFromSettings<T extends TypeName = string>(
  settings: object,
  { type, env = platformEnvironment(), registry = defaultRegistry() }: FromSettingsOptions<T> = {},
): ProviderOf<T> {
  const source = createSource('settings', settings);
  const environment = createSource('environment', env);
  const definition = chooseDefinition(source, registry, type, environment);
  checkMisspelt(definition, source, registry);
  const entry = addSecrets(readEntry(definition, source), environment);
  return openEntry(entry, registry, environment) as Provider as ProviderOf<T>;
}

/** Where the factories that take a config find what it names. */
export interface FromConfigOptions extends LookupOptions {
  /** Holds the keys that `apiKeyEnv` names, and `LOG_LEVEL`. Default: this process's variables; `{}`: none. */
  readonly env?: Environment | undefined;
}

/** How {@link createProviders} makes a provider set. */
export interface CreateProvidersOptions extends FromConfigOptions {
  /** Name of the provider for references that name none. Default: the first that is enabled. */
  readonly default?: string | undefined;
}

/**
 * Creates a provider from one entry of a config. Asks no network.
 * @throws ProviderError `PROVIDER_NOT_FOUND`, `SETTING_INVALID` or `SETTING_MISSING`, naming the entry and its key.
 */
export function createProviderFromConfig<const T extends TypeName = string>(
  config: ProviderConfig & { readonly type: T },
  { env = platformEnvironment(), registry = defaultRegistry() }: FromConfigOptions = {},
): ProviderOf<T> {
  const environment = createSource('environment', env);
  const { entry, name } = readConfig(config, environment, registry);
  if (entry) return openEntry(entry, registry, environment) as Provider as ProviderOf<T>;
  throw new ProviderError({
    code: 'SETTING_INVALID',
    setting: 'enabled',
    provider: name,
    message: `The provider "${name}" is disabled by its config. Set "enabled" to true.`,
  });
}

/**
 * Creates a set of named providers from a config. Asks no network.
 * @throws ProviderError `PROVIDER_NOT_FOUND`, `SETTING_INVALID` or `SETTING_MISSING`, naming the entry and its key.
 */
export function createProviders(
  configs: ProviderConfigs,
  { env, registry = defaultRegistry(), default: defaultName }: CreateProvidersOptions = {},
): ProviderSet {
  return new ProviderSet(configs, { environment: () => env ?? platformEnvironment(), registry, defaultName });
}
