/** `allowFallbacks` as the wire has it: `allow_fallbacks`. Names that are so already stay as they are. */
export function toWireName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A value with the names of all objects in it as the wire has them, and without fields that are `undefined`. */
export function toWireNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWireNames);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [toWireName(name), toWireNames(field)]));
}
