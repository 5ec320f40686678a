/** Number of words in a text: what the mock counts as tokens. */
export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** Splits a text into deltas: of `size` characters, or a word each. Joined they are the text again. */
export function splitText(text: string, size?: number): readonly string[] {
  if (size === undefined) return text.match(/^\s+|\S+\s*/g) ?? [];
  const characters = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(''));
  return pieces;
}
