/**
 * The beginning of a text in one line, cut between two words and marked with `…` where it is longer than `most`
 * characters. Words are kept whole because half a key could not be told from text by whoever redacts it next: a text
 * that starts with a longer word gives an empty one.
 */
export function firstWords(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const words = line
    .slice(0, most + 1)
    .replace(/[^\s"'`]*$/, '')
    .trimEnd();
  return words === '' ? '' : `${words}…`;
}
