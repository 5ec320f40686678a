import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ChatResponse } from '../../src/contract.js';
import type { Schema } from '../../src/schema.js';
import { answering, finish, text, toolCall } from '../support/scripted.js';

const ask = (answer: string, schema?: Schema): Promise<ChatResponse> =>
  answering([text(answer), finish()]).chat({ messages: 'x', responseFormat: { type: 'json', schema } });

describe('a JSON answer', () => {
  it('is parsed, with a schema or without', async () => {
    expect((await ask('{"a":1}')).output).toEqual({ a: 1 });
    expect((await ask('[1]', { type: 'array' })).output).toEqual([1]);
  });

  it('is parsed out of a Markdown fence, and the text is kept', async () => {
    const fenced = ['```json\n{"a":1}\n```', '```\n{"a":1}```\n', ' ```JSON \r\n{"a":1}\r\n``` '];
    for (const answer of fenced) {
      expect(await ask(answer)).toMatchObject({ output: { a: 1 }, text: answer });
    }
  });

  it('is joined from all text parts', async () => {
    const response = await answering([text('{"a"', 0), text(':1}', 1), finish()]).chat({
      messages: 'x',
      responseFormat: { type: 'json' },
    });
    expect(response.output).toEqual({ a: 1 });
  });

  it('that is no JSON gives outputError; nothing is thrown', async () => {
    const response = await ask('I cannot do that.');
    expect(response).not.toHaveProperty('output');
    expect(response.outputError).toMatch(/JSON/);
    expect(response.text).toBe('I cannot do that.');
  });

  it('is checked and transformed by a Standard Schema', async () => {
    const schema = z.object({ n: z.number().transform((n) => n * 2), tag: z.string().default('none') });
    expect((await ask('{"n":2}', schema)).output).toEqual({ n: 4, tag: 'none' });
    const wrong = await ask('{"n":"two"}', schema);
    expect(wrong.outputError).toMatch(/^n: .*number/);
    expect(wrong).not.toHaveProperty('output');
  });

  it('is not looked for in plain answers, nor in tool calls', async () => {
    const plain = await answering([text('{}'), finish()]).chat('x');
    expect(plain).not.toHaveProperty('output');
    const calls = await answering([...toolCall(0, 'c', 'add', '{}'), finish()]).chat({
      messages: 'x',
      responseFormat: { type: 'json' },
    });
    expect(calls).not.toHaveProperty('outputError');
  });
});

describe('the arguments of a tool', () => {
  const call = async (parameters: Schema, raw: string) => {
    const { toolCalls } = await answering([...toolCall(0, 'c', 'add', raw), finish()]).chat({
      messages: 'x',
      tools: [{ name: 'add', parameters }],
    });
    return toolCalls[0];
  };

  it('are checked and transformed by a Standard Schema', async () => {
    const parameters = z.object({ a: z.coerce.number() });
    expect(await call(parameters, '{"a":"3"}')).toMatchObject({
      arguments: { a: 3 },
      rawArguments: '{"a":"3"}',
    });
    const wrong = await call(z.object({ a: z.object({ b: z.number() }) }), '{"a":{"b":"x"}}');
    expect(wrong?.argumentsError).toMatch(/^a\.b: /);
    expect(wrong?.arguments).toBeUndefined();
  });

  it('are only parsed with a plain JSON Schema', async () => {
    expect(await call({ type: 'object', required: ['a'] }, '{}')).toMatchObject({ arguments: {} });
  });

  it('say so where the schema itself fails', async () => {
    const broken = (validate: () => never) => ({
      schema: { '~standard': { version: 1 as const, vendor: 'broken', validate } },
      jsonSchema: { type: 'object' },
    });
    const thrown = await call(
      broken(() => {
        throw new Error('no database');
      }),
      '{}',
    );
    expect(thrown?.argumentsError).toMatch(/no database/);
    const rejected = await call(broken((() => Promise.reject(new Error('no database'))) as never), '{}');
    expect(rejected?.argumentsError).toMatch(/no database/);
  });

  it('name the issue even where the schema gives no path or words', async () => {
    const silent = {
      schema: { '~standard': { version: 1 as const, vendor: 'silent', validate: () => ({ issues: [] }) } },
      jsonSchema: { type: 'object' },
    };
    expect((await call(silent, '{}'))?.argumentsError).toBeTruthy();
  });
});
