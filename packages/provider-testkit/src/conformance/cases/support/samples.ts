import type { AssistantMessage, ToolCallPart, ToolMessage, UserMessage } from '@modelport/core';

/** A tool with a schema that strict backends take as well: closed objects, every property required. */
export const weatherTool = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'Name of the city.' },
      unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
      days: { type: 'array', items: { type: 'integer' } },
      place: {
        type: 'object',
        properties: { country: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
        required: ['country'],
        additionalProperties: false,
      },
    },
    required: ['city', 'unit', 'days', 'place'],
    additionalProperties: false,
  },
} as const;

/** A second tool. */
export const timeTool = {
  name: 'get_time',
  description: 'The time in a city.',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
} as const;

/** What the user asks before {@link callsOf}. */
export const question: UserMessage = { role: 'user', content: 'What is the weather in Paris?' };

/** A call as a model made it. */
export function callOf(id: string, city: string): ToolCallPart {
  const given = { city };
  return {
    type: 'tool-call',
    id,
    name: 'get_weather',
    arguments: given,
    rawArguments: JSON.stringify(given),
  };
}

/** An assistant message of calls. */
export function callsOf(...content: readonly ToolCallPart[]): AssistantMessage {
  return { role: 'assistant', content };
}

/** The result of a call. */
export function resultOf(toolCallId: string, content: ToolMessage['content']): ToolMessage {
  return { role: 'tool', toolCallId, toolName: 'get_weather', content };
}
