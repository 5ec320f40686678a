// What the checks "lint" and "unused" run, with the configuration of this repository, on small workspaces with a mistake.
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../lib/root.mjs';
import { runChild } from '../lib/run-child.mjs';
import { fixture } from './support/fixture.mjs';

const patience = { timeout: 600_000 };
const configuration = Object.fromEntries(
  ['biome.json', 'knip.jsonc', '.gitignore', 'tsconfig.base.json'].map((name) => [
    name,
    readFileSync(join(root, name), 'utf8'),
  ]),
);

function workspaceWith(files) {
  return fixture({
    ...configuration,
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'package.json': {
      name: 'workspace',
      private: true,
      type: 'module',
      devDependencies: { tsup: '9.0.0' },
    },
    ...files,
  });
}

function lint(files) {
  const command = ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'];
  return runChild(command, { capture: true, folder: workspaceWith(files) });
}

function findUnused(sources, manifest = {}) {
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
  const folder = workspaceWith({
    'packages/core/package.json': {
      name: '@modelport/core',
      type: 'module',
      exports,
      scripts: { build: 'tsup' },
      ...manifest,
    },
    'packages/core/tsconfig.json': readFileSync(join(root, 'packages', 'core', 'tsconfig.json'), 'utf8'),
    'packages/core/tsup.config.ts': "export default { entry: ['src/index.ts'] };\n",
    ...sources,
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction'); // knip asks who has `tsup`
  return runChild(['knip'], { capture: true, folder });
}

const one = "import { two } from './two.js';\n\nexport function one(): number {\n  return two() + 1;\n}\n";
const sound = {
  'packages/core/src/index.ts': "export { one } from './one.js';\n",
  'packages/core/src/one.ts': one,
  'packages/core/src/two.ts': 'export function two(): number {\n  return 2;\n}\n',
};

it('finds nothing to lint, and nothing unused, in a sound package', patience, async () => {
  expect(await lint(sound)).toMatchObject({ code: 0 });
  expect(await findUnused(sound)).toMatchObject({ code: 0, output: expect.not.stringContaining('Unused') });
});

it('finds files that import each other, and names the way round', patience, async () => {
  const { code, output } = await lint({
    ...sound,
    'packages/core/src/two.ts':
      "import { one } from './one.js';\n\nexport function two(): number {\n  return one();\n}\n",
  });
  expect(code).not.toBe(0);
  expect(output).toContain('packages/core/src/one.ts:1:21 lint/suspicious/noImportCycles');
  expect(output).toContain('This import is part of a cycle.');
  expect(output).toContain('two.ts');
});

it('finds a circle of which one part is only loaded when it is needed', patience, async () => {
  const { code, output } = await lint({
    ...sound,
    'packages/core/src/two.ts':
      "export async function two(): Promise<unknown> {\n  return import('./index.js');\n}\n",
  });
  expect(code).not.toBe(0);
  expect(output).toContain('packages/core/src/two.ts:2:10 lint/suspicious/noImportCycles');
});

it('lets types refer to each other across files (docs/decisions/0013)', patience, async () => {
  const { code, output } = await lint({
    'packages/core/src/one.ts':
      "import type { Two } from './two.js';\n\nexport interface One {\n  two: Two;\n}\n",
    'packages/core/src/two.ts':
      "import type { One } from './one.js';\n\nexport interface Two {\n  one: One;\n}\n",
  });
  expect(output).not.toContain('noImportCycles');
  expect(code).toBe(0);
});

it('finds a file that nothing imports', patience, async () => {
  const { code, output } = await findUnused({
    ...sound,
    'packages/core/src/three.ts': 'export const three = 3;\n',
  });
  expect(code).not.toBe(0);
  expect(output).toMatch(/Unused files \(1\)\npackages\/core\/src\/three\.ts/);
});

it('finds an export that nothing imports', patience, async () => {
  const source = `${one}\nexport const forgotten = 1;\n`;
  const { code, output } = await findUnused({ ...sound, 'packages/core/src/one.ts': source });
  expect(code).not.toBe(0);
  expect(output).toMatch(/Unused exports \(1\)\nforgotten +packages\/core\/src\/one\.ts/);
});

it('finds a dependency that nothing uses, and one that is used and not declared', patience, async () => {
  const { code, output } = await findUnused(
    { ...sound, 'packages/core/src/one.ts': `import 'undeclared';\n${one}` },
    { dependencies: { 'left-over': '1.0.0' } },
  );
  expect(code).not.toBe(0);
  expect(output).toMatch(/Unused dependencies \(1\)\nleft-over +packages\/core\/package\.json/);
  expect(output).toMatch(/Unlisted dependencies \(1\)\nundeclared +packages\/core\/src\/one\.ts/);
});
