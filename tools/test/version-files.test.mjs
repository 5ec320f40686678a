import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { versionFileProblems, writeVersionFile } from '../lib/checks/version-files.mjs';
import { workspaceOf } from './support/fixture.mjs';

const message =
  'packages/provider-x/src/version.ts does not say 1.2.0, the version of its package.json: run `node tools/generate-versions.mjs`';

function packagesWith(files) {
  return workspaceOf({
    'core/package.json': { version: '3.0.0' },
    'provider-x/package.json': { version: '1.2.0' },
    'provider-x/src/definition.ts': '',
    ...files,
  }).packages;
}

it('finds a provider without a version file, and one that says an older version', () => {
  expect(versionFileProblems(packagesWith({}))).toEqual([message]);
  const older = { 'provider-x/src/version.ts': "export const version: string = '1.1.0';\n" };
  expect(versionFileProblems(packagesWith(older))).toEqual([message]);
});

it('writes what it then finds nothing wrong with', () => {
  const packages = packagesWith({});
  const provider = packages.find(({ folder }) => folder === 'packages/provider-x');
  writeVersionFile(provider);
  expect(readFileSync(join(provider.directory, 'src', 'version.ts'), 'utf8')).toContain("= '1.2.0';");
  expect(versionFileProblems(packages)).toEqual([]);
});

it('leaves packages alone that do not state their version', () => {
  const { packages } = workspaceOf({ 'core/package.json': { version: '3.0.0' }, 'core/src/index.ts': '' });
  expect(versionFileProblems(packages)).toEqual([]);
});
