import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileBlocks } from '../lib/checks/compile-blocks.mjs';
import { docBlocks } from '../lib/checks/doc-blocks.mjs';
import { workspacePackages } from '../lib/workspace.mjs';
import { fixture } from './support/fixture.mjs';

const patience = { timeout: 600_000 };
const types = { mock: '@modelport/provider-mock' };

function blocksOf(...lines) {
  return docBlocks('README.md', lines.join('\n'), types);
}

function compile(...documents) {
  const modules = documents.flatMap(([file, ...lines]) => docBlocks(file, lines.join('\n'), types).modules);
  return compileBlocks(modules, workspacePackages(), join(fixture(), 'docs'));
}

it('compiles blocks against the built packages, one going on from the other', patience, async () => {
  const text = [
    '```ts',
    "import { createProvider } from '@modelport/core';",
    "import '@modelport/provider-mock';",
    "const mock = createProvider('mock');",
    '```',
    'Then:',
    '```ts continues',
    "console.log(await mock.chat('Hello'));",
    '```',
  ];
  expect(await compile(['README.md', ...text])).toEqual([]);
});

it('says where in which document a block does not compile', patience, async () => {
  const [found] = await compile(
    ['README.md', '# Title', '', '```ts', 'const fine = 1;', "const wrong: number = 'text';", '```'],
    ['docs/guide.md', '```ts', "import { createNothing } from '@modelport/core';", '```'],
    ['CONTRIBUTING.md', '```ts', 'console.log(1);', '```', '```ts', 'console.log(fine);', '```'],
  );
  expect(found).toContain("README.md:5:7: error TS2322: Type 'string' is not assignable to type 'number'.");
  expect(found).toMatch(/docs\/guide\.md:2:10: error TS2305: .* no exported member 'createNothing'/);
  expect(found).toContain("CONTRIBUTING.md:5:13: error TS2304: Cannot find name 'fine'.");
});

it('lists a block that says why it is not compiled, and refuses one that does not say why', () => {
  const nocheck = blocksOf('```ts nocheck: it needs a key', 'wrong', '```');
  expect(nocheck).toEqual({ modules: [], problems: [], unchecked: ['README.md:1 (it needs a key)'] });
  for (const fence of ['```ts nocheck', '```ts nocheck:', '```js nocheck']) {
    expect(blocksOf('Text', fence, 'wrong', '```').problems.join()).toContain(
      'README.md:2: nocheck needs a reason: ```',
    );
  }
});

it('refuses a block of code in a language that is not compiled, unless it says why', () => {
  expect(blocksOf('```js', 'wrong', '```').problems).toEqual([
    'README.md:1: a block of js is not compiled: write ```ts, or say why not: ```js nocheck: reason',
  ]);
  expect(blocksOf('```js nocheck: a configuration file', 'wrong', '```').problems).toEqual([]);
  expect(blocksOf('```sh', 'npm test', '```')).toEqual({ modules: [], problems: [], unchecked: [] });
});

it('refuses a block without a language, which might hide code', () => {
  expect(blocksOf('```', 'const one = 1;', '```').problems).toEqual([
    'README.md:1: the block names no language; write text if it is none',
  ]);
});

it('refuses a block that creates a provider and imports its package nowhere', () => {
  const { problems } = blocksOf('```ts', "createProvider('mock');", '```');
  expect(problems).toEqual([
    "README.md:1: creates 'mock' without importing its package, @modelport/provider-mock",
  ]);
});
