import { parseJson } from '@modelport/provider-utils';

/** A piece of an answer; what is not in it is empty. */
export interface TextLine {
  readonly content: string;
  readonly thinking: string;
}

/** The fields in the order in which Ollama writes them. Strings of JSON: up to a quote that has no backslash before it. */
const pattern =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has none of them as they are
  /^\{"model":"[^"\\\0-\x1f]*","created_at":"[^"\\\0-\x1f]*","message":\{"role":"assistant","content":("[^"\\\0-\x1f]*(?:\\.[^"\\\0-\x1f]*)*")(?:,"thinking":("[^"\\\0-\x1f]*(?:\\.[^"\\\0-\x1f]*)*"))?\},"done":false\}\r?$/;

/** Characters of the longest line that is looked at: millions of escapes are more than a regular expression can hold. */
const longest = 10_000;

/**
 * Reads a line of a stream that holds a piece of text or of thoughts and nothing else, as nearly all lines do: to parse it whole
 * costs several times as much. `undefined` for any other line.
 */
export function readTextLine(line: string): TextLine | undefined {
  const found = line.length > longest ? null : pattern.exec(line);
  if (found === null) return undefined;
  const content = unquoted(found[1] ?? '""');
  const thinking = unquoted(found[2] ?? '""');
  return content === undefined || thinking === undefined ? undefined : { content, thinking };
}

/** The text of a string of JSON; most have nothing to undo. `undefined` where it is none. */
function unquoted(string: string): string | undefined {
  return string.includes('\\') ? (parseJson(string) as string | undefined) : string.slice(1, -1);
}
