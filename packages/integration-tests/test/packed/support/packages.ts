import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);
const workspace = join(import.meta.dirname, '../../../../..');

/** A new empty folder outside the workspace, removed after the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelport-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Packs packages of the workspace as npm would publish them and gives the tarballs' paths, in order. */
export async function pack(folders: readonly string[], into: string): Promise<string[]> {
  const tarballs: string[] = [];
  for (const folder of folders) {
    const tarball = join(into, `${folder}.tgz`);
    await run('pnpm', ['--dir', join(workspace, 'packages', folder), 'pack', '--out', tarball]);
    tarballs.push(tarball);
  }
  return tarballs;
}

/** Unpacks a tarball as `node_modules/<name>` of a folder. */
export async function unpack(tarball: string, folder: string, name: string): Promise<string> {
  const target = join(folder, 'node_modules', name);
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  return target;
}

/** Installs tarballs with npm, without network: nothing but what they bring can be had. */
export async function npmInstall(folder: string, tarballs: readonly string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--offline', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', ...quiet, ...tarballs], { cwd: folder });
}

/** Names of all packages in a folder's `node_modules`. */
export async function installedPackages(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of await readdir(join(folder, 'node_modules'))) {
    if (name.startsWith('@')) {
      for (const inner of await readdir(join(folder, 'node_modules', name))) names.push(`${name}/${inner}`);
    } else if (!name.startsWith('.')) names.push(name);
  }
  return names.sort();
}
