import type { Environment } from '../config/source.js';
import type { Provider } from '../contract.js';
import type { PlatformAbortSignal } from '../platform-types.js';
import type { OptionsOf, ProviderOf, TypeName } from '../provider-types.js';
import type { LookupOptions } from '../registry/registry.js';
import type { Detection } from './detect-providers.js';

/**
 * Creates a provider and finds out, over the network, what was not given: for `auto` which type to use, and for any type
 * the model. What the options lack comes from the environment, unless they name another host than the environment means:
 * a key goes to no host that it is not meant for.
 *
 * ```ts
 * const provider = await connectProvider('auto', { fallback: 'mock' });
 * ```
 *
 * `auto` is OpenAI where there is a key, given or in the environment, else the best server that answers and has a model
 * to chat with.
 * @throws ProviderError `SETTING_INVALID` for an option that nothing has, `BACKEND_UNREACHABLE` with all that was tried where
 * `auto` finds nothing and there is no `fallback`, the backend's error with `testConnection`, `ABORTED`, and as
 * `createProvider` does.
 */
export async function connectProvider<T extends TypeName>(
  type: T,
  options?: ConnectOptions<T>,
): Promise<ProviderOf<T>> {
  const { connect } = await import('./network.js');
  return (await connect(type, options)) as ProviderOf<T>;
}

/** Options for a provider of a type, of which the environment may give the rest, and for connecting it. */
export type ConnectOptions<T extends TypeName = TypeName> = Partial<OptionsOf<T>> & ConnectSettings;

/** How a provider is connected. */
export interface ConnectSettings extends LookupOptions {
  /** Asks the backend how it is, and fails with its reason where it is not well. Default false. */
  readonly testConnection?: boolean | undefined;
  /** Where no model is given, takes one that the backend offers. Default true. */
  readonly autoDetectModel?: boolean | undefined;
  /** For `auto`: what to use where nothing is found, a type or a provider. */
  readonly fallback?: TypeName | Provider | undefined;
  /** Gives what the options lack. Default: the variables of this process. */
  readonly env?: Environment | undefined;
  /** For `auto`: base URLs to look at besides the usual ones. */
  readonly urls?: readonly string[] | undefined;
  /** For `auto`: milliseconds for looking. Default 1,000. */
  readonly detectionTimeout?: number | undefined;
  /** For `auto`: told what was found and what was chosen, and why. */
  readonly onDetection?: ((detection: Detection) => void) | undefined;
  /** Ends the connecting; calls of the provider have signals of their own. */
  readonly signal?: PlatformAbortSignal | undefined;
}
