import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a process of its own ended. */
export interface ScriptEnd {
  readonly output: string;
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  /** Milliseconds from when it said that it was ready to its end. */
  readonly took: number;
}

/** Runs a script in a process of its own, which writes `ready` when it is. `signal`: sent to it then. */
export async function runScript(
  script: string,
  parameters: readonly string[],
  signal?: NodeJS.Signals,
): Promise<ScriptEnd> {
  const child = spawn(process.execPath, [script, ...parameters], { stdio: 'pipe' });
  let output = '';
  let readyAt = Number.NaN;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      output += bytes;
      if (!Number.isNaN(readyAt) || !output.includes('ready')) return;
      readyAt = performance.now();
      if (signal) child.kill(signal);
    });
  }
  const [code, killedBy] = await once(child, 'close');
  return { output, code, killedBy, took: performance.now() - readyAt };
}
