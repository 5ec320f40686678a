/** `Value` with those members optional that may be `undefined`. */
export type Defined<Value> = {
  [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key];
} & {
  [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined>;
};

/** `Value` while it is being made. */
export type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** The object without the members that are `undefined`: a copy. On the way of every call, one that lacks some is dear. */
export function defined<Value extends object>(value: Value): Defined<Value> {
  const names = Object.keys(value);
  const members = value as Record<string, unknown>;
  if (names.every((name) => members[name] !== undefined)) return { ...value } as Defined<Value>;
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const member = members[name];
    if (member === undefined) continue;
    // It would set the prototype.
    if (name === '__proto__') Object.defineProperty(kept, name, { value: member, ...plain });
    else kept[name] = member;
  }
  return kept as Defined<Value>;
}

const plain = { configurable: true, enumerable: true, writable: true };
