import { listSettings } from '../config/list-settings.js';
import type { ProviderDefinition, SettingField } from '../contract.js';
import { ProviderError } from '../errors.js';
import { perObject } from '../per-object.js';
import type { CommonOptions } from '../provider-types.js';
import { didYouMean } from '../registry/suggest.js';
import { commonTo, ofTargets } from './of-targets.js';
import { publicUrl } from './secrets.js';

/** What a value must be. */
export interface Field extends Omit<SettingField, 'kind' | 'description'> {
  readonly kind: SettingField['kind'] | 'function' | 'ids' | 'key' | 'name' | 'signal' | 'token';
}

/** The same, whatever the field is called. */
export type FieldValue = Omit<Field, 'name'>;

type Fields = ReadonlyMap<string, Field>;

const line = 'a line of text that is not empty';
const token = 'a line of printable ASCII, as HTTP headers need it';
/** Whether a value is a text without line breaks that is not empty. */
export const isLine = (value: unknown): value is string => {
  const text = typeof value === 'string' ? value.trim() : '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text !== '' && !/[\u0000-\u001f\u007f]/.test(text);
};
/** What HTTP carries in a header for certain. */
const isToken = (value: unknown): value is string => isLine(value) && /^[\t -~]+$/.test(value.trim());
const isFunction = (value: unknown) => typeof value === 'function';
const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** A program names few URLs, again and again: those that were looked at are remembered. */
const urls = new Set<unknown>();
function isUrl(value: unknown): boolean {
  if (urls.has(value)) return true;
  // A space or line break inside is refused although `new URL` would drop it.
  const isOne = isLine(value) && /^https?:\/\/[^/\s]\S*$/i.test(value.trim()) && URL.canParse(value);
  if (isOne && urls.size < 64) urls.add(value);
  return isOne;
}

/** What each kind accepts, in words and as a check. */
const kinds: Record<Field['kind'], readonly [string, (value: unknown) => boolean]> = {
  string: [line, isLine],
  secret: [line, isLine],
  token: [token, isToken],
  key: [`${token}, or a function that gives one`, (value) => isToken(value) || isFunction(value)],
  url: ['an http or https URL', isUrl],
  name: [
    'a name of a-z, 0-9, ".", "_" and "-" other than "auto"',
    (value) => isLine(value) && /^(?!auto$)[a-z0-9][a-z0-9._-]*$/.test(value),
  ],
  number: ['a number', (value) => typeof value === 'number' && !Number.isNaN(value)],
  integer: ['a whole number', Number.isInteger],
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  enum: ['one of', () => true],
  json: ['an object', isObject],
  object: ['an object or function', (value) => isObject(value) || isFunction(value)],
  function: ['a function', isFunction],
  ids: ['a list of model ids', (value) => Array.isArray(value) && value.every(isLine)],
  signal: ['an AbortSignal', (value) => isFunction((value as AbortSignal | null)?.addEventListener)],
};

const sharedFields: readonly Field[] = [
  ...['connectTimeout', 'firstEventTimeout', 'idleTimeout', 'timeout'].map(
    (name): Field => ({ name, kind: 'number', min: 0 }),
  ),
  { name: 'maxRetries', kind: 'integer', min: 0, max: 100 },
  { name: 'headers', kind: 'json' },
  { name: 'observe', kind: 'function' },
];
const commonFields: readonly Field[] = [
  { name: 'baseUrl', kind: 'url' },
  { name: 'apiKey', kind: 'key' },
  { name: 'model', kind: 'string' },
  { name: 'name', kind: 'name' },
  { name: 'fetch', kind: 'function' },
  { name: 'prices', kind: 'object' },
  { name: 'models', kind: 'ids' },
  ...sharedFields,
];
const callFields = byName([
  { name: 'signal', kind: 'signal' },
  { name: 'requestId', kind: 'token' },
  { name: 'waitForModel', kind: 'boolean' },
  ...sharedFields,
]);

/**
 * Checks options against a definition's settings and fills in defaults.
 * @throws ProviderError `SETTING_INVALID` or `SETTING_MISSING`, naming the option and what is accepted.
 */
export function checkOptions(
  definition: ProviderDefinition,
  options: object,
): CommonOptions & Record<string, unknown> {
  const { type, composite } = definition;
  const { fields, expected } = fieldsOf(definition);
  const checked = checkFields(fields, options, `The provider "${type}"`, type, composite && ofTargets);
  const given = Object.keys(checked);
  for (const field of expected) {
    if (given.includes(field.name)) continue;
    if (field.default !== undefined) checked[field.name] = field.default;
    else if (!field.requiredUnless?.some((name) => given.includes(name)))
      throw missing(definition, field.name);
  }
  return checked;
}

/** The fields of a definition, and those among them that have a default or are required. */
const fieldsOf = perObject((definition: ProviderDefinition) => {
  const fields = byName([...commonTo(definition, commonFields), ...definition.settings.map(asKey)]);
  const expected = [...fields.values()].filter((field) => field.default !== undefined || field.required);
  return { fields, expected };
});

/** @throws ProviderError `SETTING_INVALID` for an option that a call does not have, or a wrong value. */
export function checkCallOptions(options: object): void {
  checkFields(callFields, options, 'A call');
}

/** A key that a function gave. @throws ProviderError `SETTING_INVALID`; the message never shows it. */
export function checkKey(key: unknown): string {
  if (isToken(key)) return key.trim();
  throw invalid('apiKey', `The function "apiKey" must give ${token}.`);
}

/** A field of a definition as it is checked. It may say more of the key, but not that it is an ordinary secret. */
export const asKey = (field: Field): Field => (field.name === 'apiKey' ? { ...field, kind: 'key' } : field);

/** Kinds around whose texts people paste white space. */
const trimmed: ReadonlySet<Field['kind']> = new Set(['url', 'secret', 'key']);

function checkFields(
  fields: Fields,
  given: object,
  owner: string,
  type?: string,
  elsewhere?: readonly string[],
): Record<string, unknown> {
  if (!isObject(given)) throw invalid('options', `${owner} takes its options as an object.`, type);
  const checked: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    const value = (given as Record<string, unknown>)[name];
    const field = fields.get(name);
    if (!field) {
      const names = [...fields.keys()];
      const belongs = elsewhere?.includes(name) && ' It belongs to the targets.';
      const hint = `${belongs || didYouMean(name, names)} Its options: ${names.join(', ')}.`;
      throw invalid(name, `${owner} has no option "${name}".${hint}`, type, names);
    }
    if (value === undefined) continue;
    if (!accepts(field, value)) {
      const message = `The option "${name}" must be ${accepted(field)}; ${display(value, field.kind)} is not.`;
      throw invalid(name, message, type, field.values);
    }
    checked[name] = typeof value === 'string' && trimmed.has(field.kind) ? value.trim() : value;
  }
  return checked;
}

function byName(fields: readonly Field[]): Fields {
  return new Map(fields.map((field) => [field.name, field]));
}

/** Whether a field takes a value. */
export function accepts(
  { kind, values, min = -Infinity, max = Infinity }: FieldValue,
  value: unknown,
): boolean {
  const inRange = typeof value !== 'number' || (value >= min && value <= max);
  return kinds[kind][1](value) && inRange && values?.includes(value as string) !== false;
}

/** What a field takes, in words. */
export function accepted({ kind, values, min, max }: FieldValue): string {
  const range = min === undefined ? '' : ` from ${min}${max === undefined ? '' : ` to ${max}`}`;
  const choice = values ? ` ${values.join(', ')}` : '';
  return kinds[kind][0] + range + choice;
}

/** A value as a message may show it: never a secret, nor much of a text. */
export function display(value: unknown, kind: Field['kind']): string {
  // JSON may hold a key, in a header for instance.
  if (/secret|key/.test(kind) || (kind === 'json' && typeof value === 'string'))
    return value === '' ? 'an empty text' : 'the value given';
  // A password may stand before any `@` of a URL that cannot be parsed.
  if (kind === 'url') return JSON.stringify(publicUrl(String(value).replace(/^(\w+:\/\/)?.*@/s, '$1')));
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  return Object(value) === value ? `a value of type ${typeof value}` : String(value);
}

/** Says in which ways a setting that is missing can be given. */
export function missing(definition: ProviderDefinition, name: string): ProviderError {
  const { environment, settings } = listSettings(definition).find((field) => field.name === name) ?? {};
  const variables = environment?.names ?? [];
  const keys = settings?.names ?? [];
  const ways = [
    variables.length > 0 && `createProviderFromEnv takes it from ${variables.join(' or ')}`,
    keys.length > 0 && `createProviderFromSettings from ${keys.join(' or ')}`,
    name === 'apiKey' && 'a config from the variable that "apiKeyEnv" names',
  ].filter((way) => way !== false);
  const others = ways.length > 0 ? `; ${ways.join(', ')}` : '';
  return new ProviderError({
    code: 'SETTING_MISSING',
    type: definition.type,
    setting: name,
    candidates: [name, ...variables, ...keys],
    message: `The provider "${definition.type}" needs the option "${name}"${others}.`,
  });
}

function invalid(
  setting: string,
  message: string,
  type?: string,
  candidates?: readonly string[],
): ProviderError {
  return new ProviderError({ code: 'SETTING_INVALID', setting, message, type, candidates });
}
