import { expect, it } from 'vitest';
import { mayImport } from '../lib/layers.mjs';

const compatible = '@modelport/provider-openai-compatible';

it.each([
  ['@modelport/provider-utils', '@modelport/core'],
  ['@modelport/provider-mock', '@modelport/provider-utils'],
  ['@modelport/provider-llamacpp', `${compatible}/extend`],
  ['@modelport/gateway', '@modelport/router'],
  ['modelport', '@modelport/provider-mock'],
])('lets %s import %s', (importer, specifier) => {
  expect(mayImport(importer, specifier, false)).toBe(true);
});

it.each([
  ['@modelport/core', '@modelport/provider-utils'],
  ['@modelport/provider-utils', '@modelport/provider-mock'],
  ['@modelport/provider-llamacpp', compatible],
  ['@modelport/provider-ollama', `${compatible}/extend`],
  ['@modelport/router', '@modelport/provider-utils'],
  ['@modelport/provider-mock', '@modelport/provider-testkit'],
])('does not let %s import %s', (importer, specifier) => {
  expect(mayImport(importer, specifier, false)).toBe(false);
});

it('lets the tests of providers use the testkit, but not those of the packages below it', () => {
  expect(mayImport('@modelport/provider-llamacpp', '@modelport/provider-testkit', true)).toBe(true);
  expect(mayImport('@modelport/core', '@modelport/provider-testkit', true)).toBe(false);
});
