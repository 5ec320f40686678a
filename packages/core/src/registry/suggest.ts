/**
 * The candidate nearest to a misspelt name, or `undefined` where none is near. Case, `-` and `_` do not count.
 * @param most How many differences there may be. Default: one for every three letters.
 */
export function nearest(
  name: string,
  candidates: Iterable<string>,
  most: number = Math.max(1, Math.floor(plain(name).length / 3)),
): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, plain(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** ` Did you mean "x"?` or nothing, to end a message with. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const best = nearest(name, candidates);
  return best === undefined ? '' : ` Did you mean "${best}"?`;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

/** How many letters must be put in, left out, replaced or exchanged with the next one. */
function editDistance(a: string, b: string): number {
  const at = (row: readonly number[], index: number) => row[index] ?? Infinity;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = at(row, j) + Number(a[i] !== b[j]);
      const exchanged = a[i] === b[j - 1] && a[i - 1] === b[j] ? at(before, j - 1) + 1 : Infinity;
      next.push(Math.min(at(next, j) + 1, at(row, j + 1) + 1, replaced, exchanged));
    }
    [before, row] = [row, next];
  }
  return at(row, b.length);
}
