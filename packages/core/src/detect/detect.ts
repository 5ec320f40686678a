import { readValue } from '../config/read-entry.js';
import { createSource, platformEnvironment } from '../config/source.js';
import { defined } from '../defined.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import { defaultRegistry } from '../registry/registry.js';
import type { DetectedProvider, Detection, DetectOptions } from './detect-providers.js';
import { type EnvironmentFacts, environmentFacts } from './environment-facts.js';
import { explain, isUsable } from './explain.js';
import { type Identified, lookAtSites } from './look-at-sites.js';
import { baseUrlAt, isGeneric, isNearby, priorityOf, sitesOf } from './sites.js';

/** Something that could be used, and its turn: lower is preferred. */
interface Candidate {
  readonly turn: number;
  readonly provider: DetectedProvider;
}

/**
 * Looks for providers: in the environment for keys, and at every usual place at once for local servers.
 * @throws ProviderError `SETTING_INVALID` for one of `urls` that is no URL, `ABORTED`.
 */
export async function detect(options: DetectOptions = {}): Promise<Detection> {
  const { registry = defaultRegistry(), env = platformEnvironment() } = options;
  const { urls = [], usualUrls = true, services = true } = options;
  for (const url of urls) readValue({ name: 'urls', kind: 'url' }, url, 'An address to look at');
  const source = createSource('environment', env);
  const facts = new Map(
    registry.list().map((definition) => [definition, environmentFacts(definition, source, registry)]),
  );
  const definitions = registry.list().filter((definition) => !facts.get(definition)?.disabled);
  const probing = definitions.filter(({ probe }) => probe);
  const expected = (definition: AnyDefinition) =>
    usualUrls ? expectedUrls(definition, facts.get(definition)) : [];
  const looks = await lookAtSites(sitesOf(probing, expected, urls), probing, options);
  const candidates = [
    ...(services ? definitions : []).flatMap((definition) => service(definition, facts.get(definition))),
    ...looks.flatMap(({ url, server }) =>
      server ? localServer(url, server, facts.get(server.definition)) : [],
    ),
  ];
  const found = candidates.toSorted(preference).map(({ provider }) => provider);
  const tried = looks.map(({ url, outcome, type }) => defined({ url, outcome, type }));
  const chosen = found.find(isUsable);
  return { found, tried, ...(chosen && { chosen }), reason: explain(definitions, found, looks) };
}

/** What can be used before what cannot, what is ready before what still loads, and then by turn. */
function preference(a: Candidate, b: Candidate): number {
  const obstacles = ({ provider }: Candidate): number =>
    (isUsable(provider) ? 0 : 2) + (provider.loading ? 1 : 0);
  return obstacles(a) - obstacles(b) || (a.turn < b.turn ? -1 : Number(a.turn > b.turn));
}

/** Where a type's server usually is, and where the environment says that it is. */
function expectedUrls({ probe }: AnyDefinition, facts: EnvironmentFacts | undefined): readonly string[] {
  const usual = probe?.urls ?? [];
  const given = facts?.baseUrl;
  // An address on the open internet is not asked without being told to: its owner may be anybody.
  return given !== undefined && (isNearby(given) || /^http:/i.test(given)) ? [...usual, given] : usual;
}

/** A service whose key is in the environment, with all else that it needs. OpenAI is the first choice, others the last. */
function service(definition: AnyDefinition, facts: EnvironmentFacts | undefined): Candidate[] {
  const { type, displayName, location } = definition;
  if (location === 'local' || !facts?.complete || facts.keyVariable === undefined) return [];
  const { keyVariable } = facts;
  return [{ turn: type === 'openai' ? -1 : Infinity, provider: { type, displayName, keyVariable } }];
}

function localServer(
  url: string,
  { definition, match }: Identified,
  facts: EnvironmentFacts | undefined,
): Candidate {
  const { type, displayName } = definition;
  const { version, loading, needsKey } = match;
  // The key of a type that takes any server for its own is meant for one of them only.
  const keyVariable = isGeneric(definition) ? undefined : facts?.keyVariable;
  const baseUrl = baseUrlAt(url, definition);
  return {
    turn: priorityOf(definition),
    provider: defined({ type, displayName, baseUrl, version, loading, needsKey, keyVariable }),
  };
}
