import { refuse } from './anthropic-refusal.js';
import { asFields } from './shape.js';

const known = new Set(
  'type enum const default title description required properties additionalProperties items anyOf allOf $ref $defs definitions format minItems $schema $id'.split(
    ' ',
  ),
);
const formats = 'date-time time date duration email hostname uri ipv4 ipv6 uuid'.split(' ');

/**
 * Refuses a schema that structured outputs do not know:
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export function checkOutputSchema(value: unknown, path: string): void {
  const schema = asFields(value, path);
  const type = String(schema['type'] ?? 'object');
  for (const keyword of Object.keys(schema)) {
    if (!known.has(keyword)) refuse(`${path}: For '${type}' type, property '${keyword}' is not supported`);
  }
  const { properties, items, minItems, format } = schema;
  if ((schema['type'] === 'object' || properties !== undefined) && schema['additionalProperties'] !== false) {
    refuse(`${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  if (minItems !== undefined && minItems !== 0 && minItems !== 1) {
    refuse(`${path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
  }
  if (format !== undefined && !formats.includes(String(format))) {
    refuse(`${path}: For 'string' type, format '${format}' is not supported`);
  }
  for (const field of ['properties', '$defs', 'definitions']) {
    for (const [name, entry] of Object.entries(asFields(schema[field] ?? {}, path))) {
      checkOutputSchema(entry, `${path}.${field}.${name}`);
    }
  }
  if (items !== undefined) checkOutputSchema(items, `${path}.items`);
  for (const field of ['anyOf', 'allOf']) {
    for (const entry of (schema[field] ?? []) as unknown[]) checkOutputSchema(entry, `${path}.${field}`);
  }
}
