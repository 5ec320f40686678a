import type { ProviderDefinition } from '../contract.js';

/** Options that all types have but composites, whose targets have their own. */
export const ofTargets: readonly string[] = ['baseUrl', 'apiKey', 'fetch', 'models'];

/** The fields that all types have, as far as this one has them. */
export function commonTo<Field extends { readonly name: string }>(
  { composite }: Pick<ProviderDefinition, 'composite'>,
  fields: readonly Field[],
): readonly Field[] {
  return composite ? fields.filter(({ name }) => !ofTargets.includes(name)) : fields;
}
