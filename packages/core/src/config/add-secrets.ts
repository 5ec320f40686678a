import { ProviderError } from '../errors.js';
import { listSettings, type NamedSetting } from './list-settings.js';
import { type Entry, readValue } from './read-entry.js';
import { originOf, type Source } from './source.js';

/**
 * The entry with the secrets that it lacks taken from the environment, under the names of the type. Only where the
 * entry's requests go to where the environment's would: a key is not sent to a host that it may not be meant for.
 * @throws ProviderError `SETTING_MISSING` where a secret is needed and the one that is there must not be used.
 */
export function addSecrets(entry: Entry, environment: Source): Entry {
  const { definition, options } = entry;
  const { type } = definition;
  const fields = listSettings(definition);
  const defaults = Object.fromEntries(fields.map((field) => [field.name, field.default]));
  const elsewhere = leadsElsewhere({ definition, options: { ...defaults, ...options } }, environment);
  const secrets: Record<string, unknown> = {};
  for (const field of fields) {
    const found = environment.find(field.environment.names);
    if (field.kind !== 'secret' || !found || options[field.name] !== undefined) continue;
    const origin = originOf(found, environment);
    if (!elsewhere) secrets[field.name] = readValue(field, found.value, origin, type);
    else if (field.required && !field.requiredUnless?.some((name) => options[name] !== undefined))
      throw new ProviderError({
        code: 'SETTING_MISSING',
        type,
        setting: field.name,
        message: `The provider "${type}" needs the option "${field.name}". ${origin} is not sent to a base URL that it may not be meant for: give the key together with the URL, or name its variable with apiKeyEnv in a config.`,
      });
  }
  return { ...entry, options: { ...options, ...secrets } };
}

/** Whether the options name an address at another host than the environment's, or the type's usual one. */
export function leadsElsewhere({ definition, options }: Entry, environment: Source): boolean {
  const fields = listSettings(definition);
  // What may stand in place of the base URL says as well where requests go.
  const others = fields.find(({ name }) => name === 'baseUrl')?.requiredUnless ?? [];
  return fields.some(
    (field) =>
      ['baseUrl', ...others].includes(field.name) &&
      options[field.name] !== undefined &&
      hostOf(options[field.name]) !== hostOf(usual(field, environment)),
  );
}

const usual = ({ environment: own, default: last }: NamedSetting, environment: Source): unknown =>
  environment.find(own.names)?.value ?? own.default ?? last;

/** `localhost:11434`, as some variables give a host, parses as a URL without an origin. */
function hostOf(url: unknown): string {
  const text = String(url).trim();
  const origin = URL.parse(text)?.origin ?? 'null';
  return origin === 'null' ? text : origin;
}
