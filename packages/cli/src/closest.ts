/** The candidate that shares most pairs of neighbouring letters with a word, where that is a good part of them. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let most = 0.4;
  for (const candidate of candidates) {
    const [left, right] = [pairs(word), pairs(candidate)];
    const shared = left.filter((pair) => right.includes(pair)).length;
    const likeness = (2 * shared) / (left.length + right.length);
    if (likeness >= most) [best, most] = [candidate, likeness];
  }
  return best;
}

function pairs(word: string): string[] {
  const letters = ` ${word.toLowerCase()} `;
  return Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2));
}
