import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

const leftOut = ['.vite', '.vite-temp', '.vitest-cache', '.cache', '.turbo', 'coverage'];
const ofCore = ['package.json', 'dist'];

/**
 * Makes a copy of a workspace that has another core: whatever its packages import, also in processes that their tests
 * start, finds that one. Everything but the packages is shared with the workspace.
 *
 * @param {string} base The folder of the workspace, installed and built.
 * @param {string} coreFolder The folder of the other core.
 * @param {string} copy The folder to make.
 */
export function floorWorkspace(base, coreFolder, copy) {
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(base)) {
    if (name === 'packages' || name === '.git' || leftOut.includes(name)) continue;
    symlinkSync(join(base, name), join(copy, name), 'junction');
  }
  const packages = join(copy, 'packages');
  cpSync(join(base, 'packages'), packages, {
    recursive: true,
    verbatimSymlinks: true, // those between the packages stay in the copy
    filter: (path) => !leftOut.includes(basename(path)),
  });
  for (const name of ofCore) {
    rmSync(join(packages, 'core', name), { recursive: true, force: true });
    cpSync(join(coreFolder, name), join(packages, 'core', name), { recursive: true });
  }
}
