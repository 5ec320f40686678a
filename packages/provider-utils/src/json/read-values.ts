/** A JSON object whose fields may be of any kind. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Parses JSON; `undefined` where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value if it is an object, else `undefined`. */
export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : undefined;
}

const none: readonly never[] = [];

/** The value if it is a list, else an empty one. `Item` is what its entries are hoped to be: check what you read of them. */
export function asList<Item = unknown>(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value : none;
}

/** The value if it is a string that is not empty, else `undefined`. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value if it is a number that is not negative, else `undefined`. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

/** The value if it is a boolean, else `undefined`. */
export function asFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** An object literal without the fields that are `undefined`. */
export function withoutAbsent<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const present: Partial<Fields> = {};
  for (const name of Object.keys(fields) as (keyof Fields)[])
    if (fields[name] !== undefined) present[name] = fields[name];
  return present as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}
