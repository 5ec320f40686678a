import { runChild } from './run-child.mjs';

const quietFor = 300;

/** Set-up could not be finished; the message is all that the user needs to see. */
export class SetUpError extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs one step of the set-up. Says what it does in one line if that takes longer than a moment, on stderr so
 * that stdout stays the program's own; shows the log only if the step fails.
 *
 * @param {string} description What happens, for the user.
 * @param {string[]} command
 * @param {{ environment: NodeJS.ProcessEnv, advice: string }} options `advice` is what to do when it fails.
 */
export async function step(description, command, { environment, advice }) {
  const announce = setTimeout(() => console.error(`modelport: ${description}…`), quietFor);
  const { code, interrupted, output } = await runChild(command, { environment, capture: true });
  clearTimeout(announce);
  if (interrupted) throw new SetUpError(`modelport: stopped while ${description}.`, 130);
  if (code !== 0) throw new SetUpError(`${output}\nmodelport: failed: ${description}. ${advice}`, code);
}
