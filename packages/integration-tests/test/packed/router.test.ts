import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { nodeExecutable } from './support/node-versions.js';
import { emptyFolder, installedPackages, npmInstall, pack } from './support/packages.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../../..');

it('installs core and the router, and no other package', { timeout: 120_000 }, async () => {
  const folder = await emptyFolder();
  await npmInstall(folder, await pack(['core', 'router'], folder));
  expect(await installedPackages(folder)).toEqual(['@modelport/core', '@modelport/router']);
});

it('prints what the README says, when its quick start is run', { timeout: 120_000 }, async () => {
  const readme = await readFile(join(root, 'packages/router/README.md'), 'utf8');
  const [, example, says] =
    /^## Quick start$[\s\S]*?```ts\n([\s\S]*?)```\s+```text\n([\s\S]*?)```/m.exec(readme) ?? [];
  const folder = await emptyFolder();
  await npmInstall(folder, await pack(['core', 'provider-utils', 'provider-mock', 'router'], folder));
  await writeFile(join(folder, 'route.mjs'), example ?? 'The README has no quick start.');
  const { stdout } = await run(await nodeExecutable(24), ['route.mjs'], { cwd: folder });
  expect(stdout).toBe(says);
});
