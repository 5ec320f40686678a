import type { CallOptions, DriverContext, Observer, Provider } from '../contract.js';
import { defined } from '../defined.js';
import { ProviderError } from '../errors.js';
import { createLogObserver, type LogLevel } from '../helpers/log-observer.js';
import { openDefinition } from '../provider/open-definition.js';
import { wrapProvider } from '../provider/wrap-provider.js';
import type { Registry } from '../registry/registry.js';
import type { Entry } from './read-entry.js';
import { originOf, type Source, withOrigin } from './source.js';

/**
 * Creates the provider of an entry. Its timeout ends plain calls as a whole, but of a stream only the waits.
 * @param environment Its `LOG_LEVEL` makes the provider log its calls. Default: no logging.
 * @throws ProviderError as `createProvider` does, and `SETTING_INVALID` for an unknown `LOG_LEVEL`.
 */
export function openEntry(
  { definition, options, timeout, origin }: Entry,
  registry: Registry,
  environment?: Source,
  members?: DriverContext['members'],
): Provider {
  const timers = timeout === undefined ? {} : { firstEventTimeout: timeout, idleTimeout: timeout };
  const own = { observe: logObserver(environment), ...timers, ...options };
  const name = options['name'] as string | undefined;
  const provider: Provider = withProvider(
    name,
    () => openDefinition(definition, own, registry, members),
    origin,
  );
  if (timeout === undefined || options['timeout'] !== undefined) return provider;
  const unlimited = wrapProvider(provider, {});
  const plain = (call?: CallOptions): CallOptions => ({ timeout, ...defined(call ?? {}) });
  // Set on it and not wrapped around it: a composite may have more members than a provider.
  return Object.assign(provider, {
    chat: (request, call) => unlimited.chat(request, plain(call)),
    embed: (request, call) => unlimited.embed(request, plain(call)),
    countTokens: (request, call) => unlimited.countTokens(request, plain(call)),
  } satisfies Partial<Provider>);
}

function logObserver(environment: Source | undefined): Observer | undefined {
  const level = environment?.find(['LOG_LEVEL']);
  if (!environment || !level) return undefined;
  try {
    return createLogObserver({ level: level.value as LogLevel });
  } catch (reason) {
    throw withOrigin(reason, originOf(level, environment), level.key);
  }
}

/** What an action gives; its errors say of which provider they are, and begin with what gives the wrong thing. */
export function withProvider<Result>(
  provider: string | undefined,
  action: () => Result,
  origin?: string,
): Result {
  try {
    return action();
  } catch (reason) {
    if (!ProviderError.isInstance(reason)) throw reason;
    const error = ProviderError.from(reason, { provider });
    throw origin ? withOrigin(error, origin) : error;
  }
}
