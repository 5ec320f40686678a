import type { ObserveEvent } from '@modelport/core';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { describe, expect, it } from 'vitest';
import { commonAttributes, endAttributes, requestAttributes } from '../src/attributes.js';

const event = {
  type: 'call-end',
  callId: 'run_1',
  operation: 'stream',
  provider: 'main',
  providerType: 'openai',
  attempt: 2,
  durationMs: 1,
} as const;
type CallEnd = Parameters<typeof endAttributes>[0];

const known = new Set<unknown>(Object.values(conventions));

it('has only names that the published conventions have, or its own', () => {
  const names = [commonAttributes(event), requestAttributes({}, event), endAttributes(event)].flatMap(
    Object.keys,
  );
  expect(names.length).toBeGreaterThan(25);
  for (const name of names) expect(known.has(name) || name.startsWith('modelport.'), name).toBe(true);
});

it('has the operations of the published conventions', () => {
  const operationOf = (operation: string) =>
    commonAttributes({ ...event, operation } as ObserveEvent)['gen_ai.operation.name'];
  expect(operationOf('chat')).toBe(conventions.GEN_AI_OPERATION_NAME_VALUE_CHAT);
  expect(operationOf('stream')).toBe(conventions.GEN_AI_OPERATION_NAME_VALUE_CHAT);
  expect(operationOf('embed')).toBe(conventions.GEN_AI_OPERATION_NAME_VALUE_EMBEDDINGS);
  for (const other of ['models', 'extras.chat', 'toString']) expect(operationOf(other)).toBeUndefined();
});

it.each([
  ['openai', conventions.GEN_AI_PROVIDER_NAME_VALUE_OPENAI],
  ['azure-openai', conventions.GEN_AI_PROVIDER_NAME_VALUE_AZURE_AI_OPENAI],
  ['groq', conventions.GEN_AI_PROVIDER_NAME_VALUE_GROQ],
  ['deepseek', conventions.GEN_AI_PROVIDER_NAME_VALUE_DEEPSEEK],
  ['mistral', conventions.GEN_AI_PROVIDER_NAME_VALUE_MISTRAL_AI],
  ['xai', conventions.GEN_AI_PROVIDER_NAME_VALUE_X_AI],
  ['ollama', 'ollama'],
])('names the provider of type %s as the conventions do: %s', (providerType, name) => {
  expect(commonAttributes({ ...event, providerType })['gen_ai.provider.name']).toBe(name);
});

it.each([
  ['https://api.example.test/v1', 'api.example.test', 443],
  ['http://example.test', 'example.test', 80],
  ['http://[::1]:8080/v1', '::1', 8080],
  [undefined, undefined, undefined],
])('tells the server of %s', (baseUrl, address, port) => {
  const attributes = commonAttributes({ ...event, baseUrl });
  expect([attributes['server.address'], attributes['server.port']]).toEqual([address, port]);
});

describe('a finish reason', () => {
  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool-calls', 'tool_call'],
    ['content-filter', 'content_filter'],
  ] as const)('%s is told as %s', (finishReason, told) => {
    const end: CallEnd = { ...event, response: { finishReason } };
    expect(endAttributes(end)['gen_ai.response.finish_reasons']).toEqual([told]);
  });
});

it('tells the id that the backend gave to the request', () => {
  const end: CallEnd = { ...event, response: { requestId: 'req_7' } };
  expect(endAttributes(end)['modelport.response.request_id']).toBe('req_7');
});

it('names JSON as the conventions do', () => {
  expect(requestAttributes({ responseFormat: 'json' }, event)['gen_ai.output.type']).toBe(
    conventions.GEN_AI_OUTPUT_TYPE_VALUE_JSON,
  );
});
