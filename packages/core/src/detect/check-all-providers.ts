import type { Environment } from '../config/source.js';
import type { HealthStatus, Provider } from '../contract.js';
import type { LookupOptions } from '../registry/registry.js';

/** How providers are checked. */
export interface CheckProvidersOptions extends LookupOptions {
  /** Asks cloud services too. Default false: they are judged by their configuration alone. */
  readonly probeCloud?: boolean | undefined;
  /** Milliseconds for each provider. Default 5,000; `0` or `Infinity` for no limit. */
  readonly timeout?: number | undefined;
}

/** Which providers are checked, and how. */
export interface CheckAllOptions extends CheckProvidersOptions {
  /** Variables that the providers are made from. Default: those of this process. */
  readonly env?: Environment | undefined;
  /** Checked too, under their names; one named like a type stands for that type. */
  readonly providers?: readonly Provider[] | undefined;
}

/**
 * Tells of every registered type how its backend is, by name: whether it is configured, answers and has a model. Never
 * rejects: what is wrong with one is in its own `error`, and none is held up by another. Local servers are really asked,
 * all at once; cloud services are judged by their settings alone unless `probeCloud` is set.
 */
export async function checkAllProviders(options?: CheckAllOptions): Promise<Record<string, HealthStatus>> {
  const { checkEveryType } = await import('./network.js');
  return checkEveryType(options);
}
