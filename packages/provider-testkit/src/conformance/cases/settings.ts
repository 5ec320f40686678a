import assert from 'node:assert/strict';
import { listSettings, ProviderError, type SettingField } from '@modelport/core';
import type { ConformanceCase } from '../conformance-case.js';

/** How a definition declares its options. */
export const settingsCases: readonly ConformanceCase[] = [
  {
    id: 'definition/settings-names',
    title: 'each setting has a name of its own, in camelCase',
    reason: 'Contract, `SettingField.name`: the name of the option.',
    offline: true,
    run({ definition: { settings } }) {
      for (const { name } of settings) {
        assert.match(name, /^[a-z][a-zA-Z0-9]*$/, `The setting "${name}" must be in camelCase.`);
      }
      const names = settings.map(({ name }) => name);
      assert.deepEqual(names, [...new Set(names)], 'A setting is declared twice.');
    },
  },
  {
    id: 'definition/settings-kinds',
    title: 'each setting is of a kind that core knows',
    reason: 'Contract, `SettingField.kind`: values are checked and read from text by it.',
    offline: true,
    run({ definition: { settings } }) {
      for (const { name, kind } of settings) {
        assert.ok(Object.hasOwn(knownKinds, kind), `The setting "${name}" is of no known kind: "${kind}".`);
      }
    },
  },
  {
    id: 'definition/settings-descriptions',
    title: 'each setting is described by a sentence',
    reason: 'Contract, `SettingField.description`: for the docs.',
    offline: true,
    run({ definition: { settings } }) {
      for (const { name, description } of settings) {
        assert.match(description, /^\S.*\.$/s, `The description of "${name}" must be a sentence.`);
      }
    },
  },
  {
    id: 'definition/settings-limits',
    title: 'values are listed for enums only, and limits can be kept',
    reason: 'Contract, `SettingField.values`, `min` and `max`.',
    offline: true,
    run({ definition: { settings } }) {
      for (const { name, kind, values, min, max } of settings) {
        const isNumber = kind === 'number' || kind === 'integer';
        const hasLimits = min !== undefined || max !== undefined;
        assert.ok(!hasLimits || isNumber, `The setting "${name}" is no number and has no min or max.`);
        assert.ok((min ?? 0) <= (max ?? Infinity), `No value of "${name}" can be right: min is above max.`);
        assert.ok(
          values === undefined || kind === 'enum',
          `The setting "${name}" is no enum and has no values.`,
        );
        assert.equal(new Set(values).size, values?.length ?? 0, `A value of "${name}" is listed twice.`);
      }
    },
  },
  {
    id: 'definition/settings-defaults',
    title: 'each default is a value that the setting takes',
    reason: 'Contract, `SettingField.default`: used when no source gives a value; nothing checks it then.',
    offline: true,
    run(t) {
      const fields: readonly SettingField[] = t.definition.settings;
      for (const { name, default: usual } of fields) {
        if (usual === undefined) continue;
        const refusal = refusalOf(() => t.provider({ [name]: usual }));
        assert.notEqual(refusal?.setting, name, `The default of "${name}" is refused: ${refusal?.message}`);
      }
    },
  },
  {
    id: 'definition/settings-sources',
    title: 'each variable of the environment gives one setting, in upper case',
    reason:
      'Contract, `SettingField.environment`: a variable that gives two settings gives one of them a wrong value.',
    offline: true,
    run({ definition }) {
      const names = listSettings(definition).flatMap(({ environment }) => environment.names);
      for (const name of names) {
        assert.match(name, /^[A-Z][A-Z0-9_]*$/, `The variable ${name} must be in upper case.`);
      }
      assert.deepEqual(names, [...new Set(names)], 'A variable is named by two settings.');
    },
  },
  {
    id: 'definition/secrets',
    title: 'keys, tokens and passwords are declared as secrets',
    reason: 'Contract, `SettingField.kind`: what is a secret is never shown in a message.',
    offline: true,
    run({ definition: { settings } }) {
      const secrets = (settings as readonly SettingField[]).filter(({ name, kind }) => {
        return /(key|token|password|secret)$/i.test(name) && kind !== 'object' && kind !== 'secret';
      });
      assert.deepEqual(
        secrets.map(({ name }) => name),
        [],
        'These settings must be of the kind `secret`.',
      );
    },
  },
  {
    id: 'definition/secret-defaults',
    title: 'a secret has no default',
    reason: 'A key that is in the package is no secret.',
    offline: true,
    run({ definition }) {
      const given = listSettings(definition).filter(
        ({ kind, default: usual, environment, settings }) =>
          kind === 'secret' &&
          [usual, environment.default, settings.default].some((value) => value !== undefined),
      );
      assert.deepEqual(
        given.map(({ name }) => name),
        [],
        'These secrets must have no default.',
      );
    },
  },
];

const knownKinds: Readonly<Record<SettingField['kind'], true>> = {
  string: true,
  secret: true,
  url: true,
  number: true,
  integer: true,
  boolean: true,
  enum: true,
  json: true,
  object: true,
};

/** The error with which options are refused; `undefined` where they are taken, or fail in another way. */
export function refusalOf(create: () => unknown): ProviderError | undefined {
  try {
    create();
    return undefined;
  } catch (error) {
    return ProviderError.isInstance(error) ? error : undefined;
  }
}
