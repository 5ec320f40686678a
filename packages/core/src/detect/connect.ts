import { openEntry } from '../config/open-entry.js';
import { createSource, platformEnvironment } from '../config/source.js';
import type { Provider } from '../contract.js';
import { ProviderError } from '../errors.js';
import type { OpenOptions } from '../provider-types.js';
import { canonicalType } from '../registry/canonical-type.js';
import { defaultRegistry } from '../registry/registry.js';
import { checkOptionNames } from './check-option-names.js';
import { chooseAuto, completeEntry } from './choose-auto.js';
import type { ConnectSettings } from './connect-provider.js';
import { findModel } from './find-model.js';

/** Creates a provider and finds out what was not given. @throws ProviderError as `connectProvider` does. */
export async function connect(type: string, given: OpenOptions & ConnectSettings = {}): Promise<Provider> {
  const {
    registry = defaultRegistry(),
    env = platformEnvironment(),
    testConnection = false,
    autoDetectModel = true,
    fallback,
    urls,
    detectionTimeout,
    onDetection,
    signal,
    ...options
  } = given;
  const source = createSource('environment', env);
  const settings = { env, autoDetectModel, fallback, urls, detectionTimeout, onDetection, signal };
  const definition = canonicalType(type) === 'auto' ? undefined : registry.get(type);
  checkOptionNames(definition?.type ?? 'auto', given, definition ? [definition] : registry.list());
  const chosen = definition
    ? completeEntry(definition, options, source)
    : await chooseAuto(options, settings, source, registry);
  const provider = 'definition' in chosen ? openEntry(chosen, registry, source) : chosen;
  if (testConnection && provider !== fallback) await test(provider, signal);
  // A provider is used as it is, and a composite leaves the model to its targets.
  const isComplete = 'definition' in chosen ? chosen.definition.composite : true;
  return autoDetectModel && !isComplete ? (await findModel(provider, signal)).provider : provider;
}

/** @throws ProviderError what is wrong with the backend. A model that is being loaded is not. */
async function test(provider: Provider, signal: ConnectSettings['signal']): Promise<void> {
  const { reachable, error, name, type } = await provider.health({ signal });
  if (error && error.code !== 'MODEL_LOADING') throw error;
  if (reachable !== false || error) return;
  const message = `${name} is not reachable at ${provider.baseUrl ?? 'its address'}.`;
  throw new ProviderError({ code: 'BACKEND_UNREACHABLE', message, provider: name, type });
}
