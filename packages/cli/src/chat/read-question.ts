import { createInterface } from 'node:readline';

/** Lines that come within this many milliseconds of each other were pasted, and are one question. */
const pasteGap = 20;

/**
 * Asks for a question on a terminal. `history`, newest first, is what the arrow keys bring back; it grows.
 * `undefined`: the person leaves, by Ctrl-C or Ctrl-D.
 *
 * Nothing is read between two questions, so that Ctrl-C is a signal to the process while an answer comes.
 */
export function readQuestion(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  history: string[],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    let paste: NodeJS.Timeout | undefined;
    const reader = createInterface({ input, output, prompt: '> ', history: [...history], historySize: 500 });
    reader.on('history', (newer: string[]) => history.splice(0, history.length, ...newer));
    reader.on('line', (line) => {
      lines.push(line);
      clearTimeout(paste);
      paste = setTimeout(endPaste, pasteGap);
    });
    reader.on('SIGINT', () => {
      lines.length = 0;
      reader.close();
    });
    reader.on('close', () => {
      clearTimeout(paste);
      if (lines.length === 0) output.write('\n');
      resolve(lines.length === 0 ? undefined : lines.join('\n').trim());
    });
    reader.prompt();

    /** A paste may end in the middle of a line: then Enter is still to come. */
    function endPaste(): void {
      if (reader.line === '') reader.close();
    }
  });
}
