import type { ChatRequest } from '@modelport/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Backend } from './backends.js';
import { chatBodies, connect, kindOf, rows, ways } from './table.js';

const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city', 'days'],
} as const;
const standard = z.object({ city: z.string(), days: z.number().int() });
const messages = 'Which city, for how many days? Answer in JSON.';

/** The native field of each protocol. DeepSeek takes no schema, LM Studio nothing but one. */
const jsonSchema = (wanted: object) => ({ type: 'json_schema', json_schema: { schema: wanted } });
const fields: Readonly<Record<string, (wanted?: object) => object>> = {
  ollama: (wanted) => ({ format: wanted ?? 'json' }),
  deepseek: () => ({ response_format: { type: 'json_object' } }),
  lmstudio: (wanted) => ({ response_format: jsonSchema(wanted ?? { type: 'object' }) }),
};
const usual = (wanted?: object) => ({
  response_format: wanted === undefined ? { type: 'json_object' } : jsonSchema(wanted),
});

describe.each(rows)('%s', (type, kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await kind.start();
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  const field = fields[type] ?? usual;
  const warned = type === 'deepseek' ? [{ setting: 'responseFormat.schema' }] : [];

  describe.each(ways)('%s', (_, way) => {
    it('asks for a JSON Schema in its own words and parses the answer', async () => {
      backend.say([{ text: '{"city":"New York","days":4}' }]);
      const responseFormat = { type: 'json', schema, name: 'trip' } as const;
      const { output, outputError, warnings } = await way(connect(type, backend)).chat({
        messages,
        responseFormat,
      });
      expect(output).toEqual({ city: 'New York', days: 4 });
      expect(outputError).toBeUndefined();
      expect(warnings).toMatchObject(warned);
      expect(chatBodies(backend, kind).at(-1)).toMatchObject(field(schema));
    });

    it('takes a Standard Schema, and checks the answer by it', async () => {
      backend.say([{ text: '{"city":"New York","days":4}' }, { text: '{"city":"New York","days":1.5}' }]);
      const request = { messages, responseFormat: { type: 'json', schema: standard, name: 'trip' } } as const;
      const chat = way(connect(type, backend));
      const { output } = await chat.chat(request);
      const typed: { city: string; days: number } | undefined = output;
      expect(typed).toEqual({ city: 'New York', days: 4 });
      expect(chatBodies(backend, kind).at(-1)).toMatchObject(
        field({ type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } }),
      );
      const wrong = await chat.chat(request);
      expect(wrong.output).toBeUndefined();
      expect(wrong.outputError).toMatch(/^days: /);
      expect(wrong.text).toBe('{"city":"New York","days":1.5}');
    });

    it('asks for any JSON where there is no schema', async () => {
      backend.say([{ text: '["New York"]' }]);
      const { output } = await way(connect(type, backend)).chat({
        messages,
        responseFormat: { type: 'json' },
      });
      expect(output).toEqual(['New York']);
      expect(chatBodies(backend, kind).at(-1)).toMatchObject(field());
    });

    it('keeps the text of an answer that is no JSON, and says why there is no output', async () => {
      backend.say([{ text: '{"city":"New York","days":4}', isCut: true }]);
      const request: ChatRequest = { messages, maxTokens: 1, responseFormat: { type: 'json', schema } };
      const { text, output, outputError, finishReason } = await way(connect(type, backend)).chat(request);
      expect(text).toBe('{"city":"New');
      expect(output).toBeUndefined();
      expect(outputError).toMatch(/JSON|length|cut/i);
      expect(finishReason).toBe('length');
    });
  });
});

it('a server that takes no response format is asked without one, with a warning', async () => {
  const kind = kindOf('openai-compatible');
  await using backend = await kind.start();
  backend.say([{ text: '{"city":"Rome","days":2}' }]);
  const provider = connect('openai-compatible', backend, { quirks: { responseFormat: 'none' } });
  const { output, warnings } = await provider.chat({ messages, responseFormat: { type: 'json', schema } });
  expect(output).toEqual({ city: 'Rome', days: 2 });
  expect(warnings).toMatchObject([{ code: 'unsupported-setting', setting: 'responseFormat' }]);
  expect(chatBodies(backend, kind).at(-1)).not.toHaveProperty('response_format');
});
