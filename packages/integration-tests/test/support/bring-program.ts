import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = join(import.meta.dirname, '../../../../node_modules/.cache/modelport');

/** A program that an npm package holds ready to run. */
export interface Program {
  readonly package: string;
  /** One exact version; only of Node a major will do, as the newest of each is what users have. */
  readonly version: string;
  /** The executable's path inside the package. */
  readonly executable: string;
}

/**
 * The path of a program's executable, from npm's packages; installed once, then taken from the cache. It is installed
 * beside its place and then renamed, so that neither an interrupted nor a second installation leaves half a program.
 */
export async function bringProgram(program: Program): Promise<string> {
  const name = `${program.package.replaceAll('@', '').replaceAll('/', '-')}-${program.version}`;
  const folder = join(cache, name);
  const executable = join(folder, 'node_modules', program.package, program.executable);
  if (await exists(executable)) return executable;

  const unfinished = `${folder}.${randomUUID()}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await run('npm', [...install, '--prefix', unfinished, `${program.package}@${program.version}`]);
    await rename(unfinished, folder);
  } catch (error) {
    // Another test worker may have been faster: then its program is there.
    if (!(await exists(executable))) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return executable;
}

const install = ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
