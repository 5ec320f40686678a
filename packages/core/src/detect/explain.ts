import { listSettings } from '../config/list-settings.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { DetectedProvider } from './detect-providers.js';
import type { Look } from './look-at-sites.js';
import { isGeneric, priorityOf } from './sites.js';

/** Says what was chosen and why, or why nothing was and what would help. */
export function explain(
  definitions: readonly AnyDefinition[],
  found: readonly DetectedProvider[],
  looks: readonly Look[],
): string {
  const locked = found
    .filter((provider) => !isUsable(provider))
    .map((provider) => `${place(provider)} wants a key${how(provider, definitions)}.`);
  const chosen = found.find(isUsable);
  if (!chosen) return [...nothing(looks), ...locked, advice(definitions)].join(' ');
  return [explainChoice(chosen), ...locked].join(' ');
}

/** Says why this one can be used. */
export function explainChoice(chosen: DetectedProvider): string {
  const { keyVariable, loading, baseUrl } = chosen;
  const because = baseUrl === undefined ? `${keyVariable} is set` : 'it answers there';
  return `${place(chosen)}: ${because}${loading ? ', and loads its model' : ''}.`;
}

/** A name for people, with the address where there is one. */
export const place = ({ displayName, baseUrl }: DetectedProvider): string =>
  baseUrl === undefined ? displayName : `${displayName} at ${baseUrl}`;

/** The key of a type that takes any server for its own is not sent to one that was merely found. */
function how({ type }: DetectedProvider, definitions: readonly AnyDefinition[]): string {
  const definition = definitions.find((one) => one.type === type);
  if (!definition) return '';
  if (isGeneric(definition)) return ' (give baseUrl and apiKey)';
  const [variable] = keyVariables(definition);
  return variable === undefined ? '' : ` (set ${variable})`;
}

/** The variables that may hold a type's key, the preferred one first. */
function keyVariables(definition: AnyDefinition): readonly string[] {
  return listSettings(definition).find(({ name }) => name === 'apiKey')?.environment.names ?? [];
}

/** Sentences on why nothing was found. */
function nothing(looks: readonly Look[]): readonly string[] {
  const at = (outcome: Look['outcome']) => looks.filter((look) => look.outcome === outcome);
  const sentence = (words: string, places: readonly string[]) =>
    places.length > 0 ? [`${words} ${places.join(', ')}.`] : [];
  return [
    'No provider was found.',
    ...sentence('No answer from', products(at('unreachable'))),
    ...sentence('No answer in time from', products(at('timeout'))),
    ...sentence(
      'A server of no known kind answers at',
      at('unknown').map(({ url }) => url),
    ),
  ];
}

/** `LM Studio (http://127.0.0.1:1234)`: by product, the preferred first; at the end the places where none is expected. */
function products(looks: readonly Look[]): readonly string[] {
  const places = looks.map(({ url, expected }) => ({ url, product: byPriority([...expected])[0] }));
  const named = byPriority(places.flatMap(({ product }) => product ?? []));
  const urlsOf = (product: AnyDefinition | undefined) =>
    places.filter((one) => one.product === product).map(({ url }) => url);
  return [
    ...Array.from(new Set(named), (product) => `${product.displayName} (${urlsOf(product).join(', ')})`),
    ...urlsOf(undefined),
  ];
}

const byPriority = (definitions: readonly AnyDefinition[]): readonly AnyDefinition[] =>
  definitions.toSorted((a, b) => priorityOf(a) - priorityOf(b));

function advice(definitions: readonly AnyDefinition[]): string {
  const local = definitions.filter(({ location, probe }) => probe && location === 'local');
  const servers = byPriority(local).map(({ displayName }) => displayName);
  const variables = definitions
    .filter((definition) => definition.location === 'cloud' && needsOnlyKey(definition))
    .flatMap((definition) => keyVariables(definition).slice(0, 1));
  const ways = [
    ...(servers.length > 0 ? [`start ${some(servers)}`] : []),
    ...(variables.length > 0 ? [`set ${some(variables)}`] : []),
  ];
  if (ways.length > 0) return `What would help: ${ways.join(', or ')}.`;
  return 'Import the package of a provider, such as @modelport/provider-ollama, so that it can be found.';
}

/** Whether a key is all that a type lacks. */
const needsOnlyKey = (definition: AnyDefinition): boolean =>
  listSettings(definition).every(
    ({ name, required, default: usual }) => name === 'apiKey' || !required || usual !== undefined,
  );

/** A few of many names. */
function some(names: readonly string[]): string {
  const more = names.length > 3 ? ['another'] : [];
  return [...names.slice(0, 3), ...more].join(' or ');
}

/** Whether nothing is missing to use it. */
export function isUsable({ needsKey, keyVariable }: DetectedProvider): boolean {
  return !needsKey || keyVariable !== undefined;
}
