import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bundleSuite } from './bundle.js';
import type { RunReport } from './run-subjects.js';

const run = promisify(execFile);

/** Runs the suite in a process of a runtime that has Node's modules. */
export async function runProcess(
  executable: string,
  parameters: readonly string[],
  packages: readonly string[],
): Promise<RunReport> {
  const file = await bundleSuite('process', packages);
  const limits = { maxBuffer: 64 * 1024 * 1024, env: { ...withoutRunner(process.env), NO_COLOR: '1' } };
  const { stdout } = await run(executable, [...parameters, file], limits);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/** The test runner that this is in must not be found. */
function withoutRunner(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(VITEST|NODE_OPTIONS|NODE_V8_COVERAGE)/.test(name)),
  );
}
