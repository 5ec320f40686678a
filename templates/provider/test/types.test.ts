import { createProvider } from '@modelport/core';
import { expect, it } from 'vitest';
import '../src/index.js';

it('is typed by its type string', () => {
  const provider = createProvider('acme', { model: 'small' });
  expect(provider.type).toBe('acme');
  expect(() => {
    // @ts-expect-error a misspelt option is a type error, and refused at run time
    createProvider('acme', { modle: 'small' });
  }).toThrow(/model/);
});
