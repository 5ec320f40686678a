import { checkOptions } from '../checks/check-options.js';
import type { ProviderDefinition } from '../contract.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { ConnectSettings } from './connect-provider.js';

/** The type makes sure that none is forgotten. */
const connectSettings: Record<keyof ConnectSettings, true> = {
  registry: true,
  testConnection: true,
  autoDetectModel: true,
  fallback: true,
  env: true,
  urls: true,
  detectionTimeout: true,
  onDetection: true,
  signal: true,
};

/**
 * Checks that every option is one for connecting, or of one of the types that may be created.
 * @throws ProviderError `SETTING_INVALID` with the name that was probably meant.
 */
export function checkOptionNames(type: string, given: object, definitions: readonly AnyDefinition[]): void {
  const own = definitions.flatMap(({ settings }) => settings.map(({ name }) => name));
  const settings = [...Object.keys(connectSettings), ...own].map(
    (name) => ({ name, kind: 'object', description: '' }) as const,
  );
  // Values are checked once it is known which type they are for.
  const names = Object.fromEntries(Object.keys(given).map((name) => [name, undefined]));
  checkOptions({ type, settings } as Partial<ProviderDefinition> as ProviderDefinition, names);
}
