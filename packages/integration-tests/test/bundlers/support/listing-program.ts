/** Prints the types that are registered by some imports. */
export function listingProgram(...imports: readonly string[]): string {
  return `
import { listDefinitions } from '@modelport/core';
${imports.join('\n')}

console.log(JSON.stringify(listDefinitions().map(({ type }) => type)));
`;
}
