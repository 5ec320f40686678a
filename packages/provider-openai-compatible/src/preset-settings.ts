import type { SettingField } from '@modelport/core';
import type { Preset } from './presets/preset.js';

/** Settings that `openai-compatible` shares with `openai`. */
export const billingSettings: readonly SettingField[] = [
  { name: 'organization', kind: 'string', description: 'Organization that is billed.' },
  { name: 'project', kind: 'string', description: 'Project that is billed.' },
];

/** Settings that every server of the dialect has beyond address, key and model. */
export const dialectSettings: readonly SettingField[] = [
  {
    name: 'displayName',
    kind: 'string',
    description: "What errors and lists call the server. Default: the service's name by its host.",
  },
  { name: 'headers', kind: 'json', description: 'Sent with every request.' },
  { name: 'quirks', kind: 'json', description: 'How the server deviates from the dialect.' },
  {
    name: 'client',
    kind: 'object',
    description: 'A client of the openai package to send everything through.',
  },
  {
    name: 'agent',
    kind: 'object',
    description: 'An http or https agent of Node that makes and keeps the connections.',
  },
];

/** The settings of a preset's type, with `own` ones among them. */
export function presetSettings(preset: Preset, own: readonly SettingField[] = []): SettingField[] {
  const { baseUrl, displayName, environment = {} } = preset;
  const fields: readonly SettingField[] = [
    {
      name: 'baseUrl',
      kind: 'url',
      description: `Where ${displayName} is.`,
      ...(baseUrl === undefined ? { required: true, requiredUnless: ['client'] } : { default: baseUrl }),
    },
    {
      name: 'apiKey',
      kind: 'secret',
      description: needsKey(preset) ? 'The key.' : 'The key, where the server wants one.',
      ...(needsKey(preset) && { required: true, requiredUnless: ['client', 'headers'] }),
    },
    { name: 'model', kind: 'string', description: 'Default model.' },
    ...dialectSettings,
  ];
  const replaced = fields.map((field) => own.find(({ name }) => name === field.name) ?? field);
  const added = own.filter(({ name }) => !fields.some((field) => field.name === name));
  return [...replaced, ...added].map((field) => {
    const names = environment[field.name];
    return names === undefined ? field : { ...field, environment: { names } };
  });
}

/** Whether a preset's type cannot be used without a key. */
export function needsKey({ needsKey: needed, location }: Preset): boolean {
  return needed ?? location === 'cloud';
}
