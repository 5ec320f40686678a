import fc from 'fast-check';

/** What the network makes of the bytes of an answer. */
export interface Delivery {
  /** Where the bytes are cut into reads, as parts of the whole: 0 to 1. */
  readonly cuts: readonly number[];
  /** What is done to the bytes before; nothing for a sound delivery. */
  readonly damage: Damage | undefined;
}

/** One thing that goes wrong with bytes, at a place between 0 (the first) and 1 (the last). */
export type Damage =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'drop'; readonly at: number; readonly count: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly count: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array };

// Evenly spread, which doubles are not.
const place = fc.nat(1_000_000).map((millionths) => millionths / 1_000_000);
const count = fc.integer({ min: 1, max: 200 });

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ kind: fc.constant('drop' as const), at: place, count }),
  fc.record({ kind: fc.constant('repeat' as const), at: place, count }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  }),
);

/** Random deliveries: half of them sound, half damaged. */
export const deliveries: fc.Arbitrary<Delivery> = fc.record({
  cuts: fc.array(place, { maxLength: 12 }),
  damage: fc.option(damage, { nil: undefined, freq: 2 }),
});

/** The bytes after the damage. */
export function damaged(bytes: Uint8Array, { damage }: Delivery): Uint8Array {
  if (damage === undefined) return bytes;
  const at = Math.floor(damage.at * (bytes.length - 1));
  switch (damage.kind) {
    case 'cut':
      return bytes.subarray(0, at);
    case 'flip':
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << damage.bit) : byte));
    case 'drop':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + damage.count)]);
    case 'repeat':
      return Buffer.concat([bytes.subarray(0, at + damage.count), bytes.subarray(at)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, at), damage.bytes, bytes.subarray(at)]);
  }
}

/** The bytes in the reads in which they arrive. */
export function readsOf(bytes: Uint8Array, { cuts }: Delivery): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => Math.round(cut * bytes.length)))].sort(
    (one, other) => one - other,
  );
  return [...places, bytes.length]
    .map((end, index) => bytes.subarray(index === 0 ? 0 : (places[index - 1] ?? 0), end))
    .filter(({ length }) => length > 0);
}
