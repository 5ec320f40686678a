import { changeError, ProviderError } from '../errors.js';
import { isObject } from '../is-object.js';

/** Variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

declare const process: { readonly env?: Environment } | undefined;

/** The variables of this process; empty where the platform has none. The one place that reads them. */
export function platformEnvironment(): Environment {
  return (typeof process === 'undefined' ? undefined : process?.env) ?? {};
}

/** A value that a source gives, under the name by which it stands there. */
export interface Found {
  readonly key: string;
  readonly value: unknown;
}

/** A flat source of settings. */
export interface Source {
  readonly kind: 'environment' | 'settings';
  /** What is given under the first of these names; case, `-`, `_` and nesting do not count. */
  find(names: readonly string[]): Found | undefined;
  /** Everything that is given, by plain name. */
  readonly found: ReadonlyMap<string, Found>;
}

/** How deep settings may be nested; what is below belongs to a value. */
const deepest = 3;

/**
 * Makes a source of an environment or of an application's settings. What is empty counts as not given.
 * @throws ProviderError `SETTING_INVALID` where it is no object.
 */
export function createSource(kind: Source['kind'], values: object): Source {
  checkObject(values, kind === 'environment' ? 'The environment' : 'The settings');
  const found = new Map<string, Found>();
  const exact = new Map<string, Found>();
  const collect = (from: object, path: readonly string[]): void => {
    for (const [name, value] of Object.entries(from)) {
      if (!isGiven(value)) continue;
      const names = [...path, name];
      const item = { key: names.join('.'), value };
      exact.set(item.key, item);
      const plain = plainName(item.key);
      if (!found.has(plain)) found.set(plain, item);
      if (isObject(value) && names.length < deepest) collect(value, names);
    }
  };
  collect(values, []);
  return {
    kind,
    found,
    find(names) {
      if (found.size === 0) return undefined;
      for (const name of names) {
        const item = exact.get(name) ?? found.get(plainName(name));
        if (item) return item;
      }
      return undefined;
    },
  };
}

/** What a value is called in messages. */
export function originOf({ key }: Found, { kind }: Source): string {
  return `${kind === 'settings' ? 'The setting' : 'The environment variable'} "${key}"`;
}

/** The error, beginning with what gives the wrong thing. */
export function withOrigin(reason: unknown, origin: string, key?: string): ProviderError {
  const error = ProviderError.from(reason);
  const { message, setting } = error;
  return changeError(error, { message: `${origin} cannot be used: ${message}`, setting: key ?? setting });
}

/** A name without what does not count. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Whether a value is there: an empty text is not, as in `.env` files, nor is `null`, as in JSON. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}

/** @throws ProviderError `SETTING_INVALID` for what is no object with members. */
export function checkObject(value: unknown, subject: string): asserts value is Record<string, unknown> {
  if (isObject(value)) return;
  throw new ProviderError({ code: 'SETTING_INVALID', message: `${subject} must be an object.` });
}
