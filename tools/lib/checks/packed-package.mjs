import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../run-child.mjs';

const publint = ['publint', 'run', '--strict'];
// Node's require() loads ES modules in every version that the packages support, so that rule is none here.
const attwOptions = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--no-definitely-typed'];
const attw = ['attw', ...attwOptions, '--'];

/**
 * Packs a package as npm would get it. Looks at the list of its files, lets publint look at manifest and files, and
 * attw at whether TypeScript finds the right types with every way of resolving, `require` of ES modules included.
 *
 * @param {ReturnType<import('../workspace.mjs').workspacePackages>[number]} each
 * @returns {Promise<string[]>} What is wrong.
 */
export async function packedProblems({ folder, directory, manifest }) {
  const scratch = mkdtempSync(join(tmpdir(), 'modelport-packed-'));
  try {
    const tarball = join(scratch, 'package.tgz');
    const pack = ['pnpm', '--dir', directory, 'pack', '--out', tarball];
    const { code, output } = await runChild(pack, { capture: true });
    if (code !== 0) return [`${folder}: pnpm pack fails:\n${output}`];
    return [
      ...fileProblems(folder, manifest, await filesIn(tarball)),
      ...(await problemOf(folder, [...publint, tarball])),
      ...(await problemOf(folder, [...attw, tarball])),
    ];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function filesIn(tarball) {
  const { output } = await runChild(['tar', '-tzf', tarball], { capture: true });
  return output.split('\n').map((path) => path.replace('package/', ''));
}

/** publint looks at `exports` and `bin`, but not at these. */
function fileProblems(folder, manifest, files) {
  const { sideEffects, imports = {} } = manifest;
  const named = [...(sideEffects || []), ...Object.values(imports).flatMap(targetsOf)];
  const missing = [...new Set(named)].filter((path) => !files.includes(path.replace('./', '')));
  return [
    ...['README.md', 'LICENSE']
      .filter((name) => !files.includes(name))
      // pnpm adds the repository's own licence, unless a file of that name is packed from any folder of the package.
      .map((name) => `${name} is not packed: put one into the folder of the package`),
    ...missing.map((path) => `sideEffects or imports names ${path}, which is not packed`),
  ].map((problem) => `${folder}: ${problem}`);
}

function targetsOf(target) {
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(targetsOf);
}

async function problemOf(folder, command) {
  const { code, output } = await runChild(command, { capture: true });
  return code === 0 ? [] : [`${folder}: ${command[0]} finds:\n${output}`];
}
