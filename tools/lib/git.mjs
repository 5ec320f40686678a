import { execFileSync } from 'node:child_process';

/**
 * Asks git something about a folder.
 *
 * @param {string} folder
 * @param {string[]} parameters
 * @returns {string | undefined} What git prints; `undefined` where it fails, as it does outside of a repository.
 */
export function git(folder, parameters) {
  try {
    const options = {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    };
    return execFileSync('git', parameters, options);
  } catch {
    return undefined;
  }
}

/**
 * The files that differ between a commit and the working tree, new ones included.
 *
 * @param {string} folder
 * @param {string} commit
 * @param {string[]} paths Relative to `folder`, as are the answers.
 */
export function changedFiles(folder, commit, paths) {
  const tracked = git(folder, ['diff', '--name-only', '--relative', commit, '--', ...paths]);
  const untracked = git(folder, ['ls-files', '--others', '--exclude-standard', '--', ...paths]);
  return [...linesOf(tracked), ...linesOf(untracked)].sort();
}

/** Whether git has a part of the history only, perhaps without tags. */
export function isShallow(folder) {
  return git(folder, ['rev-parse', '--is-shallow-repository'])?.trim() === 'true';
}

/** The lines of what git printed. */
export function linesOf(output = '') {
  return output.split('\n').filter((line) => line !== '');
}
