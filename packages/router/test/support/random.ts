/** Random numbers from 0 to below 1 that a seed repeats: mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole numbers from `least` to `most`, both included. */
export function createWholeRandom(seed: number): (least: number, most: number) => number {
  const random = createRandom(seed);
  return (least, most) => least + Math.floor(random() * (most - least + 1));
}
