import { expect, it } from 'vitest';
import { unregisteredTypes } from '../lib/unregistered-types.mjs';

const packages = { mock: 'package-of-mock', groq: 'package-of-clouds', 'open-ai': 'package-of-clouds' };

it('finds a type that is created or connected without an import of its package, once', () => {
  const code = "createProvider('mock'); createProvider(\n  'mock', {}); connectProvider('groq');";
  expect(unregisteredTypes(code, packages)).toEqual(['mock', 'groq']);
});

it('finds none where the package is imported, also under another name or in another spelling', () => {
  const code = "import 'package-of-clouds'; createProvider('groq'); createProvider('open_ai');";
  expect(unregisteredTypes(code, packages)).toEqual([]);
});

it('finds a type that no package is known for', () => {
  expect(unregisteredTypes("createProvider('nothing');", packages)).toEqual(['nothing']);
});

it('finds none where the code registers a type of its own, or lets one be chosen', () => {
  expect(unregisteredTypes("registerProvider(definition); createProvider('mine');", packages)).toEqual([]);
  expect(unregisteredTypes("connectProvider('auto');", packages)).toEqual([]);
});
