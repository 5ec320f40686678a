import { accepted, accepts, asKey, display, type Field } from '../checks/check-options.js';
import { ProviderError } from '../errors.js';
import type { AnyDefinition } from '../registry/check-definition.js';
import { listSettings } from './list-settings.js';
import { originOf, type Source } from './source.js';

/** What every source comes to: a definition, and what to create a provider with. */
export interface Entry {
  readonly definition: AnyDefinition;
  /** Options for `createProvider`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Milliseconds for a plain call, and for each wait within a stream. */
  readonly timeout?: number | undefined;
  /** What messages call the config entry that it is from. */
  readonly origin?: string | undefined;
}

/**
 * Reads all settings of a type from the environment or an application's settings.
 * @throws ProviderError `SETTING_INVALID` for a bad value, or where the source says that the type is not enabled.
 */
export function readEntry(definition: AnyDefinition, source: Source): Entry {
  const { type } = definition;
  const values: Record<string, unknown> = {};
  for (const field of listSettings(definition)) {
    const { names, default: usual } = field[source.kind];
    const found = source.find(names);
    const value = found ? readValue(field, found.value, originOf(found, source), type) : usual;
    if (value === false && found && field.name === 'enabled') throw disabled(type, originOf(found, source));
    if (value !== undefined) values[field.name] = value;
  }
  const { enabled, timeout, ...options } = values;
  return { definition, options, timeout: timeout === undefined ? undefined : Number(timeout) * 1000 };
}

function disabled(type: string, origin: string): ProviderError {
  return new ProviderError({
    code: 'SETTING_INVALID',
    type,
    setting: 'enabled',
    message: `The provider type "${type}" is disabled. ${origin} says so: set it to true, or choose another type.`,
  });
}

const yes = /^(true|1|yes|on)$/i;
const no = /^(false|0|no|off)$/i;

/**
 * The value of a setting, converted where it is given as text.
 * @param origin What the value is called where it comes from: `The environment variable "GROQ_TIMEOUT"`.
 * @throws ProviderError `SETTING_INVALID` saying what is accepted; a secret is never shown.
 */
export function readValue(setting: Field, given: unknown, origin: string, type?: string): unknown {
  const field = asKey(setting);
  const { name, kind, values, max = Infinity } = field;
  const value = typeof given === 'string' ? parse(kind, given.trim()) : given;
  if (accepts(field, value)) return value;
  const milliseconds = name === 'timeout' && typeof value === 'number' && value > max && value < Infinity;
  const form = kind === 'json' && typeof given === 'string' ? ', written as JSON' : '';
  const hint = milliseconds ? ` It is in seconds: did you mean ${value / 1000}?` : '';
  throw new ProviderError({
    code: 'SETTING_INVALID',
    type,
    setting: name,
    candidates: values,
    message: `${origin} must be ${accepted(field)}${form}; ${display(given, kind)} is not.${hint}`,
  });
}

function parse(kind: Field['kind'], text: string): unknown {
  if (kind === 'boolean') return yes.test(text) || (no.test(text) ? false : text);
  if (kind === 'number' || kind === 'integer') return Number.isNaN(Number(text)) ? text : Number(text);
  if (kind !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
