import assert from 'node:assert/strict';
import type { JsonSchema } from '@modelport/core';
import type { ConformanceCase } from '@modelport/provider-testkit';
import { send } from './body.js';

/** How the parameters of tools are put into the few words that Ollama keeps of a schema. */
export const schemaCases: readonly ConformanceCase[] = [
  schemaCase({
    id: 'ollama-schemas/plain',
    title: 'a schema in Ollama’s words stays as it is',
    given: {
      type: 'object',
      description: 'A search.',
      properties: {
        text: { type: ['string', 'null'], enum: ['a', null] },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['text'],
      additionalProperties: false,
    },
    sent: {
      type: 'object',
      description: 'A search.',
      properties: {
        text: { type: ['string', 'null'], enum: ['a', null] },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['text'],
      additionalProperties: false,
    },
  }),
  schemaCase({
    id: 'ollama-schemas/no-properties',
    title: 'parameters without properties have none',
    given: { type: 'object' },
    sent: { type: 'object', properties: {} },
  }),
  schemaCase({
    id: 'ollama-schemas/odd-properties',
    title: 'properties that are none are none',
    given: { type: 'object', properties: 'none' as never },
    sent: { type: 'object', properties: {} },
  }),
  schemaCase({
    id: 'ollama-schemas/references',
    title: 'references are replaced by what they point to, with what stands beside them',
    given: {
      type: 'object',
      properties: {
        home: { $ref: '#/$defs/City', description: 'Where you live.' },
        old: { $ref: '#/definitions/a~1b~0c%20d' },
        list: { type: 'array', items: { $ref: '#/$defs/City' } },
        either: { anyOf: [{ $ref: '#/$defs/City' }, { type: 'null' }] },
        lost: { $ref: '#/$defs/Nowhere', type: 'string' },
        inherited: { $ref: '#/$defs/toString', type: 'string' },
        elsewhere: { $ref: 'other.json#/$defs/City', type: 'number' },
        text: { $ref: '#/$defs/City/type/x', type: 'number' },
      },
      $defs: { City: { type: 'object', description: 'A city.', properties: { name: { type: 'string' } } } },
      definitions: { 'a/b~c d': { type: 'integer' } },
    },
    sent: {
      type: 'object',
      properties: {
        home: { type: 'object', description: 'Where you live.', properties: { name: { type: 'string' } } },
        old: { type: 'integer' },
        list: {
          type: 'array',
          items: { type: 'object', description: 'A city.', properties: { name: { type: 'string' } } },
        },
        either: {
          anyOf: [
            { type: 'object', description: 'A city.', properties: { name: { type: 'string' } } },
            { type: 'null' },
          ],
        },
        lost: { type: 'string' },
        inherited: { type: 'string' },
        elsewhere: { type: 'number' },
        text: { type: 'number' },
      },
    },
  }),
  schemaCase({
    id: 'ollama-schemas/recursion',
    title: 'a reference inside itself is left open',
    given: {
      type: 'object',
      properties: { tree: { $ref: '#/$defs/Node' }, whole: { $ref: '#' } },
      $defs: {
        Node: {
          type: 'object',
          properties: { next: { $ref: '#/$defs/Node' }, leaf: { $ref: '#/$defs/Leaf' } },
        },
        Leaf: { type: 'string' },
      },
    },
    sent: {
      type: 'object',
      properties: {
        tree: { type: 'object', properties: { next: {}, leaf: { type: 'string' } } },
        whole: {
          type: 'object',
          properties: {
            tree: { type: 'object', properties: { next: {}, leaf: { type: 'string' } } },
            whole: {},
          },
          $defs: {
            Node: {
              type: 'object',
              properties: { next: { $ref: '#/$defs/Node' }, leaf: { $ref: '#/$defs/Leaf' } },
            },
            Leaf: { type: 'string' },
          },
        },
      },
    },
  }),
  schemaCase({
    id: 'ollama-schemas/other-words',
    title: 'oneOf and const are put in words that Ollama keeps, unless those are there already',
    given: {
      type: 'object',
      properties: {
        one: { oneOf: [{ const: 'a' }, { type: 'number' }] },
        both: { oneOf: [{ type: 'number' }], anyOf: [{ type: 'string' }] },
        fixed: { const: 0 },
        listed: { const: 'a', enum: ['a', 'b'] },
        odd: { oneOf: 'no list' as never },
      },
    },
    sent: {
      type: 'object',
      properties: {
        one: { anyOf: [{ enum: ['a'] }, { type: 'number' }] },
        both: { anyOf: [{ type: 'string' }] },
        fixed: { enum: [0] },
        listed: { enum: ['a', 'b'] },
        odd: { anyOf: 'no list' },
      },
    },
  }),
  schemaCase({
    id: 'ollama-schemas/true-and-false',
    title: 'true and false, which are schemas as well, are any value',
    given: {
      type: 'object',
      properties: {
        any: true as never,
        nothing: false as never,
        list: { type: 'array', items: true as never },
        inner: { type: 'object', properties: { any: true as never } },
      },
    },
    sent: {
      type: 'object',
      properties: {
        any: {},
        nothing: {},
        list: { type: 'array', items: true },
        inner: { type: 'object', properties: { any: {} } },
      },
    },
  }),
];

function schemaCase({
  given,
  sent: expected,
  ...rest
}: Pick<ConformanceCase, 'id' | 'title'> & {
  readonly given: JsonSchema;
  readonly sent: JsonSchema;
}): ConformanceCase {
  return {
    ...rest,
    reason: 'Ollama drops what it does not know of a schema, and the model does not know what to write.',
    requires: ['wire'],
    async run(t) {
      const { sent } = await send(t, { messages: 'Hi', tools: [{ name: 'tool', parameters: given }] });
      const [tool] = sent['tools'] as { function: { parameters: unknown } }[];
      assert.deepEqual(tool?.function.parameters, expected);
    },
  };
}
