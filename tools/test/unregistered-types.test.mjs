import { expect, it } from 'vitest';
import { unregisteredTypes } from '../lib/unregistered-types.mjs';

it('finds a type that is created without an import of its package, once', () => {
  const code = "createProvider('mock'); createProvider(\n  'mock', {}); createProvider('llamacpp');";
  expect(unregisteredTypes(code)).toEqual(['mock', 'llamacpp']);
});

it('finds none where the package is imported, for its alias with underscores too', () => {
  const code = "import '@modelport/provider-openai-compatible'; createProvider('openai_compatible');";
  expect(unregisteredTypes(code)).toEqual([]);
});

it('finds none where the code registers a type of its own', () => {
  expect(unregisteredTypes("registerProvider(definition); createProvider('mine');")).toEqual([]);
});
