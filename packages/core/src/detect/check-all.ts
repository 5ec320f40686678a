import { missing } from '../checks/check-options.js';
import { listSettings } from '../config/list-settings.js';
import { openEntry } from '../config/open-entry.js';
import { type Entry, readEntry } from '../config/read-entry.js';
import { createSource, platformEnvironment } from '../config/source.js';
import type { HealthStatus, Provider, ProviderDefinition } from '../contract.js';
import { defined } from '../defined.js';
import { ProviderError } from '../errors.js';
import { defaultRegistry } from '../registry/registry.js';
import type { CheckAllOptions, CheckProvidersOptions } from './check-all-providers.js';
import { isLimit } from './look-at-sites.js';
import { isNearby } from './sites.js';

/** Checks one provider of every registered type, made from the environment, and the providers that are given. */
export async function checkEveryType(options: CheckAllOptions = {}): Promise<Record<string, HealthStatus>> {
  const { registry = defaultRegistry(), env = platformEnvironment(), providers = [] } = options;
  const source = createSource('environment', env);
  const statuses: Record<string, HealthStatus> = {};
  const made: Provider[] = [];
  for (const definition of registry.list()) {
    const { type, composite } = definition;
    // It has no backend of its own.
    if (composite || providers.some(({ name }) => name === type)) continue;
    // Keeps its place in the order; the answer replaces it.
    statuses[type] = unasked({ name: type, type });
    try {
      const entry = readEntry(definition, source);
      if (lacksKey(entry)) throw missing(definition, 'apiKey');
      made.push(openEntry(entry, registry));
    } catch (reason) {
      const error = ProviderError.from(reason, { provider: type, type });
      statuses[type] = unasked({ name: type, type }, error);
    }
  }
  return { ...statuses, ...(await checkProviders([...made, ...providers], options)) };
}

/** Whether the address is a cloud's that the environment has by default, where a type needs no key elsewhere. */
function lacksKey({ definition, options }: Entry): boolean {
  const { baseUrl, apiKey } = options;
  const usual = listSettings(definition).find(({ name }) => name === 'baseUrl')?.environment.default;
  return apiKey === undefined && usual !== undefined && baseUrl === usual && !isNearby(String(usual));
}

/**
 * Asks all providers at once how they are, and gives the answers by their names. Never rejects: a provider that fails or
 * is too slow has the reason in its own `error`, and holds up none of the others. Cloud services are not asked, and have
 * no `reachable`, unless `probeCloud` is set.
 */
export async function checkProviders(
  providers: readonly Provider[],
  options: CheckProvidersOptions = {},
): Promise<Record<string, HealthStatus>> {
  const { probeCloud = false, timeout = 5_000, registry = defaultRegistry() } = options;
  const locations = new Map(registry.list().map(({ type, location }) => [type, location]));
  const checked = providers.map(async (provider) => {
    const asked = probeCloud || !isCloud(provider, locations.get(provider.type));
    return [provider.name, asked ? await ask(provider, timeout) : unasked(provider)] as const;
  });
  return Object.fromEntries(await Promise.all(checked));
}

/** The state of something that was not asked: configured, unless there is an error. */
function unasked(
  { name, type, baseUrl, model }: Pick<Provider, 'name' | 'type' | 'baseUrl' | 'model'>,
  error?: ProviderError,
): HealthStatus {
  return {
    ...defined({ name, type, baseUrl, modelId: model, error }),
    configured: error === undefined,
    reachable: undefined,
    hasModel: undefined,
    latencyMs: 0,
  };
}

/** An address nearby is no cloud, whatever the type; any other one is, unless the type is one for local servers. */
function isCloud({ baseUrl }: Provider, location: ProviderDefinition['location'] = 'any'): boolean {
  if (baseUrl === undefined) return location === 'cloud';
  return location !== 'local' && !isNearby(baseUrl);
}

/** Its health, but within the time limit also of a provider that keeps none. */
async function ask(provider: Provider, timeout: number): Promise<HealthStatus> {
  const { name, type } = provider;
  const startedAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `${name} did not answer within ${timeout} ms. Raise the timeout, or look at its server.`;
    const error = new ProviderError({ code: 'TIMEOUT', message, provider: name, type, timer: 'total' });
    // One that keeps the limit itself knows more to say.
    if (isLimit(timeout + grace)) timer = setTimeout(() => reject(error), timeout + grace);
  });
  try {
    return await Promise.race([provider.health({ timeout }), late]);
  } catch (reason) {
    const error = ProviderError.from(reason, { provider: name, type });
    const latencyMs = performance.now() - startedAt;
    return { ...unasked(provider), reachable: false, error, latencyMs };
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds that a provider has beyond its time limit to say so itself. */
const grace = 100;
