import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { definition } from '../src/definition.js';

it('names the package and its version as package.json does', () => {
  expect(definition).toMatchObject({ packageName: manifest.name, packageVersion: manifest.version });
});
