type Json = Record<string, unknown>;

/** A value that fits a JSON schema, the same each time. References are followed three levels deep. */
export function fillSchema(schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (!isRecord(schema) || depth > 12) return null;
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (typeof schema['$ref'] === 'string')
    return fillSchema(resolveReference(schema['$ref'], root), root, depth + 4);
  const choices = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'];
  if (Array.isArray(choices)) return fillSchema(choices[0], root, depth + 1);
  const type: unknown = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  if (type === 'object' || isRecord(schema['properties'])) return fillObject(schema, root, depth);
  if (type === 'array')
    return Array.from({ length: Number(schema['minItems'] ?? 1) }, () =>
      fillSchema(schema['items'], root, depth + 1),
    );
  if (type === 'string') return 'Paris';
  if (type === 'integer' || type === 'number') return Number(schema['minimum'] ?? 4);
  return type === 'boolean' ? true : null;
}

function fillObject({ properties }: Json, root: unknown, depth: number): Json {
  const entries = isRecord(properties) ? Object.entries(properties) : [];
  return Object.fromEntries(entries.map(([name, schema]) => [name, fillSchema(schema, root, depth + 1)]));
}

/** What a reference within a schema points to. */
export function resolveReference(reference: string, root: unknown): unknown {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return steps.reduce<unknown>((value, step) => (isRecord(value) ? value[step] : undefined), root);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
