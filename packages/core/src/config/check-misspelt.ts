import { ProviderError } from '../errors.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import type { Registry } from '../registry/registry.js';
import { nearest } from '../registry/suggest.js';
import { listSettings, settingName } from './list-settings.js';
import { plainName, type Source } from './source.js';

/**
 * Looks for misspelt keys of a type among an application's settings, of which the rest is the application's own: a
 * key with the type's prefix that is nearly one that was not given.
 * @throws ProviderError `SETTING_INVALID` with the key that was probably meant.
 */
export function checkMisspelt(definition: AnyDefinition, source: Source, registry: Registry): void {
  const { type } = definition;
  const settings = listSettings(definition).flatMap(({ name: option, settings }) =>
    settings.names.map((name) => ({ name, option, plain: plainName(name) })),
  );
  const isKnown = (key: string) =>
    registry
      .list()
      .flatMap(listSettings)
      .some(({ settings }) => settings.names.some((name) => key.startsWith(plainName(name))));
  for (const prefix of prefixesOf(type, settings)) {
    for (const [plain, { key }] of source.found) {
      if (settings.some((each) => plain.startsWith(each.plain)) || !hasPrefix(key, prefix)) continue;
      // Of the prefix, its last letter counts: what follows it is short.
      const rest = (name: string) => name.slice(prefix.length - 1);
      const missing = settings.filter((each) => each.plain.startsWith(prefix) && !source.find([each.name]));
      const near = nearest(
        rest(plain),
        missing.map((each) => rest(each.plain)),
      );
      const meant =
        settings.find(({ option }) => plain === plainName(settingName(type, option))) ??
        missing.find((each) => rest(each.plain) === near);
      if (meant && !isKnown(plain)) throw misspelt(key, meant.name, type);
    }
  }
}

/** With what the names of a type's settings begin: `openai` for `openai-compatible`, besides its own name. */
function prefixesOf(
  type: string,
  settings: readonly { readonly plain: string; readonly option: string }[],
): Set<string> {
  const ends = settings.map(({ plain, option }) => [plain, plainName(option)] as const);
  const starts = ends.flatMap(([plain, end]) => (plain.endsWith(end) ? plain.slice(0, -end.length) : []));
  return new Set([plainName(type), ...starts]);
}

/** Whether a key begins with whole words that make the prefix: `mockups_model` does not begin with `mock`. */
function hasPrefix(key: string, prefix: string): boolean {
  const words = key
    .replaceAll(/(?<=[a-z0-9])[A-Z]/g, '_$&')
    .split(/[^A-Za-z0-9]+/)
    .map(plainName);
  return words.some((_, at) => words.slice(0, at).join('') === prefix);
}

/** Says which key was probably meant. */
export function misspelt(key: string, meant: string, type?: string): ProviderError {
  return new ProviderError({
    code: 'SETTING_INVALID',
    type,
    setting: key,
    candidates: [meant],
    message: `The setting "${key}" is not known. Did you mean "${meant}"?`,
  });
}
