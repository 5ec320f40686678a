import type { DriverRequest } from '@modelport/core';
import { describe, expect, it } from 'vitest';
import { toCountRequest } from '../src/to-wire.js';
import { mine, write } from './support/write.js';

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const weather = { name: 'get_weather', description: 'The weather', parameters };

describe('a plain request', () => {
  it('holds no more than it must', () => {
    const { body, warnings } = write({ model: 'claude-sonnet-5' });
    expect(body).toEqual({
      model: 'claude-sonnet-5',
      max_tokens: 16_000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      stream: true,
    });
    expect(warnings).toEqual([]);
  });

  it('holds the length and the stops that it is given', () => {
    expect(write({ maxTokens: 5, stop: ['END'] }).body).toMatchObject({
      max_tokens: 5,
      stop_sequences: ['END'],
    });
    expect(write({ stop: [] }).body).not.toHaveProperty('stop_sequences');
  });

  it('holds further fields as they are', () => {
    expect(write({ extraBody: { context_management: { edits: [] }, max_tokens: 7 } }).body).toMatchObject({
      ...{ context_management: { edits: [] }, max_tokens: 7 },
    });
  });
});

describe('tools', () => {
  it('are sent with their schema, and with fields of the API that they bring along', () => {
    const providerData = mine({ cache_control: { type: 'ephemeral' } });
    expect(write({ tools: [weather, { ...weather, name: 'other', providerData }] }).body.tools).toEqual([
      { name: 'get_weather', description: 'The weather', input_schema: parameters },
      {
        ...{ name: 'other', description: 'The weather', input_schema: parameters },
        cache_control: { type: 'ephemeral' },
      },
    ]);
  });

  it('that are strict have a schema that the API can hold to', () => {
    expect(write({ tools: [{ ...weather, strict: true }] }).body.tools?.[0]).toMatchObject({
      strict: true,
      input_schema: { additionalProperties: false },
    });
    expect(write({ tools: [{ ...weather, strict: false }] }).body.tools?.[0]).toMatchObject({
      strict: false,
      input_schema: parameters,
    });
  });

  it('that the server runs stand behind them', () => {
    const serverTools = [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }];
    const { body } = write({ tools: [weather], providerOptions: { serverTools } });
    expect(body.tools).toMatchObject([{ name: 'get_weather' }, ...serverTools]);
    expect(write({ providerOptions: { serverTools } }).body.tools).toEqual(serverTools);
  });

  const choiceOf = (request: Partial<DriverRequest>) =>
    write({ tools: [weather], ...request }).body.tool_choice;

  it('are chosen as the request says', () => {
    expect(choiceOf({})).toBeUndefined();
    expect(choiceOf({ toolChoice: 'auto' })).toEqual({ type: 'auto' });
    expect(choiceOf({ toolChoice: 'none' })).toEqual({ type: 'none' });
    expect(choiceOf({ toolChoice: 'required' })).toEqual({ type: 'any' });
    expect(choiceOf({ toolChoice: { name: 'get_weather' } })).toEqual({ type: 'tool', name: 'get_weather' });
    expect(write({ toolChoice: 'auto' }).body).not.toHaveProperty('tool_choice');
  });

  it('are called one at a time where the request says so', () => {
    const parallelToolCalls = false;
    const alone = { disable_parallel_tool_use: true };
    expect(choiceOf({ parallelToolCalls })).toEqual({ type: 'auto', ...alone });
    expect(choiceOf({ parallelToolCalls, toolChoice: 'required' })).toEqual({ type: 'any', ...alone });
    expect(choiceOf({ parallelToolCalls, toolChoice: { name: 'x' } })).toEqual({
      ...{ type: 'tool', name: 'x' },
      ...alone,
    });
    expect(choiceOf({ parallelToolCalls, toolChoice: 'none' })).toEqual({ type: 'none' });
    expect(choiceOf({ parallelToolCalls: true })).toBeUndefined();
  });
});

describe('an answer in JSON', () => {
  it('is held to a schema', () => {
    const responseFormat = { type: 'json', schema: parameters, description: 'Where' } as const;
    const { body, warnings } = write({ responseFormat });
    expect(body.output_config).toEqual({
      format: {
        type: 'json_schema',
        schema: { ...parameters, additionalProperties: false, description: 'Where' },
      },
    });
    expect([body.system, warnings]).toEqual([undefined, []]);
  });

  it('keeps the description that the schema has', () => {
    const schema = { ...parameters, description: 'Mine' };
    const { body } = write({ responseFormat: { type: 'json', schema, description: 'Where' } });
    expect(body.output_config?.format?.schema['description']).toBe('Mine');
  });

  it('without a schema is only asked for, and a warning says so', () => {
    const system = { role: 'system', content: 'Be brief.' } as const;
    const { body, warnings } = write({ messages: [system], responseFormat: { type: 'json' } });
    expect(body.system).toMatchObject([{ text: 'Be brief.' }, { text: expect.stringContaining('JSON') }]);
    expect(body).not.toHaveProperty('output_config');
    expect(warnings).toEqual([expect.stringMatching(/^responseFormat: .*schema only/)]);
  });

  it('is not meant where text is asked for', () => {
    const { body } = write({ responseFormat: { type: 'text' } });
    expect([body.system, body.output_config]).toEqual([undefined, undefined]);
  });
});

describe('a request that counts tokens', () => {
  it('has the fields that count, and no others', () => {
    const request: Partial<DriverRequest> = {
      ...{ model: 'claude-haiku-4-5', maxTokens: 2000, temperature: 1, stop: ['x'], tools: [weather] },
      toolChoice: 'auto',
      reasoning: { enabled: true },
      responseFormat: { type: 'json', schema: parameters },
      messages: [{ role: 'system', content: 'Be brief.' }],
      providerOptions: { metadata: { userId: 'u' } },
    };
    expect(Object.keys(toCountRequest(write(request).body)).sort()).toEqual([
      ...['messages', 'model', 'output_config', 'system', 'thinking', 'tool_choice', 'tools'],
    ]);
    expect(toCountRequest(write().body, { mcp_servers: [] })).toMatchObject({ mcp_servers: [] });
  });
});
