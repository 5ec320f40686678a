/** A program names few URLs, again and again. Past this many, all are forgotten. */
const limit = 64;

/**
 * The same function, which remembers what it made of a text. Its second parameter may decide about an error only: what
 * it throws is not remembered.
 */
export function remember<Made extends NonNullable<unknown>, Other = void>(
  make: (text: string, other: Other) => Made,
): (text: string, other: Other) => Made {
  const known = new Map<string, Made>();
  return (text, other) => {
    let made = known.get(text);
    if (made === undefined) {
      made = make(text, other);
      if (known.size >= limit) known.clear();
      known.set(text, made);
    }
    return made;
  };
}
