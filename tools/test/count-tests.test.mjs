import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { countTests } from '../lib/count-tests.mjs';

const folder = mkdtempSync(join(tmpdir(), 'modelport-tools-'));
const file = join(folder, 'results.json');
afterAll(() => rmSync(folder, { recursive: true }));

function results(...testResults) {
  writeFileSync(file, JSON.stringify({ testResults }));
}

function testFile(status, ...statuses) {
  return { status, assertionResults: statuses.map((each) => ({ status: each })) };
}

it('counts passed, failed and skipped tests over all files', () => {
  results(testFile('passed', 'passed', 'pending', 'todo'), testFile('failed', 'passed', 'failed'));
  expect(countTests(file, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});

it('counts a file that does not load as a failure', () => {
  results(testFile('passed', 'passed'), testFile('failed'));
  expect(countTests(file, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

it('counts a failing exit code that no test explains', () => {
  results(testFile('passed', 'passed'));
  expect(countTests(file, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

it('counts a run without tests as a failure', () => {
  results(testFile('passed', 'skipped'));
  expect(countTests(file, 0)).toEqual({ passed: 0, failed: 1, skipped: 1 });
  rmSync(file);
  expect(countTests(file, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
