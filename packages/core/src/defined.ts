/** `Value` with those members optional that may be `undefined`. */
export type Defined<Value> = {
  [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key];
} & {
  [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined>;
};

/** The object without the members that are `undefined`. */
export function defined<Value extends object>(value: Value): Defined<Value> {
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    // It would set the prototype.
    if (name === '__proto__') Object.defineProperty(kept, name, { value: member, ...plain });
    else kept[name] = member;
  }
  return kept as Defined<Value>;
}

const plain = { configurable: true, enumerable: true, writable: true };
