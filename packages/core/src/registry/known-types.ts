import { canonicalType } from './canonical-type.js';

/**
 * Which package to install for a type that is not registered. Data for messages only: nothing is loaded by it.
 * A test compares it with the definitions of the packages here.
 */
export const knownTypes: Readonly<Record<string, string>> = {
  'openai-compatible': '@modelport/provider-openai-compatible',
  llamacpp: '@modelport/provider-llamacpp',
  'llama-cpp': '@modelport/provider-llamacpp',
  mock: '@modelport/provider-mock',
};

/** The package of a known type, in any spelling. */
export function knownPackage(type: string): string | undefined {
  const name = canonicalType(type);
  return Object.hasOwn(knownTypes, name) ? knownTypes[name] : undefined;
}
