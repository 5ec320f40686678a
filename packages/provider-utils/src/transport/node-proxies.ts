import { ProviderError } from '@modelport/core';

/** A proxy that the environment names. */
export interface Proxy {
  /** Node goes through it. */
  readonly isUsed: boolean;
  /** What to say where a connection fails because it is not used. */
  readonly advice?: string | undefined;
}

/**
 * The proxy for a protocol, by the variable that Node reads.
 * @throws `SETTING_INVALID` for an address that is none, without showing it: there may be a password in it.
 */
export function readProxy(
  protocol: 'http:' | 'https:',
  env: Readonly<Record<string, string | undefined>>,
  nodeVersion: string,
): Proxy | undefined {
  const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const variable = [name, name.toUpperCase()].find((each) => env[each]);
  if (variable === undefined) return undefined;
  const address = env[variable] ?? '';
  const why = whyUnused(address, nodeVersion);
  if (why !== undefined) {
    return { isUsed: false, advice: `The proxy in ${variable} was not used: ${why}, or give an agent.` };
  }
  if (URL.canParse(address)) return { isUsed: true };
  throw new ProviderError({
    code: 'SETTING_INVALID',
    setting: variable,
    message: `The variable ${variable} is no URL of a proxy. (Its value is not shown here.)`,
  });
}

function whyUnused(address: string, nodeVersion: string): string | undefined {
  if (!/^https?:\/\//.test(address)) return 'its address must start with http:// or https://. Change it';
  if (knowsProxies(nodeVersion)) return undefined;
  return `that takes Node 22.21, 24.5 or later, and this is ${nodeVersion}. Update it`;
}

/** Whether a version of Node goes through the proxies that variables name: from 22.21 and 24.5 on. */
function knowsProxies(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
