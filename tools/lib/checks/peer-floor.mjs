import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../compare-versions.mjs';
import { floorWorkspace } from '../floor-workspace.mjs';
import { runChild } from '../run-child.mjs';
import { core, floorOf } from './peer-range.mjs';

/** Its suite of broken providers takes minutes, and the suites of the providers run the kit with the old core anyway. */
const onlyCompiled = ['@modelport/provider-testkit'];

/**
 * Tries the promise that the range of the peer core makes: each package compiles with the oldest version that it
 * allows, and passes its own tests and conformance run with it. Where that is the version in this workspace, `npm test`
 * has tried it already.
 *
 * @param {string} base The folder of the workspace, installed and built.
 * @param {ReturnType<import('../workspace.mjs').publishedPackages>} packages
 * @param {(version: string, into: string) => Promise<string>} coreOf Gets a version of core in an empty folder.
 * @returns {Promise<{ problems: string[], summary: string }>}
 */
export async function peerFloorProblems(base, packages, coreOf) {
  const current = packages.find(({ manifest }) => manifest.name === core).manifest.version;
  const dependents = packages.filter(({ manifest }) => floorOf(manifest) !== undefined);
  const older = dependents.filter(({ manifest }) => compareVersions(floorOf(manifest), current) < 0);
  const problems = [];
  for (const floor of new Set(older.map(({ manifest }) => floorOf(manifest)))) {
    const those = older.filter(({ manifest }) => floorOf(manifest) === floor);
    problems.push(...(await problemsWith(floor, base, those, coreOf)));
  }
  return { problems, summary: summaryOf(dependents, older, current) };
}

function summaryOf(dependents, older, current) {
  const tested = `${dependents.length - older.length} of ${dependents.length} packages have core ${current} as their floor, which \`npm test\` ran with`;
  const tried = older.map(({ folder, manifest }) => `${folder} with ${floorOf(manifest)}`);
  return tried.length === 0 ? tested : `${tested}; tried with older ones: ${tried.join(', ')}`;
}

async function problemsWith(floor, base, packages, coreOf) {
  const cache = join(base, '.cache');
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, 'peer-floor-'));
  try {
    const copy = join(scratch, 'workspace');
    floorWorkspace(base, await coreOf(floor, join(scratch, 'core')), copy);
    const problems = [];
    for (const each of packages) problems.push(...(await problemsOf(each, floor, copy)));
    return problems;
  } catch (error) {
    const names = packages.map(({ folder }) => folder).join(', ');
    return [`${names}: the floor ${floor} of their peer ${core} cannot be tried. ${error.message}`];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function problemsOf({ folder, manifest }, floor, copy) {
  const where = join(copy, folder);
  const compiling = {
    what: 'it does not compile',
    command: ['tsc', '--noEmit', '-p', where, '--pretty', 'false'],
  };
  const testing = { what: 'its tests fail', command: ['vitest', 'run', '--root', where, '--reporter=dot'] };
  for (const { what, command } of onlyCompiled.includes(manifest.name) ? [compiling] : [compiling, testing]) {
    const { code, output } = await runChild(command, { capture: true, folder: where });
    if (code === 0) continue;
    return [
      [
        `${folder}: the range ${manifest.peerDependencies[core]} of the peer ${core} allows ${floor}, but with ${core} ${floor} ${what}:`,
        output.trimEnd(),
        'Raise the floor to the first core that has what the package uses, with a changeset, or do without it.',
      ].join('\n'),
    ];
  }
  return [];
}
