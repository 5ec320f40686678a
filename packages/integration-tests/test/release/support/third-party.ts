import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Place, succeed } from './run.js';

/**
 * Does what an author of a provider does, with another scope than ours: makes the package with `npm create`, builds and
 * publishes version 1.0.0. Its tools and its tests are left out here; scaffold.test.ts installs and runs them.
 */
export async function publishThirdParty(type: string, name: string, author: Place): Promise<void> {
  const folder = 'provider';
  const create = ['npm', 'create', '--yes', '@modelport/provider', '--', type, folder, '--package', name];
  await succeed(create, author);
  // Beside the package, not in it: its own installation would bring all of its tools.
  await succeed(['npm', 'install', '@modelport/core', '@modelport/provider-utils'], author);
  const here = { ...author, folder: join(author.folder, folder) };
  await succeed(['npm', 'version', '1.0.0', '--no-git-tag-version'], here);
  await succeed(['node', 'scripts/write-version.mjs'], here);
  await succeed(['tsc', '-p', 'tsconfig.build.json'], here);
  await succeed(['npm', 'publish', '--ignore-scripts'], here);
}

/** Publishes a small package that is no provider: a manifest and one module. */
export async function publishModule(manifest: object, source: string, author: Place): Promise<void> {
  const whole = { version: '1.0.0', type: 'module', exports: './index.js', ...manifest };
  await writeFile(join(author.folder, 'package.json'), JSON.stringify(whole, null, 2));
  await writeFile(join(author.folder, 'index.js'), source);
  await succeed(['npm', 'publish', '--access', 'public'], author);
}
