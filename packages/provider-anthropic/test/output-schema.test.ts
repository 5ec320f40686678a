import { describe, expect, it } from 'vitest';
import { toOutputSchema } from '../src/output-schema.js';

describe('a schema for the answer', () => {
  it('closes every object, wherever it stands', () => {
    const open = { type: 'object', properties: { a: { type: 'string' } } };
    const closed = { ...open, additionalProperties: false };
    expect(
      toOutputSchema({
        ...{ type: 'object', additionalProperties: true, required: ['list'] },
        properties: { list: { type: 'array', items: open }, one: { anyOf: [open, { type: 'null' }] } },
        $defs: { named: open },
        allOf: [open],
      }),
    ).toEqual({
      ...{ type: 'object', additionalProperties: false, required: ['list'] },
      properties: { list: { type: 'array', items: closed }, one: { anyOf: [closed, { type: 'null' }] } },
      $defs: { named: closed },
      allOf: [closed],
    });
    expect(toOutputSchema({ properties: {} })).toEqual({ properties: {}, additionalProperties: false });
    expect(toOutputSchema({ type: ['object', 'null'] })).toMatchObject({ additionalProperties: false });
    expect(toOutputSchema({ type: 'string' })).toEqual({ type: 'string' });
  });

  it('puts limits that the API does not know into the description', () => {
    expect(toOutputSchema({ type: 'integer', minimum: 1, maximum: 5, description: 'Stars.' })).toEqual({
      ...{ type: 'integer', description: 'Stars. (minimum: 1, maximum: 5)' },
    });
    expect(toOutputSchema({ type: 'string', pattern: '^a' })).toEqual({
      ...{ type: 'string', description: '(pattern: "^a")' },
    });
    const names = { type: 'object', additionalProperties: { type: 'string' } };
    expect(toOutputSchema(names)['description']).toBe('(additionalProperties: {"type":"string"})');
  });

  it('keeps the limits that the API knows', () => {
    const list = { type: 'array', items: { type: 'string', format: 'email', enum: ['a'] }, minItems: 1 };
    expect(toOutputSchema(list)).toEqual(list);
    expect(toOutputSchema({ type: 'array', minItems: 0 })).toEqual({ type: 'array', minItems: 0 });
    expect(toOutputSchema({ type: 'array', minItems: 2 })).toEqual({
      ...{ type: 'array', description: '(minItems: 2)' },
    });
    expect(toOutputSchema({ type: 'string', format: 'color' })).toEqual({
      ...{ type: 'string', description: '(format: "color")' },
    });
  });

  it('takes one of several as any of several', () => {
    expect(toOutputSchema({ oneOf: [{ type: 'string', maxLength: 3 }, { const: 1 }] })).toEqual({
      anyOf: [{ type: 'string', description: '(maxLength: 3)' }, { const: 1 }],
    });
  });

  it('keeps what is no schema as it is, for the API to judge', () => {
    expect(toOutputSchema({ properties: 1, items: true, anyOf: 'x' })).toEqual({
      ...{ properties: 1, items: true, anyOf: 'x', additionalProperties: false },
    });
  });
});
