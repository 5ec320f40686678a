import type { Readable } from 'node:stream';

/** Standard input, as `process.stdin` is. */
export type Input = Readable & { readonly isTTY?: boolean | undefined };

/** Milliseconds to wait for the first byte of input that a question does not need. */
const fiveSeconds = 5000;

/** The whole of what is piped in; `undefined` on a terminal. */
export async function readInput(input: Input): Promise<string | undefined> {
  if (input.isTTY) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8').trim();
}

/**
 * What is piped in beside a question. Some programs start others with a pipe that they never write to or close:
 * where nothing comes for 5 s, `gaveUp` is called and there is no input.
 */
export async function readContext(
  input: Input,
  gaveUp: () => void,
  patience: number = fiveSeconds,
): Promise<string | undefined> {
  if (input.isTTY) return undefined;
  if (await startsWithin(input, patience)) return readInput(input);
  gaveUp();
  input.destroy();
  return undefined;
}

function startsWithin(input: Input, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds, false);
    const started = () => done(true);
    input.once('readable', started);
    input.once('end', started);
    input.once('error', started);
    function done(answer: boolean): void {
      clearTimeout(timer);
      input.off('readable', started).off('end', started).off('error', started);
      resolve(answer);
    }
  });
}
