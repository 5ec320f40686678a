import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { core } from './checks/peer-range.mjs';
import { git } from './git.mjs';
import { runChild } from './run-child.mjs';

const sources = ['packages/core', 'tsconfig.base.json', 'tsup.base.ts'];

/**
 * Gets a version of core that was released: from a folder of tarballs if there is one, else from the npm registry, else
 * by building what its git tag has.
 *
 * @param {string} version
 * @param {{ base: string, into: string, tarballs?: string }} options `base` is the workspace, `into` an empty folder
 *   to work in, `tarballs` a folder with files such as `modelport-core-1.0.0.tgz`.
 * @returns {Promise<string>} The folder of the package, as npm would install it.
 * @throws {Error} What was tried, and what came of it.
 */
export async function releasedCore(version, { base, into, tarballs }) {
  mkdirSync(into, { recursive: true });
  if (tarballs !== undefined) return unpack(join(tarballs, `modelport-core-${version}.tgz`), into);
  const packing = ['npm', 'pack', `${core}@${version}`, '--pack-destination', into, '--loglevel=error'];
  const { code, output } = await runChild(packing, { capture: true, folder: into });
  const packed = readdirSync(into).find((name) => name.endsWith('.tgz'));
  if (code === 0 && packed !== undefined) return unpack(join(into, packed), into);
  const built = await buildFromTag(`${core}@${version}`, base, into);
  if (built !== undefined) return built;
  throw new Error(
    `There is no ${core} ${version} to be had: git has no tag ${core}@${version}, and npm says:\n${output.trimEnd()}`,
  );
}

async function unpack(tarball, into) {
  if (!existsSync(tarball)) throw new Error(`There is no ${tarball}.`);
  await succeed(['tar', '-xzf', tarball, '-C', into], into);
  return join(into, 'package');
}

/** Builds with the tools of today: only what core is made of comes from the tag. */
async function buildFromTag(tag, base, into) {
  if (git(base, ['rev-parse', '--verify', `refs/tags/${tag}`]) === undefined) return undefined;
  const archive = join(into, 'source.tar');
  await succeed(['git', 'archive', '--output', archive, `refs/tags/${tag}`, ...sources], base);
  await succeed(['tar', '-xf', archive, '-C', into], into);
  symlinkSync(join(base, 'node_modules'), join(into, 'node_modules'), 'junction');
  const folder = join(into, 'packages', 'core');
  await succeed(['tsup', '--silent'], folder);
  await succeed(['tsc', '-p', 'tsconfig.build.json'], folder);
  return folder;
}

async function succeed(command, folder) {
  const { code, output } = await runChild(command, { capture: true, folder });
  if (code !== 0) throw new Error(`${command.join(' ')} fails:\n${output}`);
}
