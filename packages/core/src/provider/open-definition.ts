import { checkOptions } from '../checks/check-options.js';
import { mergeHeaders } from '../checks/headers.js';
import type { DriverContext, Provider } from '../contract.js';
import { defined } from '../defined.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { Registry } from '../registry/registry.js';
import { DriverProvider } from './driver-provider.js';

/**
 * Creates the provider of a definition: its driver with everything around it, or the provider that a composite creates, as
 * it is.
 * @throws ProviderError `SETTING_INVALID` or `SETTING_MISSING`.
 */
export function openDefinition(
  definition: AnyDefinition,
  given: object,
  registry?: Registry,
  members?: DriverContext['members'],
): Provider {
  if (!definition.composite) return new DriverProvider(definition, given, registry);
  const options = checkOptions(definition, given);
  const { type } = definition;
  const { name = type, headers } = options;
  // Wrong ones fail here, not in the calls of its targets.
  mergeHeaders(headers);
  const observers = () => [registry?.observe, options.observe].filter((observer) => observer !== undefined);
  const prices = () => options.prices ?? registry?.prices;
  return definition.create(options, defined({ name, type, observers, prices, members }));
}
