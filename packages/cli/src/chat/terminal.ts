import type { WriteStream } from 'node:tty';

/** A stream to write to, as `process.stdout` and `process.stderr` are. */
export type Output = Pick<NodeJS.WritableStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'hasColors'>>;

/** Where the answer and everything said about it go. */
export interface Terminal {
  /** Both streams are shown to a person. */
  readonly isWatched: boolean;
  /** Writes the next piece of an answer to stdout, at once. */
  answer(text: string): void;
  /** Ends the answer's last line. */
  endAnswer(): void;
  /** Writes the next piece of what the model thinks, dim, on stderr; nothing where nobody watches. */
  thought(text: string): void;
  /** Writes a line to stderr. */
  line(text: string): void;
  /** Writes a dim line to stderr. */
  dimLine(text: string): void;
}

/** Colours follow `NO_COLOR`, `FORCE_COLOR` and what the terminal can do; `noColor` switches them off. */
export function createTerminal(
  stdout: Output,
  stderr: Output,
  { noColor = false }: { readonly noColor?: boolean | undefined } = {},
): Terminal {
  const colours = !noColor && stderr.isTTY === true && stderr.hasColors?.() === true;
  const open = { answer: false, thought: false };
  const dim = (text: string): string => (colours ? `\u001b[2m${text}\u001b[22m` : text);

  function write(stream: Output, text: string, style: (text: string) => string = (plain) => plain): void {
    // A model's words must not move the cursor or retitle the window of whoever reads them.
    const shown = stream.isTTY ? text.replaceAll(/(?![\n\t])\p{Cc}/gu, '') : text;
    if (shown !== '') stream.write(style(shown));
  }

  function endLines(): void {
    if (open.answer) write(stdout, '\n');
    if (open.thought) write(stderr, '\n');
    open.answer = false;
    open.thought = false;
  }

  return {
    isWatched: stdout.isTTY === true && stderr.isTTY === true,
    answer(text) {
      if (open.thought) write(stderr, '\n\n');
      open.thought = false;
      write(stdout, text);
      if (text !== '') open.answer = !text.endsWith('\n');
    },
    endAnswer: endLines,
    thought(text) {
      if (!stderr.isTTY) return;
      if (open.answer) endLines();
      write(stderr, text, dim);
      if (text !== '') open.thought = !text.endsWith('\n');
    },
    line(text) {
      endLines();
      write(stderr, `${text}\n`);
    },
    dimLine(text) {
      endLines();
      write(stderr, text, dim);
      write(stderr, '\n');
    },
  };
}
