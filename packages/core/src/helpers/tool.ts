import type { JsonValue, Tool, ToolCall, ToolMessage } from '../contract.js';
import type { Schema } from '../schema.js';

/**
 * A tool whose name and arguments are typed in the response: `call.name === 'add'` narrows `call.arguments`.
 *
 * ```ts
 * import { tool } from '@modelport/core';
 * import { z } from 'zod';
 *
 * const add = tool({ name: 'add', description: 'Adds two numbers', parameters: z.object({ a: z.number(), b: z.number() }) });
 * ```
 */
export function tool<const Name extends string, Parameters extends Schema | undefined = undefined>(
  definition: Tool<Name, Parameters>,
): Tool<Name, Parameters> {
  return definition;
}

/** The message that answers a tool call. A value that is no string is written as JSON; an `Error` as its message. */
export function toolResult(
  call: Pick<ToolCall, 'id' | 'name'>,
  value: JsonValue | Error | undefined,
): ToolMessage {
  const failed = value instanceof Error;
  const content = failed ? value.message : typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return {
    role: 'tool',
    toolCallId: call.id,
    toolName: call.name,
    content,
    ...(failed && { isError: true }),
  };
}
