/**
 * Cuts bytes at the given positions, which may come in any order. Positions outside the bytes are ignored, and no
 * piece is empty; nothing is copied.
 */
export function splitBytes(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const inside = [...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b);
  if (bytes.length === 0) return [];
  return [...inside, bytes.length].map((end, index) => bytes.subarray(inside[index - 1] ?? 0, end));
}

/** Every way to cut bytes in two: `length - 1` of them, one at a time. */
export function* everyTwoWaySplit(bytes: Uint8Array): Generator<Uint8Array[]> {
  for (let cut = 1; cut < bytes.length; cut++) yield splitBytes(bytes, [cut]);
}

/**
 * A sample of the ways to cut bytes in three. The same seed gives the same sample; half of the middle pieces are
 * at most eight bytes long, where most mistakes show.
 */
export function* sampleThreeWaySplits(bytes: Uint8Array, count: number, seed = 1): Generator<Uint8Array[]> {
  if (bytes.length < 3) return;
  const random = randomNumbers(seed);
  for (let index = 0; index < count; index++) {
    const first = 1 + Math.floor(random() * (bytes.length - 2));
    const rest = bytes.length - 1 - first;
    const reach = index % 2 === 0 ? Math.min(rest, 8) : rest;
    yield splitBytes(bytes, [first, first + 1 + Math.floor(random() * reach)]);
  }
}

/** Cuts bytes into pieces of `size` bytes; the last may be shorter. */
export function piecesOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

/** Numbers in [0, 1) that a seed determines (the xorshift generator). */
function randomNumbers(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
