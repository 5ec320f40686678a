import { readFileSync } from 'node:fs';

/**
 * Counts what vitest's JSON reporter wrote. A file that fails outside its tests (it does not load, say) counts as
 * one failure, as does a run without any test, without a report, or with a failing exit code that no test explains.
 *
 * @param {string} file
 * @param {number} exitCode vitest's own.
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countTests(file, exitCode) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of readResults(file)) {
    const statuses = assertionResults.map((test) => test.status);
    for (const each of statuses) count[each === 'passed' || each === 'failed' ? each : 'skipped'] += 1;
    if (status === 'failed' && !statuses.includes('failed')) count.failed += 1;
  }
  const nothingRan = count.passed + count.failed === 0;
  if (count.failed === 0 && (nothingRan || exitCode !== 0)) count.failed = 1;
  return count;
}

function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    return [];
  }
}
