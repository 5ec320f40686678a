import { inspect } from 'node:util';
import { createProvider, ProviderError } from '@modelport/core';
import { expect, it } from 'vitest';
import './support/register-all.js';

it('is printed under its own name, as built', () => {
  expect(ProviderError.name).toBe('ProviderError');
  const thrown = (() => {
    try {
      return createProvider('nothing' as string);
    } catch (error) {
      return error;
    }
  })();
  expect(inspect(thrown)).toMatch(/^ProviderError: There is no provider of type "nothing"/);
});
