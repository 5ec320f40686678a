// Runs a program of the project, after all the set-up that it needs: `node tools/run.mjs vitest run`.
// The root scripts call this, so that they work on a machine with any Node from 18 up, npm and nothing else.
// `--no-build` before the program leaves the build out, for programs that only read the sources.
import { runChild } from './lib/run-child.mjs';
import { setUp } from './lib/set-up.mjs';
import { SetUpError } from './lib/step.mjs';

const build = process.argv[2] !== '--no-build';
const command = process.argv.slice(build ? 2 : 3);
try {
  const { code, signal, output } = await runChild(command, { environment: await setUp({ build }) });
  if (output !== '') console.error(output);
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
