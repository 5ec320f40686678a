import type { ProviderDefinition } from '../contract.js';
import { ProviderError } from '../errors.js';
import { version } from '../version.js';

/** A definition with any options: what a registry holds. */
// biome-ignore lint/suspicious/noExplicitAny: options and driver are contravariant; lookup gives them back typed
export type AnyDefinition = ProviderDefinition<any, any>;

/** The contract version that this copy of core understands. */
const accepted = 1;

/** @throws ProviderError `SETTING_INVALID` for a value that is no definition of any version. */
export function checkNames(definition: AnyDefinition): void {
  if (typeof definition?.type !== 'string' || typeof definition.packageName !== 'string')
    throw noDefinition();
}

/**
 * The definition, where this copy of core can use it.
 * @throws ProviderError `SPEC_VERSION_UNSUPPORTED` or `SETTING_INVALID`.
 */
export function checkDefinition(definition: AnyDefinition): AnyDefinition {
  checkNames(definition);
  const { type, specVersion, packageName, packageVersion, capabilities, settings, create } = definition;
  if (specVersion !== accepted) {
    const older = specVersion > accepted ? '@modelport/core' : packageName;
    throw new ProviderError({
      code: 'SPEC_VERSION_UNSUPPORTED',
      type,
      message: `${packageName} ${packageVersion} is written for contract version ${specVersion}, @modelport/core ${version} accepts ${accepted}. Upgrade ${older} with "npm install ${older}@latest".`,
    });
  }
  const whole = typeof capabilities === 'object' && Array.isArray(settings) && typeof create === 'function';
  if (!whole) throw noDefinition();
  return definition;
}

function noDefinition(): ProviderError {
  return new ProviderError({
    code: 'SETTING_INVALID',
    setting: 'definition',
    message:
      'A provider definition must be an object with specVersion, type, packageName, capabilities, settings and create().',
  });
}
