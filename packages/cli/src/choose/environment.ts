/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable; a blank one counts as not set. */
export function readVariable(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

/** Where to look for local servers in place of the usual ports: `MODELPORT_PROBE_URLS`, blank for nowhere. */
export function probeUrls(environment: Environment): readonly string[] | undefined {
  return environment['MODELPORT_PROBE_URLS']?.split(/[\s,]+/).filter((url) => url !== '');
}
