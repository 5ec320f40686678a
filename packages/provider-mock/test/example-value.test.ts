import { describe, expect, it } from 'vitest';
import { exampleValue } from '../src/example-value.js';

describe('an example of a schema', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['a string', { type: 'string' }, 'text'],
    ['a string of some length', { type: 'string', minLength: 6 }, 'text..'],
    ['a short string', { type: 'string', maxLength: 2 }, 'te'],
    ['a date', { type: 'string', format: 'date' }, '2026-01-31'],
    ['a whole number', { type: 'integer' }, 0],
    ['a number with bounds', { type: 'integer', minimum: 3, maximum: 9 }, 3],
    ['a number below zero', { type: 'integer', exclusiveMaximum: 0 }, -1],
    ['a number above one', { type: 'number', exclusiveMinimum: 1, maximum: 2 }, 1.5],
    ['a multiple', { type: 'integer', minimum: 11, multipleOf: 5 }, 15],
    ['a boolean', { type: 'boolean' }, true],
    ['null', { type: 'null' }, null],
    ['a nullable string', { type: ['string', 'null'] }, 'text'],
    ['a constant', { const: 'fixed' }, 'fixed'],
    ['a choice', { enum: ['red', 'green'] }, 'red'],
    ['a default', { type: 'integer', default: 8 }, 8],
    ['an example of its author', { type: 'string', examples: ['Oslo'] }, 'Oslo'],
    ['anything', {}, 'text'],
    ['an empty list', { type: 'array', items: { type: 'string' } }, []],
    ['a list of two', { type: 'array', items: { type: 'boolean' }, minItems: 2 }, [true, true]],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'null' }, { const: 1 }] }, [null, 1]],
    ['alternatives', { anyOf: [{ type: 'integer' }, { type: 'string' }] }, 0],
    [
      'required properties only',
      { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'string' } } },
      { a: 'text' },
    ],
    [
      'parts that must all hold',
      {
        allOf: [
          { type: 'object', required: ['a'], properties: { a: { const: 1 } } },
          { required: ['b'], properties: { b: { const: 2 } } },
        ],
      },
      { a: 1, b: 2 },
    ],
    [
      'a reference',
      {
        type: 'object',
        required: ['at'],
        properties: { at: { $ref: '#/$defs/point' } },
        $defs: { point: { type: 'object', required: ['x'], properties: { x: { type: 'integer' } } } },
      },
      { at: { x: 0 } },
    ],
  ])('is %s', (_, schema, value) => {
    expect(exampleValue(schema)).toEqual(value);
  });

  it('ends where a schema contains itself', () => {
    const tree = {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          required: ['value', 'next'],
          properties: {
            value: { type: 'integer' },
            next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
          },
        },
      },
    };
    expect(exampleValue(tree)).toEqual({ value: 0, next: null });
    const endless = { type: 'object', required: ['self'], properties: { self: { $ref: '#' } } };
    expect(JSON.stringify(exampleValue(endless)).length).toBeLessThan(500);
    expect(exampleValue({ $ref: '#' })).toBeDefined();
  });

  it('takes what the user named where it fits', () => {
    const colour = { enum: ['red', 'Green'] };
    expect(exampleValue(colour, { text: 'green' })).toBe('Green');
    expect(exampleValue({ type: 'integer', maximum: 10 }, { numbers: [7] })).toBe(7);
    expect(exampleValue({ type: 'integer', maximum: 10 }, { numbers: [70] })).toBe(10);
    expect(exampleValue({ type: 'string' }, { text: 'Paris' })).toBe('Paris');
  });
});
