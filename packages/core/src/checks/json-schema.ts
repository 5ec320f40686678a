import { ProviderError } from '../errors.js';
import { isObject } from '../is-object.js';
import type { JsonSchema, Schema, StandardSchema } from '../schema.js';
import { check } from './check-field.js';

/** A schema ready for use: as JSON Schema for the backend, and with a check of values where one was given. */
export interface ResolvedSchema {
  readonly json: JsonSchema;
  readonly standard?: StandardSchema | undefined;
}

/** The Standard JSON Schema extension: the schema can write itself. */
interface JsonSchemaConverter {
  readonly jsonSchema?: { input(options: { target: string }): JsonSchema } | undefined;
}

const accepted =
  'JSON Schema, a Standard Schema that can write it (zod 4.2, arktype 2.1.28 or later) or { schema, jsonSchema }';
const keyword =
  /^\$|^(type|enum|const|not|title|description|format|pattern|required|additional|prefix|min|max|properties|items|definitions)|Of$/;
const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
const written = new WeakMap<StandardSchema, JsonSchema>();

/**
 * Turns any schema that a user may give into JSON Schema.
 * @throws ProviderError `REQUEST_INVALID` naming `setting`, with how to convert it.
 */
export function resolveSchema(schema: Schema, setting: string): ResolvedSchema {
  if (isStandard(schema)) return { json: write(schema, setting), standard: schema };
  if (isStandard(schema?.['schema']) && schema['jsonSchema'] !== undefined) {
    return {
      json: checkJsonSchema(schema['jsonSchema'], `${setting}.jsonSchema`),
      standard: schema['schema'],
    };
  }
  return { json: checkJsonSchema(schema, setting) };
}

function isStandard(schema: unknown): schema is StandardSchema {
  return (
    typeof (schema as Partial<StandardSchema> | null | undefined)?.['~standard']?.validate === 'function'
  );
}

/** The JSON Schema of a Standard Schema: of what the model must give, before any transform. Written once. */
function write(schema: StandardSchema, setting: string): JsonSchema {
  const { vendor, jsonSchema }: StandardSchema['~standard'] & JsonSchemaConverter = schema['~standard'];
  let json = written.get(schema);
  let cause: unknown;
  try {
    json ??= jsonSchema?.input({ target: 'draft-2020-12' });
  } catch (reason) {
    cause = reason;
  }
  if (json) {
    written.set(schema, json);
    return json;
  }
  const message = `${setting} must be ${accepted}; this ${vendor} schema cannot write itself.`;
  throw new ProviderError({ code: 'REQUEST_INVALID', setting, message, cause });
}

function checkJsonSchema(schema: unknown, setting: string): JsonSchema {
  check(setting, isObject(schema), accepted, schema);
  const { type = 'object' } = schema as JsonSchema;
  const names = Object.keys(schema as JsonSchema);
  const meant = names.length === 0 || names.some((name) => keyword.test(name));
  const known = [type].flat().every((name) => types.includes(name as string));
  check(
    setting,
    meant && known,
    accepted,
    `type ${JSON.stringify(type)} with ${names.slice(0, 3).join(', ')}`,
  );
  return schema as JsonSchema;
}
