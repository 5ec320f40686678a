import { describe, expect, it } from 'vitest';
import { fillFileName, fillTemplate } from '../src/fill-template.js';
import { namesFor } from '../src/names.js';

const names = namesFor('my-llm', { displayName: 'My LLM' });

describe('in a text', () => {
  it.each([
    ["type: 'acme',", "type: 'my-llm',"],
    ["import './acme-driver.js';", "import './my-llm-driver.js';"],
    ['createAcmeDriver(options: AcmeOptions)', 'createMyLlmDriver(options: MyLlmOptions)'],
    ["displayName: 'Acme',", "displayName: 'My LLM',"],
    ['Where Acme is. ACME_BASE_URL', 'Where My LLM is. MY_LLM_BASE_URL'],
    ['    acme: AcmeTypes;', "    'my-llm': MyLlmTypes;"],
    ['`providerOptions: { acme: { user } }`', "`providerOptions: { 'my-llm': { user } }`"],
    ["name 'modelport-provider-acme'", "name 'modelport-provider-my-llm'"],
    ['const acme = createProvider', 'const myLlm = createProvider'],
    ['of acme.stream(', 'of myLlm.stream('],
  ])('%s becomes %s', (before, after) => {
    expect(fillTemplate(before, names)).toBe(after);
  });

  it('leaves a key without hyphens bare', () => {
    expect(fillTemplate('    acme: AcmeTypes;', namesFor('foo'))).toBe('    foo: FooTypes;');
  });
});

it('takes new names that hold the old one', () => {
  const likeIt = namesFor('acme-cloud', { displayName: 'Acme Cloud', packageName: '@acme/llm' });
  const before = "modelport-provider-acme of Acme, ACME_API_KEY, AcmeOptions, 'acme'";
  const after = "@acme/llm of Acme Cloud, ACME_CLOUD_API_KEY, AcmeCloudOptions, 'acme-cloud'";
  expect(fillTemplate(before, likeIt)).toBe(after);
});

it.each([
  ['acme-driver.ts', 'my-llm-driver.ts'],
  ['_gitignore', '.gitignore'],
  ['_biome.json', 'biome.json'],
  ['_package.json', 'package.json'],
  ['tsconfig.json', 'tsconfig.json'],
])('a file %s becomes %s', (before, after) => {
  expect(fillFileName(before, names)).toBe(after);
});
