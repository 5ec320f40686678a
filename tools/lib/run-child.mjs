import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { root } from './root.mjs';

const forwarded = ['SIGTERM', 'SIGHUP'];
const patience = 1000;

/**
 * Runs a program and waits for its end.
 * Ctrl-C reaches the child through the terminal: this process only waits for what the child makes of it, and a
 * second at most where the output is captured, as npm would first finish its download.
 *
 * @param {string[]} command The program and its arguments.
 * @param {{ environment?: NodeJS.ProcessEnv, capture?: boolean, folder?: string }} [options] `capture` collects the
 *   output, gives the child an empty stdin, and shows nothing; otherwise the child has this process's terminal.
 *   `folder` is where it runs. Default: the folder of the repository.
 * @returns {Promise<{ code: number, signal: NodeJS.Signals | null, interrupted: boolean, output: string }>}
 *   `code` is 127 when the program cannot be started; `interrupted` tells of a Ctrl-C.
 */
export function runChild(
  [program, ...parameters],
  { environment = process.env, capture = false, folder = root } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd: folder,
      env: environment,
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32' && program !== 'node', // the others are .cmd files there
    });
    let output = '';
    let interrupted = false;
    const forward = (signal) => child.kill(signal);
    const interrupt = () => {
      interrupted = true;
      if (capture) setTimeout(() => child.kill('SIGKILL'), patience).unref();
    };
    for (const signal of forwarded) process.on(signal, forward);
    process.on('SIGINT', interrupt);

    const end = (code, signal) => {
      for (const each of forwarded) process.off(each, forward);
      process.off('SIGINT', interrupt);
      // Some programs write colours into a pipe, too, where they see that this is CI.
      resolve({ code, signal, interrupted, output: stripVTControlCharacters(output) });
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(127, null);
    });
    child.on('close', (code, signal) => end(code ?? 1, signal));
  });
}
