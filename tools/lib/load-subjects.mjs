import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { workspacePackages } from './workspace.mjs';

/** The packages that have a conformance run. */
export function conformingPackages() {
  return workspacePackages().filter(({ directory }) => existsSync(subjectFile(directory)));
}

/**
 * The subjects of a package's conformance run, loaded from its sources without a test runner.
 *
 * @param {string} directory The package's.
 * @returns {Promise<readonly import('@modelport/provider-testkit').ConformanceSubject[]>}
 */
export async function loadSubjects(directory) {
  const { subjects } = await import(pathToFileURL(await bundleSubjects(directory)).href);
  return subjects;
}

/**
 * Makes one module of a package's subjects and gives its path, which is in the package, so that imports resolve as there.
 * Several processes may do so at once: each puts a whole file in place.
 *
 * @public Tests import it by a path.
 * @param {string} directory The package's.
 * @param {string} [file] Another file that exports subjects.
 */
export async function bundleSubjects(directory, file = subjectFile(directory)) {
  const folder = join(directory, 'node_modules', '.cache');
  mkdirSync(folder, { recursive: true });
  const shape = { bundle: true, platform: 'node', format: 'esm', target: 'node22', packages: 'external' };
  const outfile = join(folder, `${basename(file, '.ts')}.mjs`);
  const draft = `${outfile}.${process.pid}`;
  await build({ ...shape, entryPoints: [file], outfile: draft, logLevel: 'error' });
  renameSync(draft, outfile);
  return outfile;
}

function subjectFile(directory) {
  return join(directory, 'test', 'conformance.subject.ts');
}
