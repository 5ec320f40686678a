import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { RunOptions } from '@modelport/provider-testkit';

/** How a test ended, by its name: `passed`, `failed`, or why it was skipped. */
type Ends = ReadonlyMap<string, string>;

/** What a runner printed, read. */
export interface RunnerReport {
  readonly ends: Ends;
  readonly output: string;
}

const folder = import.meta.dirname;
const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '../vitest.mjs');

/** Describes the first subject of a module in a process of vitest, and reads what that prints for people. */
export async function runInVitest(file: string, options: RunOptions): Promise<RunnerReport> {
  const test = join(folder, 'describe-in-vitest.mjs');
  const config = join(folder, 'vitest-child.config.ts');
  const flags = ['run', '--config', config, '--root', folder, '--reporter=verbose', '--no-color', test];
  const output = await run([vitest, ...flags], { file, options });
  const ends = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [, mark, path = ''] = /^ *([✓×↓]) \S+ > (.*)$/.exec(line) ?? [];
    const [, name = '', reason] = /^(.*?)(?: \d+ms)?(?: \[(.*)\])?$/.exec(path) ?? [];
    if (mark !== undefined)
      ends.set(name, mark === '↓' ? `skipped: ${reason}` : mark === '✓' ? 'passed' : 'failed');
  }
  return { ends, output };
}

/** The same in a process of `node --test`. */
export async function runInNodeTest(file: string, options: RunOptions): Promise<RunnerReport> {
  const test = join(folder, 'describe-in-node-test.mjs');
  const output = await run(['--test', '--test-reporter=tap', test], { file, options });
  const ends = new Map<string, string>();
  // TAP gives a name before what is in it, and the result after it.
  const path: string[] = [];
  for (const line of output.split('\n')) {
    const [, indent = '', subtest] = /^( *)# Subtest: (.*)$/.exec(line) ?? [];
    if (subtest !== undefined) path[indent.length / 4] = unescaped(subtest);
    const [, depth = '', not, rest = ''] = /^( {8,})(not )?ok \d+ - (.*)$/.exec(line) ?? [];
    if (rest === '') continue;
    const [skip, reason = ''] = /(?<!\\) # SKIP ?(.*)$/.exec(rest) ?? [];
    const name = path.slice(0, depth.length / 4 + 1).join(' > ');
    ends.set(name, skip === undefined ? (not ? 'failed' : 'passed') : `skipped: ${unescaped(reason)}`);
  }
  return { ends, output };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([\\#])/g, '$1');
}

/** Runs Node to its end, however that is. */
function run(
  parameters: readonly string[],
  { file, options }: { file: string; options: RunOptions },
): Promise<string> {
  const describe = JSON.stringify({ file: pathToFileURL(file).href, options });
  // The runner of this test must not be found by its children.
  const outer = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_OPTIONS|NODE_TEST|TEST$|FORCE_COLOR)/.test(name),
  );
  const env = { ...Object.fromEntries(outer), MODELPORT_DESCRIBE: describe, NO_COLOR: '1' };
  return new Promise((resolve) => {
    const limits = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, parameters, limits, (_, stdout, stderr) => {
      resolve(stripVTControlCharacters(`${stdout}\n${stderr}`));
    });
  });
}
