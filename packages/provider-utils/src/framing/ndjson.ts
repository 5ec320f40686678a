import {
  defaultMaxFrameLength,
  type FrameParser,
  type FrameParserOptions,
  frameTooLong,
} from './frame-parser.js';
import { Utf8Text } from './utf8-text.js';

/**
 * Makes a parser for newline-delimited JSON: each frame is the text of one line, not yet parsed.
 * Empty lines are left out; a `\r` before the line feed stays, because `JSON.parse` takes it for white space.
 */
export function createNdjsonParser(options: FrameParserOptions = {}): FrameParser<string> {
  return new NdjsonParser(options.maxFrameLength ?? defaultMaxFrameLength);
}

class NdjsonParser implements FrameParser<string> {
  readonly #limit: number;
  readonly #decoder = new Utf8Text();
  /** The unfinished line. Only ever appended to, so that long lines cost linear time. */
  #rest = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): string[] {
    const lines = this.#read(this.#decoder.next(chunk));
    if (this.#rest.length > this.#limit && lines.length === 0) throw frameTooLong('a line', this.#limit);
    return lines;
  }

  end(): string[] {
    return this.#read(`${this.#decoder.end()}\n`);
  }

  #read(text: string): string[] {
    const lines: string[] = [];
    let start = 0;
    let end = text.indexOf('\n');
    while (end !== -1) {
      const line = this.#rest + text.slice(start, end);
      this.#rest = '';
      if (line !== '' && line !== '\r') lines.push(line);
      start = end + 1;
      end = text.indexOf('\n', start);
    }
    this.#rest += text.slice(start);
    return lines;
  }
}
