import {
  anything,
  boolean,
  type Check,
  isObject,
  list,
  nullable,
  object,
  oneOf,
  string,
  stringOr,
  union,
} from './checks.js';
import { refuse } from './refusal.js';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

const functionDefinition = object(
  { name: string(NAME), description: string(), parameters: anything, strict: nullable(boolean) },
  ['name'],
);
const toolKinds = union('type', {
  function: object({ type: anything, function: functionDefinition }, ['function']),
  custom: object(
    {
      type: anything,
      custom: object({ name: string(NAME), description: string(), format: anything }, ['name']),
    },
    ['custom'],
  ),
});
const named = object({ name: string() }, ['name']);
const toolChoiceKinds = union('type', {
  function: object({ type: anything, function: named }, ['function']),
  custom: object({ type: anything, custom: named }, ['custom']),
  allowed_tools: object(
    {
      type: anything,
      allowed_tools: object({ mode: oneOf('auto', 'required'), tools: list(anything) }, ['mode', 'tools']),
    },
    ['allowed_tools'],
  ),
});

/** Refuses what OpenAI refuses in `tools`. */
export const checkTools: Check = (value, path, leniency) => {
  list(toolKinds, { min: 1, max: 128 })(value, path, leniency);
  if (!Array.isArray(value) || leniency?.checksTypesOnly) return;
  for (const [index, tool] of value.entries()) {
    const definition = tool.function;
    if (definition?.parameters === undefined) continue;
    const where = `${path}[${index}].function.parameters`;
    const context = `function '${definition.name}'`;
    checkObjectSchema(definition.parameters, where, context, 'invalid_function_parameters');
    if (definition.strict)
      checkStrictSchema(definition.parameters, where, context, 'invalid_function_parameters');
  }
};

/** Refuses what OpenAI refuses in `tool_choice`. */
export const checkToolChoice: Check = stringOr(oneOf('none', 'auto', 'required'), toolChoiceKinds);

const responseFormatKinds = union('type', {
  text: object({ type: anything }),
  json_object: object({ type: anything }),
  json_schema: object(
    {
      type: anything,
      json_schema: object(
        { name: string(NAME), description: string(), schema: anything, strict: nullable(boolean) },
        ['name'],
      ),
    },
    ['json_schema'],
  ),
});

/** Refuses what OpenAI refuses in `response_format`. */
export const checkResponseFormat: Check = (value, path, leniency) => {
  responseFormatKinds(value, path, leniency);
  if (leniency?.checksTypesOnly) return;
  const format = isObject(value) ? value['json_schema'] : undefined;
  if (!isObject(format) || format['schema'] === undefined) return;
  const context = `response_format '${format['name']}'`;
  const where = `${path}.json_schema.schema`;
  checkObjectSchema(format['schema'], where, context, null);
  if (format['strict']) checkStrictSchema(format['schema'], where, context, null);
};

/** Refuses choices that speak of tools which are not there. */
export function checkToolFields(body: Record<string, unknown>): void {
  const { tools, tool_choice: choice, parallel_tool_calls: parallel } = body;
  for (const [field, value] of Object.entries({ tool_choice: choice, parallel_tool_calls: parallel })) {
    if (tools === undefined && value !== undefined && value !== 'none') {
      refuse(`Invalid value for '${field}': it is only allowed when 'tools' are specified.`, field);
    }
  }
  const name = isObject(choice) && isObject(choice['function']) ? choice['function']['name'] : undefined;
  const known = Array.isArray(tools) ? tools.map((tool) => tool.function?.name) : [];
  if (name !== undefined && !known.includes(name)) {
    refuse(`Tool choice '${name}' not found in 'tools'.`, 'tool_choice');
  }
}

function checkObjectSchema(schema: unknown, path: string, context: string, code: string | null): void {
  if (isObject(schema) && schema['type'] === 'object') return;
  const type = isObject(schema) ? schema['type'] : schema;
  refuse(
    `Invalid schema for ${context}: its type must be "object", not ${JSON.stringify(type)}.`,
    path,
    code,
  );
}

/** Strict schemas: every object closed, and all of its properties required. */
function checkStrictSchema(schema: unknown, path: string, context: string, code: string | null): void {
  if (Array.isArray(schema)) {
    for (const entry of schema) checkStrictSchema(entry, path, context, code);
    return;
  }
  if (!isObject(schema)) return;
  if (schema['type'] === 'object') {
    const properties = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
    const required = Array.isArray(schema['required']) ? schema['required'] : [];
    if (schema['additionalProperties'] !== false) {
      refuse(`Invalid schema for ${context}: 'additionalProperties' must be false.`, path, code);
    }
    const optional = properties.filter((property) => !required.includes(property));
    if (optional.length > 0) {
      refuse(`Invalid schema for ${context}: 'required' lacks ${optional.join(', ')}.`, path, code);
    }
  }
  for (const part of Object.values(schema)) checkStrictSchema(part, path, context, code);
}
