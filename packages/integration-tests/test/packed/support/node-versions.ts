import { bringProgram } from '../../support/bring-program.js';

/**
 * The executable of a major version of Node, from npm's packages; installed once, then taken from the cache.
 * The version that runs the tests is itself.
 */
export async function nodeExecutable(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return bringProgram({ package: name, version: `${major}`, executable: 'bin/node' });
}
