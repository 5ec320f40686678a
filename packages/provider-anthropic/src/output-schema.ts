import type { JsonSchema } from '@modelport/core';
import { asRecord, type JsonRecord } from '@modelport/provider-utils';

/** Keywords that structured outputs know, beside those that hold schemas. */
const known: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'default',
  'title',
  'description',
  'required',
  '$ref',
  '$schema',
  '$id',
]);

const formats: ReadonlySet<unknown> = new Set(
  'date-time time date duration email hostname uri ipv4 ipv6 uuid'.split(' '),
);

/**
 * Puts a schema in the words that structured outputs know: every object is closed, `oneOf` becomes `anyOf`, and limits such as
 * `minimum` go into the description, where the model reads them. Core checks the answer against the whole schema.
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export function toOutputSchema(schema: JsonSchema): JsonSchema {
  return closed(schema) as JsonSchema;
}

function closed(value: unknown): unknown {
  const schema = asRecord(value);
  if (schema === undefined) return value;
  const out: Record<string, unknown> = {};
  const limits: Record<string, unknown> = {};
  for (const [keyword, given] of Object.entries(schema)) {
    const kept = translate(keyword, given);
    if (kept === undefined) limits[keyword] = given;
    else if (kept.keyword !== undefined) out[kept.keyword] = kept.value;
  }
  if (isObjectSchema(schema)) out['additionalProperties'] = false;
  if (Object.keys(limits).length > 0) {
    const words = Object.entries(limits).map(([keyword, limit]) => `${keyword}: ${JSON.stringify(limit)}`);
    const before = typeof out['description'] === 'string' ? `${out['description']} ` : '';
    out['description'] = `${before}(${words.join(', ')})`;
  }
  return out;
}

/** What a keyword becomes; without a `keyword` it is left out, `undefined`: it can only be described. */
function translate(keyword: string, given: unknown): { keyword?: string; value?: unknown } | undefined {
  switch (keyword) {
    case 'properties':
    case '$defs':
    case 'definitions':
      return { keyword, value: mapValues(given, closed) };
    case 'items':
      return { keyword, value: closed(given) };
    case 'anyOf':
    case 'allOf':
      return { keyword, value: mapList(given) };
    case 'oneOf':
      return { keyword: 'anyOf', value: mapList(given) };
    case 'additionalProperties':
      // Values of any name cannot be had.
      return asRecord(given) === undefined ? {} : undefined;
    case 'format':
      return formats.has(given) ? { keyword, value: given } : undefined;
    case 'minItems':
      return given === 0 || given === 1 ? { keyword, value: given } : undefined;
    default:
      return known.has(keyword) ? { keyword, value: given } : undefined;
  }
}

function isObjectSchema({ type, properties }: JsonRecord): boolean {
  const types = Array.isArray(type) ? type : [type];
  return types.includes('object') || (type === undefined && properties !== undefined);
}

function mapValues(value: unknown, change: (value: unknown) => unknown): unknown {
  const record = asRecord(value);
  if (record === undefined) return value;
  return Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, change(entry)]));
}

function mapList(value: unknown): unknown {
  return Array.isArray(value) ? value.map(closed) : value;
}
