/** Of a longer text its beginning and its end count, this many characters of each. */
const longestEnd = 512;

/** 32 bits that look random, of a text and what came before it. FNV-1a, then the last step of MurmurHash3, which mixes all bits. */
export function hashText(text: string, seed = 0x811c9dc5): number {
  const { length } = text;
  const head = Math.min(length, longestEnd);
  let value = add(seed, length);
  for (let at = 0; at < head; at++) value = add(value, text.charCodeAt(at));
  for (let at = Math.max(head, length - longestEnd); at < length; at++)
    value = add(value, text.charCodeAt(at));
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

function add(value: number, code: number): number {
  return Math.imul(value ^ code, 0x01000193);
}
