import { createInterface } from 'node:readline/promises';
import { problemWithType } from './names.js';

/** Asks for a type string until it gets one that can be used. @throws Error where the user leaves with Ctrl-C or Ctrl-D. */
export async function askForType(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const terminal = createInterface({ input, output });
  const left = new AbortController();
  terminal.once('close', () => left.abort());
  try {
    for (;;) {
      const question = 'Type string of the provider, such as my-llm: ';
      const type = (await terminal.question(question, { signal: left.signal })).trim();
      const problem = problemWithType(type);
      if (problem === undefined) return type;
      output.write(`${problem}\n`);
    }
  } catch (error) {
    throw left.signal.aborted ? new Error('Nothing was written.') : error;
  } finally {
    terminal.close();
  }
}
