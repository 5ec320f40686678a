import type { AnyDefinition } from '../registry/check-definition.js';
import type { Registry } from '../registry/registry.js';
import { nearest } from '../registry/suggest.js';
import { misspelt } from './check-misspelt.js';
import { listSettings, type NamedSetting } from './list-settings.js';
import { readValue } from './read-entry.js';
import { type Found, isGiven, originOf, plainName, type Source, withOrigin } from './source.js';

const choosers = {
  environment: ['PREFERRED_PROVIDER', 'LLM_PROVIDER'],
  settings: ['provider', 'llm_provider', 'preferred_provider'],
};

/**
 * The type to use: the one that is asked for, else the one that the source names, else (`auto`) the one that it says
 * most about: `openai` if its key is there, then the first type that something is given for, those with all that they
 * need before the others, local servers in the order of detection; at last `lmstudio`. Who asks for `auto` gets `openai`
 * before the one that the source names. Asks no network.
 * @param secrets Where secrets may come from besides.
 * @throws ProviderError `PROVIDER_NOT_FOUND`; `SETTING_INVALID` where what names the type is no text, or misspelt.
 */
export function chooseDefinition(
  source: Source,
  registry: Registry,
  type?: string,
  secrets: Source = source,
): AnyDefinition {
  const asked = isGiven(type) ? type : undefined;
  if (asked !== undefined && !isAuto(asked)) return findDefinition(asked, registry);
  const named = source.find(choosers[source.kind]);
  if (!named && source.kind === 'settings') checkChooser(source);
  const name = named ? nameOf(named, source) : 'auto';
  if (!named || isAuto(name)) return automatic(source, registry, secrets);
  if (asked !== undefined && registry.has('openai')) {
    const openai = registry.get('openai');
    if (hasOwnKey(openai, source) && isEnabled(openai, source)) return openai;
  }
  try {
    return findDefinition(name, registry);
  } catch (reason) {
    throw withOrigin(reason, originOf(named, source), named.key);
  }
}

/** @throws ProviderError `SETTING_INVALID` for a text whose key is one slip away from one that names the type. */
function checkChooser({ found }: Source): void {
  for (const [plain, { key, value }] of found) {
    const meant = nearest(plain, choosers.settings, 1);
    if (meant && typeof value === 'string') throw misspelt(key, meant);
  }
}

/** Whether a type is left to be chosen. */
export function isAuto(type: string): boolean {
  return plainName(type) === 'auto';
}

/** @throws ProviderError `SETTING_INVALID` */
function nameOf(named: Found, source: Source): string {
  const { key, value } = named;
  return String(readValue({ name: key, kind: 'string' }, value, originOf(named, source)));
}

/**
 * The definition of a type in any spelling: `LM Studio`, `llama.cpp`, `openai_compatible`.
 * @throws ProviderError `PROVIDER_NOT_FOUND`.
 */
function findDefinition(type: string, registry: Registry): AnyDefinition {
  const wanted = plainName(type);
  const found = registry.has(type)
    ? undefined
    : registry
        .list()
        .find(({ type, aliases = [] }) => [type, ...aliases].some((name) => plainName(name) === wanted));
  return found ?? registry.get(type);
}

function automatic(source: Source, registry: Registry, secrets: Source): AnyDefinition {
  const usable = registry
    .list()
    .filter((definition) => !definition.composite && isEnabled(definition, source))
    .sort((a, b) => (a.probe?.priority ?? last) - (b.probe?.priority ?? last));
  const told = usable.filter((definition) =>
    listSettings(definition).some((field) => field.name !== 'enabled' && isTold(field, source)),
  );
  const chosen =
    told.find((definition) => definition.type === 'openai' && hasOwnKey(definition, source)) ??
    told.find((definition) => isSatisfied(definition, source, secrets)) ??
    told[0] ??
    usable.find(({ type }) => type === 'lmstudio') ??
    // Where LM Studio's package is not there: the first local server that is.
    usable.find(({ location, probe }) => location === 'local' && probe);
  return chosen ?? registry.get('lmstudio');
}

/** Types without a probe come after those that have one, in the order of their registration. */
const last = Number.MAX_SAFE_INTEGER;

const isTold = (field: NamedSetting, source: Source): boolean =>
  source.find(field[source.kind].names) !== undefined;

const hasOwnKey = (definition: AnyDefinition, source: Source): boolean =>
  listSettings(definition).some((field) => field.name === 'apiKey' && isTold(field, source));

/** @throws ProviderError `SETTING_INVALID` where the source says neither yes nor no. */
function isEnabled(definition: AnyDefinition, source: Source): boolean {
  return listSettings(definition).every((field) => {
    const found = field.name === 'enabled' && source.find(field[source.kind].names);
    return !found || readValue(field, found.value, originOf(found, source), definition.type) === true;
  });
}

/** Whether all that a type needs is there. */
function isSatisfied(definition: AnyDefinition, source: Source, secrets: Source): boolean {
  const fields = listSettings(definition);
  return fields.every(
    (field) =>
      !field.required ||
      (field[source.kind].default ?? field.default) !== undefined ||
      isTold(field, source) ||
      (field.kind === 'secret' && isTold(field, secrets)) ||
      fields.some((other) => field.requiredUnless?.includes(other.name) && isTold(other, source)),
  );
}
