import type { ProviderDefinition, SettingField } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';

export const definitionBreakages: Readonly<Record<string, Breakage>> = {
  'definition/type': declare({ type: 'Reference_Server' }),
  'definition/aliases': declare({ aliases: ['reference'] }),
  'definition/display-name': declare({ displayName: '' }),
  'definition/package': declare({ packageVersion: 'v1' }),
  'definition/location': declare({ location: 'remote' as 'cloud' }),
  'definition/capabilities': declare({ capabilities: { vision: true } as object }),
  'definition/serialisable': addSetting({ name: 'ratio', kind: 'number', max: Infinity }),
  'definition/settings-names': addSetting({ name: 'max_ratio', kind: 'number' }),
  'definition/settings-kinds': addSetting({ name: 'note', kind: 'text' as 'string' }),
  'definition/settings-descriptions': addSetting({ name: 'note', kind: 'string', description: 'note' }),
  'definition/settings-limits': addSetting({ name: 'ratio', kind: 'number', min: 2, max: 1 }),
  'definition/settings-defaults': addSetting({ name: 'ratio', kind: 'number', default: '0.5' }),
  'definition/settings-sources': addSetting({
    ...{ name: 'modelFile', kind: 'string' },
    environment: { names: ['REFERENCE_MODEL_FILE', 'REFERENCE_MODEL'] },
  }),
  'definition/secrets': addSetting({ name: 'proxyPassword', kind: 'string' }),
  'definition/secret-defaults': addSetting({ name: 'proxyPassword', kind: 'secret', default: 'letmein' }),
  'definition/register': { register: () => {} },
  'definition/reads-no-environment': {
    definition: (definition) => ({
      ...definition,
      create: (options, context) =>
        definition.create({ note: process.env['REFERENCE_NOTE'], ...options }, context),
    }),
  },
  'definition/opens-no-connection': {
    // Looks which models there are, where it is told of none.
    definition: (definition) => ({
      ...definition,
      create(options, context) {
        if (!options['model']) void fetch(`${options['baseUrl']}/models`).catch(() => {});
        return definition.create(options, context);
      },
    }),
  },
  'definition/instances': {
    // Keeps one driver for each server.
    definition: (definition) => {
      const drivers = new Map<unknown, ReturnType<ProviderDefinition['create']>>();
      return {
        ...definition,
        create(options, context) {
          const { baseUrl } = options;
          const driver = drivers.get(baseUrl) ?? definition.create(options, context);
          drivers.set(baseUrl, driver);
          return driver;
        },
      };
    },
  },
  'definition/probe-urls': {
    definition: (definition) => ({
      ...definition,
      ...(definition.probe && { probe: { ...definition.probe, urls: ['localhost:8000'] } }),
    }),
  },
  'definition/probe': {
    // Takes every server that answers for its own.
    definition: (definition) => ({
      ...definition,
      ...(definition.probe && {
        probe: {
          ...definition.probe,
          identify: async (get) => ((await get('/v1/models')).status === 200 ? {} : undefined),
        },
      }),
    }),
  },
};

function declare(facts: Partial<ProviderDefinition>): Breakage {
  return {
    definition: (definition) => ({
      ...definition,
      ...facts,
      capabilities: { ...definition.capabilities, ...facts.capabilities },
    }),
  };
}

function addSetting(field: Omit<SettingField, 'description'> & { readonly description?: string }): Breakage {
  return {
    definition: (definition) => ({
      ...definition,
      settings: [...definition.settings, { description: 'What it is for.', ...field }],
    }),
  };
}
