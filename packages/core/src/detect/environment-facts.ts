import { listSettings } from '../config/list-settings.js';
import { openEntry } from '../config/open-entry.js';
import { readEntry } from '../config/read-entry.js';
import type { Source } from '../config/source.js';
import { ProviderError } from '../errors.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { Registry } from '../registry/registry.js';

/** What the environment says of one type. */
export interface EnvironmentFacts {
  /** The variable that holds the key, where one does. */
  readonly keyVariable?: string | undefined;
  /** Where the backend is, if a variable says so. */
  readonly baseUrl?: string | undefined;
  /** Whether all that the type needs is there. */
  readonly complete?: boolean | undefined;
  /** Whether a variable says that the type is not to be used. */
  readonly disabled?: boolean | undefined;
}

/** Reads what the environment says of a type. Of a value that is wrong nothing is said here: using the type will tell. */
export function environmentFacts(
  definition: AnyDefinition,
  source: Source,
  registry: Registry,
): EnvironmentFacts {
  const settings = listSettings(definition);
  const variable = (option: string): string | undefined => {
    const setting = settings.find(({ name }) => name === option);
    return setting && source.find(setting.environment.names)?.key;
  };
  const keyVariable = variable('apiKey');
  const hasUrl = variable('baseUrl') !== undefined;
  if (keyVariable === undefined && !hasUrl && variable('enabled') === undefined) return {};
  try {
    // The provider knows best where its requests would go, and opens nothing before the first.
    const { baseUrl } = openEntry(readEntry(definition, source), registry);
    return { keyVariable, baseUrl: hasUrl ? baseUrl : undefined, complete: true };
  } catch (reason) {
    const { code, setting } = ProviderError.from(reason);
    const disabled = setting === 'enabled';
    return { keyVariable, disabled, complete: !disabled && code !== 'SETTING_MISSING' };
  }
}
