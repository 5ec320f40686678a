/** The candidate nearest to a misspelt name, or `undefined` where none is near. Case, `-` and `_` do not count. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
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

/** How many letters must be put in, left out or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from(`${b} `, (_, index) => index);
  for (const letter of a) {
    let diagonal = row[0] ?? 0;
    let left = diagonal;
    row = row.map((above, index) => {
      left =
        index === 0 ? above + 1 : Math.min(above + 1, left + 1, diagonal + Number(b[index - 1] !== letter));
      diagonal = above;
      return left;
    });
  }
  return row.at(-1) ?? 0;
}
