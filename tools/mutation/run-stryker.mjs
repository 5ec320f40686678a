import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { root } from '../lib/root.mjs';
import { mutantFrom } from './mutant.mjs';

/**
 * Runs Stryker over some files of a package with the package's conformance run. It works on a copy of the workspace, so
 * that nobody's changes and builds disturb it and nothing is left behind.
 *
 * @param {{ packageName: string, mutate: string[], concurrency: number }} task Files are relative to the package.
 * @returns {Promise<import('./mutant.mjs').Mutant[]>} By file and line.
 * @throws Error where the tests fail before anything was changed; Stryker prints which.
 */
export async function runStryker({ packageName, mutate, concurrency }) {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'modelport-mutation-')));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  copyWorkspace(copy);
  const directory = join(copy, 'packages', packageName);

  process.chdir(directory);
  const results = await new Stryker({ ...settings, mutate, concurrency }).runMutationTest();
  process.chdir(root);
  const mutants = results.map((result) => {
    const file = relative(directory, result.fileName);
    return mutantFrom(result, file, readFileSync(join(directory, file), 'utf8'));
  });
  return mutants.sort((left, right) => left.file.localeCompare(right.file) || left.line - right.line);
}

const settings = {
  testRunner: 'conformance',
  plugins: [import.meta.resolve('./case-runner.mjs')],
  coverageAnalysis: 'perTest',
  inPlace: true, // in the copy
  reporters: [process.stdout.isTTY ? 'progress' : 'progress-append-only'],
  logLevel: 'warn',
  allowConsoleColors: false,
  // A busy machine must not look like a change that hangs.
  timeoutMS: 20_000,
  timeoutFactor: 2,
};

function copyWorkspace(copy) {
  for (const name of ['package.json', 'tsconfig.base.json']) cpSync(join(root, name), join(copy, name));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  cpSync(join(root, 'packages'), join(copy, 'packages'), { recursive: true, verbatimSymlinks: true });
}
