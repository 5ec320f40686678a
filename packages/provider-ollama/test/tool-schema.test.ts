import { describe, expect, it } from 'vitest';
import { toToolSchema } from '../src/tool-schema.js';

const text = { type: 'string' };
const object = (properties: object) => ({ type: 'object', properties });

describe('the parameters of a tool', () => {
  it('stay what they are where Ollama knows all their words', () => {
    const schema = {
      ...object({ a: { ...text, enum: ['x'] }, b: { type: ['string', 'null'] } }),
      required: ['a'],
    };
    expect(toToolSchema(schema)).toEqual(schema);
    expect(toToolSchema({ type: 'object' })).toEqual(object({}));
  });

  it('have references written out, those below the top too', () => {
    const schema = {
      ...object({
        home: { $ref: '#/$defs/Place', description: 'Where' },
        all: { type: 'array', items: { $ref: '#/$defs/a~1b' } },
      }),
      $defs: { Place: object({ name: { $ref: '#/$defs/a~1b' } }), 'a/b': text },
    };
    expect(toToolSchema(schema)).toEqual(
      object({
        home: { ...object({ name: text }), description: 'Where' },
        all: { type: 'array', items: text },
      }),
    );
  });

  it('end where a reference leads back into itself, or nowhere', () => {
    const schema = {
      ...object({
        tree: { $ref: '#/$defs/Tree' },
        lost: { $ref: '#/$defs/None' },
        far: { $ref: 'other.json' },
      }),
      $defs: { Tree: object({ left: { $ref: '#/$defs/Tree' } }) },
    };
    expect(toToolSchema(schema)).toEqual(object({ tree: object({ left: {} }), lost: {}, far: {} }));
  });

  it('have choices and constants in the words that Ollama keeps', () => {
    const schema = object({
      a: { oneOf: [{ const: 'x' }, { const: 1 }] },
      b: true,
      c: { anyOf: [text, true] },
    });
    expect(toToolSchema(schema)).toEqual(
      object({ a: { anyOf: [{ enum: ['x'] }, { enum: [1] }] }, b: {}, c: { anyOf: [text, {}] } }),
    );
  });
});
