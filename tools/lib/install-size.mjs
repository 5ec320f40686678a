import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './run-child.mjs';

/**
 * Installs packages into an empty folder with npm, as a user does.
 *
 * @param {string} folder
 * @param {string[]} packages Names with versions, or tarballs.
 * @param {{ offline?: boolean }} [options] `offline`: nothing but what the tarballs bring can be had.
 * @returns {Promise<{ packages: string[], bytes: number }>} The packages that are there now, and the size of their files.
 * @throws {Error} with npm's words.
 */
export async function install(folder, packages, { offline = false } = {}) {
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error'];
  const network = offline ? ['--offline'] : [];
  const command = ['npm', 'install', '--prefix', folder, ...quiet, ...network, ...packages];
  const { code, output } = await runChild(command, { capture: true });
  if (code !== 0) throw new Error(`npm could not install ${packages.join(', ')}:\n${output}`);
  const modules = join(folder, 'node_modules');
  const files = readdirSync(modules, { recursive: true }).filter((file) => !file.startsWith('.'));
  return {
    packages: files.filter((file) => packageFolder.test(`/${file.replaceAll('\\', '/')}`)).sort(),
    bytes: files
      .map((file) => statSync(join(modules, file)))
      .reduce((total, entry) => total + (entry.isFile() ? entry.size : 0), 0),
  };
}

/** `name`, `@scope/name`, and the same within another package's `node_modules`. */
const packageFolder = /(^|\/node_modules)\/(?!node_modules)(@[^/]+\/)?[^/@.][^/]*$/;
