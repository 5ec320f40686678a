import { spawn } from 'node:child_process';

/** Where and with what environment a program runs. */
export interface Place {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  /** All that it wrote, to stdout and stderr. */
  readonly output: string;
}

/** Runs a program to its end, whatever that is. */
export async function run([program = '', ...parameters]: readonly string[], place: Place): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: place.folder,
      env: place.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Runs a program that has to succeed, and gives what it wrote. @throws Error with its output where it fails. */
export async function succeed(command: readonly string[], place: Place): Promise<string> {
  const { code, output } = await run(command, place);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code} in ${place.folder}:\n${output}`);
  return output;
}
