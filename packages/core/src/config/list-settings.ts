import { commonTo } from '../checks/of-targets.js';
import type { ProviderDefinition, SettingField, SettingSource } from '../contract.js';

/** A setting with every name that it goes by, derived ones included. */
export interface NamedSetting extends SettingField {
  /** Environment variables, first match wins, and the default of that source. */
  readonly environment: SettingSource;
  /** Keys of an application's settings, and the default of that source. */
  readonly settings: SettingSource;
}

/** What every type has in every source but code, where timers are in milliseconds. */
const shared: readonly SettingField[] = [
  { name: 'enabled', kind: 'boolean', description: 'Whether this type may be used.', default: true },
  { name: 'baseUrl', kind: 'url', description: 'Where the backend is.' },
  { name: 'apiKey', kind: 'secret', description: 'The key.' },
  { name: 'model', kind: 'string', description: 'Default model.' },
  { name: 'headers', kind: 'json', description: 'Sent with every request.' },
  {
    name: 'timeout',
    kind: 'number',
    description: 'Seconds for a plain call, and for each wait within a stream.',
  },
  { name: 'maxRetries', kind: 'integer', min: 0, max: 100, description: 'Retries of a failed attempt.' },
];
const seconds = { kind: 'number', min: 0, max: 3600, default: undefined } as const;

/**
 * All settings of a type that can come from the environment, an application's settings or a config: those that its
 * definition declares, and `enabled`, `baseUrl`, `apiKey`, `model`, `headers`, `timeout` (seconds) and `maxRetries`; a
 * composite has neither `baseUrl` nor `apiKey`.
 */
export function listSettings(
  definition: Pick<ProviderDefinition, 'type' | 'settings' | 'composite'>,
): readonly NamedSetting[] {
  let list = lists.get(definition);
  if (!list) {
    list = nameSettings(definition);
    lists.set(definition, list);
  }
  return list;
}

/** Choosing a type looks at all settings of all types. */
const lists = new WeakMap<object, readonly NamedSetting[]>();

function nameSettings({
  type,
  settings,
  composite,
}: Pick<ProviderDefinition, 'type' | 'settings' | 'composite'>): readonly NamedSetting[] {
  const fields = new Map(commonTo({ composite }, shared).map((field) => [field.name, field]));
  for (const field of settings) fields.set(field.name, { ...fields.get(field.name), ...field });
  return Array.from(fields.values(), (field) => {
    const name = settingName(type, field.name);
    const derived = (text: string): SettingSource => ({ names: field.kind === 'object' ? [] : [text] });
    return {
      ...field,
      ...(field.name === 'timeout' && seconds),
      environment: field.environment ?? derived(name.toUpperCase()),
      settings: field.settings ?? derived(name),
    };
  });
}

/** The name that a setting has in a flat source unless its definition says otherwise: `ollama_base_url`. */
export function settingName(type: string, option: string): string {
  return `${type}_${option.replace(/[A-Z]/g, '_$&')}`.replaceAll('-', '_').toLowerCase();
}
