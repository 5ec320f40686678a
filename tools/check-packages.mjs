// Packs each published package as npm would get it, and lets publint look at its manifest and files, and attw at
// whether TypeScript finds the right types with every way of resolving, `require` of ES modules included.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pool } from './lib/pool.mjs';
import { report } from './lib/report.mjs';
import { runChild } from './lib/run-child.mjs';
import { publishedPackages } from './lib/workspace.mjs';

// Node's require() loads ES modules in every version that the packages support, so that rule is none here.
const attw = [
  'attw',
  '--profile',
  'node16',
  '--ignore-rules',
  'cjs-resolves-to-esm',
  '--no-definitely-typed',
];
const publint = ['publint', 'run', '--strict'];

const packages = publishedPackages();
const scratch = mkdtempSync(join(tmpdir(), 'modelport-packed-'));
try {
  const problems = (await pool(packages, problemsOf)).flat();
  report(problems, `publint and attw find nothing in ${packages.length} packed packages`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function problemsOf({ folder }) {
  const tarball = join(scratch, `${basename(folder)}.tgz`);
  const packing = await problemOf(folder, ['pnpm', '--dir', folder, 'pack', '--out', tarball]);
  if (packing.length > 0) return packing;
  return [
    ...(await problemOf(folder, [...publint, tarball])),
    ...(await problemOf(folder, [...attw, '--', tarball])),
  ];
}

async function problemOf(folder, command) {
  const { code, output } = await runChild(command, { capture: true });
  return code === 0 ? [] : [`${folder}: ${command[0]} finds:\n${output}`];
}
