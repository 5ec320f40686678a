import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a program is run. */
export interface RunOptions {
  /** The program's own arguments. */
  readonly arguments?: readonly string[];
  /** Node, unless told otherwise. */
  readonly runtime?: string;
  /** The runtime's flags. */
  readonly flags?: readonly string[];
}

/**
 * Runs a program that prints JSON and gives what it printed.
 *
 * @throws an error with what it wrote to stderr, if it wrote anything or failed
 */
export async function runProgram(path: string, options: RunOptions = {}): Promise<unknown> {
  const { arguments: values = [], runtime = process.execPath, flags = [] } = options;
  // An environment of its own: a runtime warns about variables of the test runner's.
  const env = { PATH: process.env['PATH'] };
  const { stdout, stderr } = await run(runtime, [...flags, path, ...values], { env, timeout: 60_000 });
  if (stderr !== '') throw new Error(`${path} wrote to stderr: ${stderr}`);
  return JSON.parse(stdout);
}
