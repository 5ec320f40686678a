import { addSecrets, leadsElsewhere } from '../config/add-secrets.js';
import { listSettings } from '../config/list-settings.js';
import { openEntry } from '../config/open-entry.js';
import { type Entry, readEntry } from '../config/read-entry.js';
import type { Source } from '../config/source.js';
import type { Provider } from '../contract.js';
import { defined } from '../defined.js';
import { ProviderError } from '../errors.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { Registry } from '../registry/registry.js';
import type { ConnectSettings } from './connect-provider.js';
import { detect } from './detect.js';
import type { DetectedProvider, Detection } from './detect-providers.js';
import { explainChoice, isUsable } from './explain.js';
import { isGeneric } from './sites.js';
import { type Taken, takeFirst } from './take-first.js';

/** Options as they were given. */
type GivenOptions = Readonly<Record<string, unknown>>;

/**
 * What `auto` stands for here: OpenAI where there is a key, else the best server that answers, else the fallback. A
 * provider, in place of an entry, was asked for its models already.
 * @throws ProviderError `BACKEND_UNREACHABLE` listing what was tried, `ABORTED`.
 */
export async function chooseAuto(
  options: GivenOptions,
  settings: ConnectSettings,
  source: Source,
  registry: Registry,
): Promise<Entry | Provider> {
  const { baseUrl, apiKey } = options;
  // A key without an address is not for whoever happens to answer.
  if (apiKey !== undefined && baseUrl === undefined)
    return completeEntry(registry.get('openai'), options, source);
  const detection = await look(options, settings, registry);
  const usable = detection.found.filter((found) => apiKey !== undefined || isUsable(found));
  const complete = (found: DetectedProvider) => entryFor(found, options, source, registry);
  const taken = await takeFirst(usable, {
    open: (found) => openEntry(complete(found), registry, source),
    findModels: settings.autoDetectModel !== false,
    signal: settings.signal,
  });
  settings.onDetection?.(taken ? withChoice(detection, taken) : detection);
  if (taken) return taken.provider ?? complete(taken.found);
  const { fallback } = settings;
  if (typeof fallback === 'string') return completeEntry(registry.get(fallback), options, source);
  if (fallback) return fallback;
  throw new ProviderError({
    code: 'BACKEND_UNREACHABLE',
    message: detection.reason,
    candidates: detection.tried.map(({ url }) => url),
  });
}

/** The detection as it ends where models count too. */
function withChoice(detection: Detection, { found, lacks }: Taken): Detection {
  const reason = found === detection.chosen ? detection.reason : explainChoice(found);
  return { ...detection, chosen: found, reason: [reason, ...lacks].join(' ') };
}

/** Asks the network only where the environment has no key of OpenAI; only the address that was given, if one was. */
async function look(
  { baseUrl, fetch }: GivenOptions,
  { env, urls = [], detectionTimeout: timeout, signal }: ConnectSettings,
  registry: Registry,
): Promise<Detection> {
  const options = { registry, env, timeout, signal, fetch: fetch as undefined };
  if (baseUrl !== undefined)
    return detect({ ...options, urls: [String(baseUrl)], usualUrls: false, services: false });
  const offline = await detect({ ...options, usualUrls: false });
  return offline.chosen?.type === 'openai' ? offline : detect({ ...options, urls });
}

/** @throws ProviderError `SETTING_INVALID` for a bad value in the environment. */
function entryFor(found: DetectedProvider, options: GivenOptions, source: Source, registry: Registry): Entry {
  const definition = registry.get(found.type);
  const given = options['baseUrl'];
  if (found.baseUrl === undefined) return completeEntry(definition, options, source);
  if (given !== undefined) {
    const baseUrl = withPathOf(String(given), found.baseUrl);
    return completeEntry(definition, { ...options, baseUrl }, source);
  }
  // What the environment says of a type that takes any server for its own is meant for one of them only.
  const entry = isGeneric(definition) ? { definition, options: {} } : readEntry(definition, source);
  const own: Record<string, unknown> = { ...entry.options };
  // A key goes to nobody who does not ask for one.
  for (const { name, kind } of listSettings(definition)) {
    if (kind === 'secret' && !found.needsKey) delete own[name];
  }
  return { ...entry, options: { ...own, ...options, baseUrl: found.baseUrl } };
}

/** The address as it was given, with the path that this kind of server has where it has none. */
function withPathOf(given: string, found: string): string {
  const url = URL.parse(given);
  if (url?.pathname !== '/') return given;
  url.pathname = new URL(found).pathname;
  return url.href.replace(/\/$/, '');
}

/**
 * What a provider is created with: the options that were given, and from the environment what they lack. Where they lead to
 * another host than the environment's, nothing of it goes along: neither keys nor headers are meant for that one.
 * @throws ProviderError `SETTING_INVALID` or `SETTING_MISSING`.
 */
export function completeEntry(definition: AnyDefinition, given: GivenOptions, source: Source): Entry {
  const entry = { definition, options: defined(given) };
  // Where there is no such secret, it says that the one of the environment is not used.
  if (leadsElsewhere(entry, source)) return addSecrets(entry, source);
  const own = readEntry(definition, source);
  return { ...own, options: { ...own.options, ...entry.options } };
}
