import { listSettings, type ProviderDefinition } from '@modelport/core';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable; a blank one counts as not set. */
export function readVariable(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

/** The variables that give a setting of a type, the usual one first. */
export function variablesOf(definition: ProviderDefinition, setting: string): readonly string[] {
  return listSettings(definition).find(({ name }) => name === setting)?.environment.names ?? [];
}

/** What the environment gives for a setting of a type. */
export function readSetting(
  environment: Environment,
  definition: ProviderDefinition,
  setting: string,
): string | undefined {
  return variablesOf(definition, setting)
    .map((name) => readVariable(environment, name))
    .find((value) => value !== undefined);
}

/** Where to look for local servers in place of the usual ports: `MODELPORT_PROBE_URLS`, blank for nowhere. */
export function probeUrls(environment: Environment): readonly string[] | undefined {
  return environment['MODELPORT_PROBE_URLS']?.split(/[\s,]+/).filter((url) => url !== '');
}
