import { basename, join } from 'node:path';
import { runChild } from './run-child.mjs';
import { publishedPackages } from './workspace.mjs';

/**
 * Packs packages of this repository by name, with those of its packages that they depend on: what npm would bring.
 *
 * @param {string[]} names
 * @param {string} into
 * @returns {Promise<string[]>} The tarballs.
 * @throws {Error} with pnpm's words.
 */
export async function packWithDependencies(names, into) {
  const packages = new Map(publishedPackages().map((each) => [each.manifest.name, each]));
  const needed = new Set(names);
  for (const name of needed) {
    for (const dependency of Object.keys(packages.get(name).manifest.dependencies ?? {})) {
      if (packages.has(dependency)) needed.add(dependency);
    }
  }
  const tarballs = [];
  for (const name of needed) tarballs.push(await pack(packages.get(name).directory, into));
  return tarballs;
}

async function pack(folder, into) {
  const tarball = join(into, `${basename(folder)}.tgz`);
  const { code, output } = await runChild(['pnpm', '--dir', folder, 'pack', '--out', tarball], {
    capture: true,
  });
  if (code !== 0) throw new Error(`${folder}: pnpm pack finds:\n${output}`);
  return tarball;
}
