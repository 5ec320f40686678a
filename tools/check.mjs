// Runs everything that has to pass, on a contributor's machine and in CI alike: the tests as the README says, then
// the checks of this folder. A failure does not keep the rest from running. Needs Node 18 and nothing installed.
// The last line counts tests and checks: `N passed, N failed`, with `, N skipped` if tests were skipped.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countTests } from './lib/count-tests.mjs';
import { pool } from './lib/pool.mjs';
import { cacheFolder } from './lib/root.mjs';
import { runChild } from './lib/run-child.mjs';
import { setUp } from './lib/set-up.mjs';

const checks = [
  { name: 'types', command: ['turbo', 'run', 'typecheck', '--continue=always', '--output-logs=errors-only'] },
  { name: 'packages', command: ['node', 'tools/check-packages.mjs'], summary: true },
  { name: 'code in docs', command: ['node', 'tools/check-docs.mjs'], summary: true },
  { name: 'lint', command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'] },
  { name: 'unused', command: ['knip'] },
  { name: 'imports', command: ['node', 'tools/check-imports.mjs'], summary: true },
  { name: 'node imports', command: ['node', 'tools/check-node-imports.mjs'], summary: true },
  { name: 'dependencies', command: ['node', 'tools/check-dependencies.mjs'], summary: true },
  { name: 'peer floor', command: ['node', 'tools/check-peer-floor.mjs'], summary: true },
  { name: 'changesets', command: ['node', 'tools/check-changesets.mjs'], summary: true },
  { name: 'size', command: ['node', 'tools/check-size.mjs'], summary: true },
  { name: 'versions', command: ['node', 'tools/generate-versions.mjs', '--check'], summary: true },
  { name: 'known types', command: ['node', 'tools/check-known-types.mjs'], summary: true },
  { name: 'settings', command: ['node', 'tools/generate-settings-docs.mjs', '--check'], summary: true },
  { name: 'conformance', command: ['node', 'tools/generate-conformance-docs.mjs', '--check'], summary: true },
  { name: 'api', command: ['node', 'tools/generate-api-reports.mjs', '--check'], summary: true },
  { name: 'api breaks', command: ['node', 'tools/check-api.mjs'], summary: true },
  { name: 'workflows', command: ['node', 'tools/check-workflows.mjs'], summary: true },
  { name: 'third-party', command: ['node', 'tools/check-third-party.mjs'], summary: true },
  { name: 'release', command: ['node', 'tools/release-dry-run.mjs'], summary: true },
  { name: 'benchmarks', command: ['node', 'tools/generate-benchmark-docs.mjs', '--check'], summary: true },
  { name: 'bench', command: ['node', 'bench/smoke.mjs'], summary: true },
  { name: 'readmes', command: ['node', 'tools/check-readmes.mjs'], summary: true },
];

const total = await runTests();
try {
  const environment = await setUp({ build: false }); // a failing build fails the checks that need it, no others
  for (const passed of await pool(checks, (check) => runCheck(check, environment))) {
    total[passed ? 'passed' : 'failed'] += 1;
  }
} catch (error) {
  console.error(error.message);
  total.failed += checks.length;
}
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function runTests() {
  const results = join(cacheFolder, 'test-results.json');
  mkdirSync(cacheFolder, { recursive: true });
  rmSync(results, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const { code, interrupted } = await runChild(['npm', 'test', '--', ...reporters]);
  if (interrupted) process.exit(130);
  return countTests(results, code);
}

async function runCheck({ name, command, summary = false }, environment) {
  const start = Date.now();
  const { code, interrupted, output } = await runChild(command, { environment, capture: true });
  if (interrupted) process.exit(130);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  const passed = code === 0;
  const detail = summary && passed ? `: ${output.trim()}` : '';
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name}${detail} (${seconds} s)`);
  if (!passed) console.log(`\n${command.join(' ')}\n${output.trimEnd()}\n`);
  return passed;
}
