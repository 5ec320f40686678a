import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const patience = new URL('./patient-detection.mjs', import.meta.url).href;

/** What a run of the command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly outcome: Promise<Outcome>;
  /** Resolves once stdout, or stderr, holds this text. */
  shows(text: string, stream?: 'stdout' | 'stderr'): Promise<void>;
}

/** How to run the command. */
export interface RunOptions {
  /** What is piped in; the pipe is closed after it. */
  readonly input?: string;
  /** Environment beside `PATH`; no local server is looked for unless it says where. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts the built command with pipes. It is stopped with the test. */
export function startCli(args: readonly string[], { input = '', environment }: RunOptions = {}): Running {
  const env = { PATH: process.env['PATH'], MODELPORT_PROBE_URLS: '', ...environment };
  const child = spawn(process.execPath, ['--import', patience, main, ...args], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  child.stdin.end(input);
  return {
    child,
    outcome: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...written }))),
    shows: (text, name = 'stdout') =>
      new Promise((resolve) => {
        const look = () => written[name].includes(text) && resolve();
        child[name].on('data', look);
        look();
      }),
  };
}

/** Runs the built command to its end. */
export function runCli(args: readonly string[], options?: RunOptions): Promise<Outcome> {
  return startCli(args, options).outcome;
}
