import type { JsonSchema } from '@modelport/core';

/** What to fill into a value where the schema leaves the choice. */
export interface ExampleHints {
  /** Default `text`. */
  readonly text?: string | undefined;
  /** Taken one after the other, the last one again when they run out. Default 0. */
  readonly numbers?: readonly number[] | undefined;
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  time: '12:00:00Z',
  'date-time': '2026-01-31T12:00:00Z',
  duration: 'PT1H',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** Deeper than this, optional parts of recursive schemas are left out. */
const deepest = 12;

/**
 * A small value that a JSON Schema accepts: required properties, shortest lists, smallest numbers.
 * Does not follow `pattern`, `not`, `if` and remote references.
 */
export function exampleValue(schema: JsonSchema, hints: ExampleHints = {}): unknown {
  const numbers = [...(hints.numbers ?? [])];
  let number = 0;
  const nextNumber = (): number => {
    number = numbers.shift() ?? number;
    return number;
  };
  return exampleOf(schema, { text: hints.text, nextNumber, root: schema, depth: 0 });
}

interface Context {
  readonly text: string | undefined;
  readonly nextNumber: () => number;
  readonly root: JsonSchema;
  readonly depth: number;
}

function exampleOf(given: unknown, outer: Context): unknown {
  if (!isSchema(given)) return outer.text ?? 'text';
  const context = { ...outer, depth: outer.depth + 1 };
  const schema = resolve(given, context);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return pick(schema['enum'], context.text);
  if ('default' in schema) return schema['default'];
  if (Array.isArray(schema['examples']) && schema['examples'].length > 0) return schema['examples'][0];
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) return exampleOf({ ...omit(schema), ...simplest(alternatives) }, context);
  return byType(typeOf(schema), schema, context);
}

function byType(type: unknown, schema: JsonSchema, context: Context): unknown {
  switch (type) {
    case 'object':
      return exampleObject(schema, context);
    case 'array':
      return exampleArray(schema, context);
    case 'number':
    case 'integer':
      return exampleNumber(schema, context.nextNumber(), type === 'integer');
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return exampleText(schema, context.text ?? 'text');
  }
}

function exampleObject(schema: JsonSchema, context: Context): unknown {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = required.filter((name) => typeof name === 'string');
  return Object.fromEntries(
    context.depth > deepest ? [] : names.map((name) => [name, exampleOf(properties[name], context)]),
  );
}

function exampleArray(schema: JsonSchema, context: Context): unknown[] {
  const first: readonly unknown[] = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : [];
  const length = Math.max(numberOf(schema['minItems']) ?? 0, first.length);
  if (context.depth > deepest) return [];
  return Array.from({ length }, (_, index) => exampleOf(first[index] ?? schema['items'], context));
}

function exampleNumber(schema: JsonSchema, wanted: number, whole: boolean): number {
  const step = numberOf(schema['multipleOf']) ?? (whole ? 1 : undefined);
  const exclusiveLeast = numberOf(schema['exclusiveMinimum']);
  const exclusiveMost = numberOf(schema['exclusiveMaximum']);
  const nudge = step ?? 0.5;
  const least = Math.max(numberOf(schema['minimum']) ?? -Infinity, (exclusiveLeast ?? -Infinity) + nudge);
  const most = Math.min(numberOf(schema['maximum']) ?? Infinity, (exclusiveMost ?? Infinity) - nudge);
  const value = Math.max(least, Math.min(most, wanted));
  if (step === undefined) return value;
  const rounded = Math.round(value / step) * step;
  if (rounded < least) return Math.ceil(value / step) * step;
  return rounded > most ? Math.floor(value / step) * step : rounded;
}

function exampleText(schema: JsonSchema, wanted: string): string {
  const format = typeof schema['format'] === 'string' ? formats[schema['format']] : undefined;
  const text = format ?? wanted;
  return text.padEnd(numberOf(schema['minLength']) ?? 0, '.').slice(0, numberOf(schema['maxLength']));
}

/** Follows `$ref` inside the schema and folds `allOf` into one schema. */
function resolve(schema: JsonSchema, context: Context): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference === 'string' && context.depth <= deepest * 4) {
    const { $ref, ...rest } = schema;
    return resolve({ ...lookUp(reference, context.root), ...rest }, { ...context, depth: context.depth + 1 });
  }
  if (!Array.isArray(schema['allOf'])) return schema;
  const { allOf, ...rest } = schema;
  return (allOf as unknown[])
    .filter(isSchema)
    .reduce<JsonSchema>((merged, part) => merge(merged, resolve(part, context)), rest);
}

function lookUp(reference: string, root: JsonSchema): JsonSchema {
  let at: unknown = root;
  for (const step of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isSchema(at) || Array.isArray(at) ? (at as Record<string, unknown>)[key] : undefined;
  }
  return isSchema(at) ? at : {};
}

function merge(a: JsonSchema, b: JsonSchema): JsonSchema {
  return {
    ...a,
    ...b,
    ...(isSchema(a['properties']) && { properties: { ...a['properties'], ...(b['properties'] as object) } }),
    ...(Array.isArray(a['required']) && { required: [...a['required'], ...((b['required'] as []) ?? [])] }),
  };
}

function omit({ anyOf, oneOf, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

/** The alternative that ends a recursion soonest: one without a reference, if there is one. */
function simplest(alternatives: readonly unknown[]): JsonSchema {
  const schemas = alternatives.filter(isSchema);
  return schemas.find((schema) => !('$ref' in schema)) ?? schemas[0] ?? {};
}

function pick(values: readonly unknown[], text: string | undefined): unknown {
  const wanted = text?.toLowerCase();
  return values.find((value) => typeof value === 'string' && value.toLowerCase() === wanted) ?? values[0];
}

function typeOf(schema: JsonSchema): unknown {
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  if (type !== undefined) return type;
  if ('properties' in schema || 'required' in schema) return 'object';
  return 'items' in schema || 'prefixItems' in schema ? 'array' : undefined;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
