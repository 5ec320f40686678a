import { type } from 'arktype';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DriverRequest } from '../../src/contract.js';
import type { JsonSchema } from '../../src/schema.js';
import { answering, errorOf, finish, providerOf, scriptedDriver, text } from '../support/scripted.js';

/** What reaches the driver for a tool's parameters. */
async function sent(parameters: unknown): Promise<JsonSchema | undefined> {
  const driver = scriptedDriver([[text('Hi'), finish()]]);
  await providerOf(driver).chat({
    messages: 'x',
    tools: [{ name: 'add', parameters: parameters as JsonSchema }],
  });
  return (driver.requests[0] as DriverRequest).tools?.[0]?.parameters;
}

const refused = (schema: unknown) =>
  errorOf(
    answering().chat({
      messages: 'x',
      responseFormat: { type: 'json', schema: schema as JsonSchema },
    }),
  );

describe('a schema', () => {
  it('of zod or arktype writes itself as JSON Schema', async () => {
    const wanted = {
      type: 'object',
      properties: { a: { type: 'number' }, tag: { type: 'string' } },
      required: ['a'],
    };
    expect(await sent(z.object({ a: z.number(), tag: z.string().optional() }))).toMatchObject(wanted);
    expect(await sent(type({ a: 'number', 'tag?': 'string' }))).toMatchObject(wanted);
  });

  it('is written as the input that the model must give, not as what transforms make of it', async () => {
    const parameters = z.object({ a: z.string().transform(Number), tag: z.string().default('none') });
    expect(await sent(parameters)).toMatchObject({ properties: { a: { type: 'string' } }, required: ['a'] });
  });

  it('as JSON Schema is handed on untouched', async () => {
    const schema = { type: 'object', properties: { a: { type: 'number' } }, 'x-vendor': 1 };
    expect(await sent(schema)).toEqual(schema);
  });

  it('as a pair gives the JSON Schema to the backend', async () => {
    const schema = { '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) } };
    const jsonSchema = { type: 'object', properties: {} };
    expect(await sent({ schema, jsonSchema })).toEqual(jsonSchema);
  });

  it('of a tool is an object: absent means no arguments, another type is refused', async () => {
    expect(await sent(undefined)).toEqual({ type: 'object', properties: {} });
    expect(await sent({ properties: {} })).toEqual({ type: 'object', properties: {} });
    expect(await sent({ anyOf: [{ type: 'object' }] })).toMatchObject({ type: 'object' });
    const error = await errorOf(sent(z.string()));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'tools[0].parameters' });
    expect(error.message).toMatch(/"object".*"string"/);
  });

  it('that is none is refused with how to convert it', async () => {
    const noSchemas = [null, true, 'string', [], { city: 'string' }, { _def: {} }, { type: 'text' }, () => 1];
    for (const schema of noSchemas) {
      const error = await refused(schema);
      expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'responseFormat.schema' });
      expect(error.message).toMatch(/zod.*arktype.*jsonSchema/);
    }
  });

  it('that cannot write itself is refused with its vendor and the pair', async () => {
    const schema = {
      '~standard': { version: 1, vendor: 'valibot', validate: (value: unknown) => ({ value }) },
    };
    expect((await refused(schema)).message).toMatch(/jsonSchema }; this valibot schema/);
  });

  it('that fails to write itself is refused with the cause', async () => {
    const error = await refused(z.object({ a: z.date() }));
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', setting: 'responseFormat.schema' });
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('in a pair names the half that is wrong', async () => {
    const schema = z.object({});
    expect(await refused({ schema, jsonSchema: 'x' })).toMatchObject({
      setting: 'responseFormat.schema.jsonSchema',
    });
  });
});
