import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../openai/checks.js';
import { type AnswerToolCall, deltasOf } from '../answer.js';

type Json = Record<string, unknown>;

/**
 * The tools of which a chat request makes the model call one, by name. Ollama has no tool choice, but it can be asked for JSON
 * in the form of a call: `{ name, parameters }`, one schema for each tool. `undefined`: `format` asks for something else.
 */
export function forcedTools({ format, tools }: Json): readonly string[] | undefined {
  if (!isObject(format) || !Array.isArray(tools)) return undefined;
  const schemas = Array.isArray(format['anyOf']) ? format['anyOf'] : [format];
  const names = schemas.map((schema) => nameOf(schema, tools));
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** The tool of which a schema describes a call. */
function nameOf(schema: unknown, tools: readonly unknown[]): string | undefined {
  const { type, properties, required, additionalProperties } = isObject(schema) ? schema : {};
  const { name, parameters, ...others } = isObject(properties) ? properties : {};
  const called = tools
    .map((tool) => (tool as { function: Json }).function)
    .find((tool) => isDeepStrictEqual(name, { type: 'string', enum: [tool['name']] }));
  const isWhole =
    type === 'object' &&
    additionalProperties === false &&
    Object.keys(others).length === 0 &&
    isDeepStrictEqual(required, ['name', 'parameters']) &&
    isDeepStrictEqual(parameters, called?.['parameters']);
  return isWhole ? String(called?.['name']) : undefined;
}

/** A call as the model writes it where JSON in that form was asked for, in pieces. */
export function writtenCall(call: AnswerToolCall): readonly string[] {
  const [first = '', ...rest] = deltasOf(call.arguments);
  return [`{"name": ${JSON.stringify(call.name)}, "parameters": ${first}`, ...rest, '}'];
}
