import { refuseBadRequest } from './ollama-refusal.js';

/** Where in a request a value stands, as Go's decoder words it. */
export interface GoPlace {
  readonly struct: string;
  readonly path: string;
  /** Whether the path runs through a type that decodes itself, which hides the structs below it. */
  readonly sealed: boolean;
}

/** A Go type: its name in error texts, and a check that refuses what Go would not decode into it. */
export interface GoType {
  readonly name: string;
  readonly check: (value: unknown, place: GoPlace) => void;
}

const INTEGER: GoType = { name: 'int', check: checkInteger };

export const goString: GoType = scalar('string', 'string');
export const goBoolean: GoType = scalar('bool', 'boolean');
export const goInteger: GoType = INTEGER;
export const goMap: GoType = {
  name: 'map[string]interface {}',
  check: (value, place) => {
    if (kindOf(value) !== 'object') mismatch(value, goMap.name, place);
  },
};
export const goAny: GoType = { name: 'interface {}', check: () => {} };

/** A list; `name` where Go's type has one of its own. */
export function goList(item: GoType, name: string = `[]${item.name}`): GoType {
  return {
    name,
    check: (value, place) => {
      if (!Array.isArray(value)) mismatch(value, name, place);
      for (const entry of value) checkGo(item, entry, place);
    },
  };
}

/** A struct; fields that it does not have are ignored. `sealed` for one with a decoder of its own. */
export function goStruct(
  name: string,
  fields: Readonly<Record<string, GoType>>,
  { sealed = false }: { sealed?: boolean } = {},
): GoType {
  return {
    name: `api.${name}`,
    check: (value, place) => {
      if (kindOf(value) !== 'object') mismatch(value, `api.${name}`, place);
      const struct = place.sealed || (sealed && place.struct !== '') ? place.struct : name;
      for (const [key, entry] of Object.entries(value as object)) {
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
        const path = place.path === '' ? key : `${place.path}.${key}`;
        if (field !== undefined) checkGo(field, entry, { struct, path, sealed: place.sealed || sealed });
      }
    },
  };
}

/** An ordered map of values of one type, whose keys do not show in error texts. */
export function goOrderedMap(item: GoType): GoType {
  return {
    name: 'orderedmap',
    check: (value, place) => {
      if (kindOf(value) !== 'object') {
        refuseBadRequest("Value looks like object, but can't find closing '}' symbol");
      }
      for (const entry of Object.values(value as object)) checkGo(item, entry, { ...place, sealed: true });
    },
  };
}

/** A type that decodes itself and throws its own refusals. */
export function goCustom(check: (value: unknown) => void): GoType {
  return { name: 'custom', check };
}

/** A string or a list of strings. */
export const goStringOrList: GoType = {
  name: '[]string',
  check: (value, place) => {
    if (typeof value !== 'string') goList(goString).check(value, place);
  },
};

/**
 * Refuses a value that Go would not decode into a type, in Go's words. Null passes everywhere.
 *
 * @throws OllamaRefusal with status 400
 */
export function checkGo(
  type: GoType,
  value: unknown,
  place: GoPlace = { struct: '', path: '', sealed: false },
): void {
  if (value !== null && value !== undefined) type.check(value, place);
}

/** JSON as Go writes it, which escapes what HTML could trip over. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function scalar(name: string, type: 'string' | 'boolean'): GoType {
  return {
    name,
    check: (value, place) => {
      if (typeof value !== type) mismatch(value, name, place);
    },
  };
}

function checkInteger(value: unknown, place: GoPlace): void {
  if (typeof value !== 'number') mismatch(value, INTEGER.name, place);
  if (!Number.isInteger(value)) mismatch(value, INTEGER.name, place, `number ${value}`);
}

/** Refuses a value of another type than Go's, in Go's words. */
export function mismatch(
  value: unknown,
  type: string,
  { struct, path }: GoPlace,
  kind: string = kindOf(value),
): never {
  const target =
    path === '' ? `Go value of type ${type}` : `Go struct field ${struct}.${path} of type ${type}`;
  refuseBadRequest(`json: cannot unmarshal ${kind} into ${target}`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
