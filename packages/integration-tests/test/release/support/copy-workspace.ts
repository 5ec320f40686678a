import { access, copyFile, cp, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { succeed } from './run.js';

const root = join(import.meta.dirname, '../../../../..');

/**
 * Copies what a release needs of this repository: the sources as they are now, what is built, and links to what is
 * installed. Changesets that wait for the next release stay behind: a test writes its own.
 */
export async function copyWorkspace(into: string): Promise<void> {
  for (const file of await sources()) {
    await mkdir(dirname(join(into, file)), { recursive: true });
    await copyFile(join(root, file), join(into, file));
  }
  for (const group of ['packages', 'templates']) {
    for (const name of await readdir(join(into, group))) await copyBuilt(join(group, name), into);
  }
  await linkInstalled('node_modules', into);
}

async function sources(): Promise<string[]> {
  const list = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const place = { folder: root, environment: process.env };
  const [all, deleted] = await Promise.all([
    succeed(list, place),
    succeed(['git', 'ls-files', '-z', '--deleted'], place),
  ]);
  const gone = new Set(deleted.split('\0'));
  return all.split('\0').filter((file) => file !== '' && !gone.has(file) && !unneeded.test(file));
}

const unneeded = /^(docs|bench|examples)\/|^packages\/[^/]+\/test\/|^\.changeset\/(?!config\.json$)/;

async function copyBuilt(folder: string, into: string): Promise<void> {
  for (const name of ['dist', 'template']) {
    const from = join(root, folder, name);
    if (await isThere(from)) await cp(from, join(into, folder, name), { recursive: true });
  }
  if (await isThere(join(root, folder, 'node_modules')))
    await linkInstalled(join(folder, 'node_modules'), into);
}

/**
 * Links each package on its own, as nothing that runs in the copy may have a way to write into the `node_modules` here.
 * Packages of the workspace become links to their copies.
 */
async function linkInstalled(folder: string, into: string): Promise<void> {
  await mkdir(join(into, folder), { recursive: true });
  for (const name of await readdir(join(root, folder))) {
    if (name.startsWith('.')) continue;
    if (name.startsWith('@')) {
      await linkInstalled(join(folder, name), into);
      continue;
    }
    const target = await realpath(join(root, folder, name));
    const inWorkspace = relative(root, target);
    const isOwn = !inWorkspace.split(sep).includes('node_modules');
    await symlink(isOwn ? join(into, inWorkspace) : target, join(into, folder, name), 'junction');
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
