import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = join(import.meta.dirname, '../../../../../node_modules/.cache/modelport');

/**
 * The executable of a major version of Node, from npm's packages; installed once, then taken from the cache.
 * The version that runs the tests is itself.
 */
export async function nodeExecutable(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(cache, `node-${major}`);
  const executable = join(folder, 'node_modules', name, 'bin', 'node');
  if (await exists(executable)) return executable;
  const fresh = `${folder}-${process.pid}`;
  await mkdir(fresh, { recursive: true });
  await run('npm', [
    'install',
    '--prefix',
    fresh,
    '--no-save',
    '--no-audit',
    '--no-fund',
    `${name}@${major}`,
  ]);
  try {
    await rename(fresh, folder);
  } catch {
    // Another test worker was faster.
    await rm(fresh, { recursive: true, force: true });
  }
  return executable;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
