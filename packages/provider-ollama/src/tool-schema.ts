import type { JsonSchema } from '@modelport/core';
import { asRecord, type JsonRecord } from '@modelport/provider-utils';

/**
 * Writes a schema with the few words that Ollama keeps of a tool's parameters: of the rest `$ref`, `oneOf` and `const` are
 * put in other words, because without them the model would not know what to write. A `$ref` inside itself is left open.
 */
export function toToolSchema(schema: JsonSchema): JsonSchema {
  const converted = convert(schema, schema, []);
  // Nothing refers to the definitions any more.
  const { $defs: _defs, definitions: _definitions, ...rest } = converted;
  return { ...rest, type: 'object', properties: asRecord(rest['properties']) ?? {} };
}

function convert(value: unknown, root: JsonSchema, inside: readonly string[]): Record<string, unknown> {
  // `true` and `false` are schemas as well, but not in Ollama.
  const schema = asRecord(value);
  if (schema === undefined) return {};
  const { $ref, oneOf, const: only, ...rest } = schema;
  if (typeof $ref === 'string') {
    const target = inside.includes($ref) ? undefined : find($ref, root);
    return { ...(target && convert(target, root, [...inside, $ref])), ...convert(rest, root, inside) };
  }
  const converted: Record<string, unknown> = { ...rest };
  if (oneOf !== undefined && converted['anyOf'] === undefined) converted['anyOf'] = oneOf;
  if (only !== undefined && converted['enum'] === undefined) converted['enum'] = [only];
  const { anyOf, items, properties } = converted;
  if (Array.isArray(anyOf)) converted['anyOf'] = anyOf.map((entry) => convert(entry, root, inside));
  if (asRecord(items)) converted['items'] = convert(items, root, inside);
  if (asRecord(properties)) converted['properties'] = convertAll(properties as JsonRecord, root, inside);
  return converted;
}

function convertAll(schemas: JsonRecord, root: JsonSchema, inside: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, convert(schema, root, inside)]),
  );
}

/** What a reference into the same schema, such as `#/$defs/City`, points to. */
function find(reference: string, root: JsonSchema): JsonRecord | undefined {
  if (!reference.startsWith('#')) return undefined;
  let at: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const holder = asRecord(at);
    at = holder !== undefined && Object.hasOwn(holder, name) ? holder[name] : undefined;
  }
  return asRecord(at);
}
