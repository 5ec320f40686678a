import { createProviderFromDefinition, tool } from '@modelport/core';
import { loadCapture, startReplayServer } from '@modelport/provider-testkit';
import { type } from 'arktype';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { anthropicDialectDefinition } from './definition.js';
import type { MessagesBody } from './wire.js';

/** The answer of a real server to "What is the weather?": a call of `get_weather` for Paris and 4 days. */
async function askForWeather() {
  const server = await startReplayServer(loadCapture('llamacpp/messages-tools'));
  const provider = createProviderFromDefinition(anthropicDialectDefinition, {
    baseUrl: `${server.baseUrl}/v1`,
  });
  return Object.assign(server, { provider, sent: () => server.requests[0]?.body as MessagesBody });
}

const name = 'get_weather';
const messages = 'What is the weather?';

describe('a tool with a schema of', () => {
  it('zod: is sent as JSON Schema, and its arguments have its type', async () => {
    await using server = await askForWeather();
    const weather = tool({ name, parameters: z.object({ city: z.string(), days: z.int() }) });
    const { toolCalls } = await server.provider.chat({ messages, tools: [weather] });
    expectTypeOf(toolCalls[0]?.arguments).toEqualTypeOf<{ city: string; days: number } | undefined>();
    expect(toolCalls[0]?.arguments).toEqual({ city: 'Paris', days: 4 });
    expect(server.sent().tools?.[0]?.input_schema).toMatchObject({
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
      required: ['city', 'days'],
    });
  });

  it('arktype: the same', async () => {
    await using server = await askForWeather();
    const weather = tool({ name, parameters: type({ city: 'string', days: 'number.integer' }) });
    const { toolCalls } = await server.provider.chat({ messages, tools: [weather] });
    expectTypeOf(toolCalls[0]?.arguments).toEqualTypeOf<{ city: string; days: number } | undefined>();
    expect(toolCalls[0]?.arguments).toEqual({ city: 'Paris', days: 4 });
    expect(server.sent().tools?.[0]?.input_schema).toMatchObject({
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
    });
  });

  it('zod: says why arguments do not fit, and throws nothing', async () => {
    await using server = await askForWeather();
    const weather = tool({ name, parameters: z.object({ city: z.string(), days: z.int().max(3) }) });
    const { toolCalls } = await server.provider.chat({ messages, tools: [weather] });
    expect(toolCalls[0]?.argumentsError).toContain('days');
    expect(toolCalls[0]?.arguments).toBeUndefined();
    expect(JSON.parse(toolCalls[0]?.rawArguments ?? '')).toEqual({ city: 'Paris', days: 4 });
  });
});
