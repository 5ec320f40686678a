import type { Field } from '../checks/check-options.js';
import type { Provider } from '../contract.js';
import { defined } from '../defined.js';
import { ProviderError } from '../errors.js';
import type { CommonOptions, TypeName } from '../provider-types.js';
import { canonicalType } from '../registry/canonical-type.js';
import type { Registry } from '../registry/registry.js';
import { didYouMean } from '../registry/suggest.js';
import { addSecrets } from './add-secrets.js';
import { chooseDefinition, isAuto } from './choose-definition.js';
import { listSettings } from './list-settings.js';
import { withProvider } from './open-entry.js';
import { type Entry, readValue } from './read-entry.js';
import { checkObject, isGiven, plainName, type Source } from './source.js';

/** One provider as a config file describes it. `snake_case` keys are accepted too; unknown keys are errors. */
export interface ProviderConfig
  extends Pick<CommonOptions, 'baseUrl' | 'apiKey' | 'model' | 'headers' | 'maxRetries' | 'models'> {
  /** Any spelling of a registered type, or `auto`. */
  readonly type: TypeName;
  /** Name of the provider, `[a-z0-9][a-z0-9._-]*`. Default: the type. */
  readonly name?: string | undefined;
  /**
   * Environment variable that holds the key. Default: the type's own, where `baseUrl` is what the environment says or
   * the type's usual one.
   */
  readonly apiKeyEnv?: string | undefined;
  /** Seconds for a plain call, and for each wait within a stream; at most 3,600. Default 30, none for local servers. */
  readonly timeout?: number | undefined;
  /** The same in milliseconds, without a limit. */
  readonly timeoutMs?: number | undefined;
  /** Share of the requests that a router gives it. Default 1. */
  readonly weight?: number | undefined;
  /** `false`: it is known by name, but not created. Default true. */
  readonly enabled?: boolean | undefined;
  /** All other options of the type, as `createProvider` takes them. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly base_url?: string | undefined;
  readonly api_key?: CommonOptions['apiKey'];
  readonly api_key_env?: string | undefined;
  readonly timeout_ms?: number | undefined;
  readonly max_retries?: number | undefined;
}

/** One name of a provider set. */
export interface Member {
  readonly name: string;
  readonly type: string;
  readonly weight: number;
  /** Models that the config names. */
  readonly models?: readonly string[] | undefined;
  /** Whether its targets are providers. Of one that was added, its type says so, where it is registered. */
  readonly composite?: true | undefined;
  /** Absent where it is not enabled. */
  readonly provider?: Provider | undefined;
  /** What the provider was made from; absent where it was added. */
  readonly entry?: Entry | undefined;
}

/** Keys that say how the entry is used. */
const ownKeys: readonly Field[] = [
  { name: 'name', kind: 'name' },
  { name: 'type', kind: 'string' },
  { name: 'enabled', kind: 'boolean' },
  { name: 'apiKeyEnv', kind: 'string' },
  { name: 'timeout', kind: 'number', min: 0, max: 3600 },
  { name: 'timeoutMs', kind: 'number', min: 0 },
  { name: 'weight', kind: 'number', min: 0 },
  { name: 'models', kind: 'json' },
  { name: 'options', kind: 'json' },
];
/** Options that may stand beside them. */
const optionKeys = ['baseUrl', 'apiKey', 'model', 'headers', 'maxRetries'];
const allKeys = [...ownKeys.map(({ name }) => name), ...optionKeys];

interface OwnValues {
  readonly name?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly apiKeyEnv?: string;
  readonly timeout?: number;
  readonly timeoutMs?: number;
  readonly weight?: number;
  readonly models?: readonly string[];
  readonly options?: object;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads one entry of a config.
 * @param key Its name, where the config is a map.
 * @throws ProviderError `SETTING_INVALID`, `SETTING_MISSING` or `PROVIDER_NOT_FOUND`, naming the entry.
 */
export function readConfig(
  given: unknown,
  environment: Source,
  registry: Registry,
  key?: string,
): Omit<Member, 'provider'> {
  checkObject(given, key === undefined ? 'A config entry' : `The config "${key}"`);
  const name = isGiven(given['name']) ? given['name'] : key;
  const label = [key, name, given['type']].find((text) => typeof text === 'string') ?? '';
  return withProvider(label, () => {
    if (key !== undefined && name !== key)
      throw fail(
        'SETTING_INVALID',
        'name',
        `the config "${key}" has another name in it. Leave one of them out.`,
      );
    return readMember({ ...given, name }, `the config "${label}"`, environment, registry);
  });
}

function readMember(
  given: object,
  label: string,
  environment: Source,
  registry: Registry,
): Omit<Member, 'provider'> {
  const keys = rename(given, allKeys, label, true);
  const own: OwnValues = readValues(keys, ownKeys, label);
  const { type, weight = 1, enabled = true, models } = own;
  if (type === undefined) throw fail('SETTING_MISSING', 'type', `${label} needs a type, such as "ollama".`);
  if (models && !(Array.isArray(models) && models.every((id) => typeof id === 'string')))
    throw fail('SETTING_INVALID', 'models', `"models" in ${label} must be a list of model names.`);
  if (!enabled) return { name: own.name ?? canonicalType(type), type: canonicalType(type), weight, models };
  const entry = readEnabled(keys, own, type, label, environment, registry);
  const { type: canonical, composite } = entry.definition;
  return { name: String(entry.options['name']), type: canonical, weight, models, composite, entry };
}

function readEnabled(
  keys: Values,
  own: OwnValues,
  type: string,
  label: string,
  environment: Source,
  registry: Registry,
): Entry {
  const apiKey = keys['apiKey'] ?? keyFrom(own.apiKeyEnv, label, environment);
  // As in `createProvider`, a key without a type is OpenAI's.
  const wanted = apiKey !== undefined && isAuto(type) ? 'openai' : type;
  const origin = label.replace(/^the /, 'The ');
  const choose = () => chooseDefinition(environment, registry, wanted);
  const definition = withProvider(own.name, choose, origin);
  // In `options`, as in code, a timeout is in milliseconds.
  const fields = listSettings(definition).filter(({ name }) => name !== 'enabled' && name !== 'timeout');
  const inside = rename(
    own.options ?? {},
    fields.map(({ name }) => name),
    `the options of ${label}`,
  );
  const beside = Object.fromEntries(optionKeys.map((name) => [name, keys[name]]));
  const { composite, location } = definition;
  // A composite's targets have timers and retries of their own.
  const maxRetries = composite ? undefined : 3;
  const given = { maxRetries, ...inside, ...defined({ ...beside, apiKey, models: own.models }) };
  const entry = {
    definition,
    options: {
      ...given,
      ...readValues(given, fields, label, definition.type),
      name: own.name ?? definition.type,
    },
    timeout: timeoutOf(own, label, composite || location === 'local' ? undefined : 30_000),
    origin,
  };
  return addSecrets(entry, environment);
}

/** Gives keys in any spelling their own names, and leaves out what is empty. */
function rename(given: object, names: readonly string[], label: string, closed = false): Values {
  const known = new Map(names.map((name) => [plainName(name), name]));
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(given)) {
    const name = known.get(plainName(key)) ?? key;
    if (closed && !names.includes(name)) {
      const hint = `${didYouMean(key, names)} Its keys: ${names.join(', ')}; options of the type belong into "options".`;
      throw fail('SETTING_INVALID', key, `${label} has no key "${key}".${hint}`, names);
    }
    if (!isGiven(value)) continue;
    if (values.has(name)) throw fail('SETTING_INVALID', name, `${label} gives "${name}" twice.`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

function readValues(given: Values, fields: readonly Field[], label: string, type?: string): Values {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const value = given[field.name];
    if (value !== undefined)
      values[field.name] = readValue(field, value, `"${field.name}" in ${label}`, type);
  }
  return values;
}

function keyFrom(variable: string | undefined, label: string, environment: Source): unknown {
  if (variable === undefined) return undefined;
  const found = environment.find([variable]);
  if (found) return found.value;
  // Someone may have put the key itself there.
  const shown = /^([A-Z_][A-Z0-9_]*|[A-Za-z_]\w{0,22})$/.test(variable) ? ` "${variable}"` : '';
  const message = `${label} takes its key from the environment variable${shown} that "apiKeyEnv" names, which is not set.`;
  throw fail('SETTING_MISSING', 'apiKey', message, shown ? [variable] : undefined);
}

function timeoutOf({ timeout, timeoutMs }: OwnValues, label: string, usual?: number): number | undefined {
  if (timeout === undefined) return timeoutMs ?? usual;
  if (timeoutMs === undefined) return timeout * 1000;
  throw fail('SETTING_INVALID', 'timeoutMs', `${label} gives both "timeout" and "timeoutMs".`);
}

function fail(
  code: 'SETTING_INVALID' | 'SETTING_MISSING',
  setting: string,
  text: string,
  candidates?: readonly string[],
): ProviderError {
  const message = text.replace(/^the /, 'The ');
  return new ProviderError({ code, setting, candidates, message });
}
