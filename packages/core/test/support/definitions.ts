import type { AnyDefinition } from '../../src/registry/check-definition.js';
import { scriptedDriver } from './scripted.js';

/** A definition of the type `odd` from `odd-package`, with what a test wants otherwise. */
export function definitionOf(changes: Partial<AnyDefinition> = {}): AnyDefinition {
  return {
    specVersion: 1,
    type: 'odd',
    displayName: 'Odd',
    packageName: 'odd-package',
    packageVersion: '1.0.0',
    location: 'any',
    capabilities: {},
    settings: [],
    create: () => scriptedDriver([]),
    ...changes,
  };
}
