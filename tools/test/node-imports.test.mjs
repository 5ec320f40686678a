import { expect, it } from 'vitest';
import { nodeImportProblems } from '../lib/checks/node-imports.mjs';
import { readManifest } from '../lib/workspace.mjs';
import { workspaceOf } from './support/fixture.mjs';

const { imports, exports } = readManifest('packages/provider-utils');
const utilities = { name: '@modelport/provider-utils', imports, exports };
const files = {
  'core/package.json': { name: '@modelport/core' },
  'core/src/index.ts': "export { one } from './one.js';\n",
  'provider-utils/package.json': utilities,
  'provider-utils/src/transport/create-transport.ts':
    "import { createPlatformTransport } from '#transport';\n",
  'provider-utils/src/transport/node-transport.ts': "import { loadHttp } from './node-modules.js';\n",
  'provider-utils/src/transport/node-modules.ts': "process.getBuiltinModule('node:http');\n",
  'provider-x/package.json': { name: '@modelport/provider-x' },
  'provider-x/src/definition.ts': "import { createTransport } from '@modelport/provider-utils';\n",
  'provider-testkit/package.json': { name: '@modelport/provider-testkit' },
  'provider-testkit/src/index.ts': "import http from 'node:http';\n",
};

function problemsOf(changes) {
  return nodeImportProblems(workspaceOf({ ...files, ...changes }).packages).problems;
}

it('finds nothing where Node is chosen by a condition, and does not look at the testkit', () => {
  expect(nodeImportProblems(workspaceOf(files).packages)).toEqual({ problems: [], checked: 5 });
});

it('finds a module of Node in core, provider-utils and a provider, also by its short name or as a type', () => {
  const found = problemsOf({
    'core/src/one.ts': "import type { Socket } from 'node:net';\n",
    'provider-utils/src/transport/node-zlib.ts': "import zlib from 'zlib';\n",
    'provider-x/src/later.ts': "export const later = () => import('node:fs/promises');\n",
  });
  const advice = 'is a module of Node; use what every platform has, and createTransport() for requests';
  expect(found).toEqual([
    `packages/core/src/one.ts: 'node:net' ${advice}`,
    `packages/provider-utils/src/transport/node-zlib.ts: 'zlib' ${advice}`,
    `packages/provider-x/src/later.ts: 'node:fs/promises' ${advice}`,
  ]);
});

it.each([
  "process.getBuiltinModule('node:fs')",
  "process.getBuiltinModule?.('node:fs')",
  "process['getBuiltinModule']('node:fs')",
])('finds a module of Node that is loaded elsewhere than in the Node transport, by %s', (call) => {
  const found = problemsOf({ 'provider-x/src/x.ts': `const fs = ${call};\n` });
  expect(found).toEqual([
    "packages/provider-x/src/x.ts: only provider-utils' Node transport may call process.getBuiltinModule()",
  ]);
});

it('finds an import of the Node transport past the condition that chooses it', () => {
  const found = problemsOf({
    'provider-utils/src/index.ts': "export { NodeBody } from './transport/node-body.js';\n",
  });
  expect(found).toEqual([
    "packages/provider-utils/src/index.ts: './transport/node-body.js' is of Node alone; import '#transport'",
  ]);
});

it('finds a condition that comes too late: Bun and Deno match node, too', () => {
  const { node, ...others } = imports['#transport'];
  const found = problemsOf({
    'provider-utils/package.json': { ...utilities, imports: { '#transport': { node, ...others } } },
  });
  expect(found).toEqual([
    'packages/provider-utils/package.json: imports["#transport"] has the conditions ' +
      'node, workerd, bun, deno, browser, default; it needs workerd, bun, deno, browser, node, default, in this order',
  ]);
});

it('finds the same of the main entry', () => {
  const { types, node, ...others } = exports['.'];
  const found = problemsOf({
    'provider-utils/package.json': { ...utilities, exports: { '.': { types, node, ...others } } },
  });
  expect(found).toEqual([
    'packages/provider-utils/package.json: exports["."] has the conditions ' +
      'node, workerd, bun, deno, browser, default; it needs workerd, bun, deno, browser, node, default, in this order',
  ]);
});

it('finds the same of what a provider chooses by itself', () => {
  const choices = readManifest('packages/provider-openai-compatible').imports;
  const { node, ...others } = choices['#fetch'];
  const place = 'packages/provider-x/package.json: imports["#fetch"] has the conditions';
  const needs = 'it needs workerd, bun, deno, browser, node, default, in this order';
  const foundOf = (chosen) =>
    problemsOf({
      'provider-x/package.json': { name: '@modelport/provider-x', imports: { '#fetch': chosen } },
    });
  expect(foundOf(choices['#fetch'])).toEqual([]);
  expect(foundOf({ node, ...others })).toEqual([
    `${place} node, workerd, bun, deno, browser, default; ${needs}`,
  ]);
  expect(foundOf(others)).toEqual([`${place} workerd, bun, deno, browser, default; ${needs}`]);
});

it('finds an entry that gives Node code to another platform', () => {
  const chosen = { ...exports['.'], workerd: './dist/node.js' };
  const found = problemsOf({ 'provider-utils/package.json': { ...utilities, exports: { '.': chosen } } });
  expect(found).toEqual([
    'packages/provider-utils/package.json: exports["."].workerd is ./dist/node.js; it needs ./dist/index.js, as "default" has',
  ]);
});

it('finds a condition with the wrong transport', () => {
  const chosen = { ...imports['#transport'], deno: './dist/transport/node-transport.js' };
  const found = problemsOf({
    'provider-utils/package.json': { ...utilities, imports: { '#transport': chosen } },
  });
  expect(found).toEqual([
    'packages/provider-utils/package.json: imports["#transport"].deno is ./dist/transport/node-transport.js; ' +
      'it needs ./dist/transport/fetch-transport.js, as "default" has',
  ]);
});

it.each([
  ['node', './dist/transport/fetch-transport.js', 'its name must begin with "node"'],
  ['default', './dist/transport/node-transport.js', 'its name must not begin with "node"'],
])('finds code that is not for its platform by its name: %s', (condition, file, need) => {
  const chosen = Object.fromEntries(
    Object.entries(imports['#transport']).map(([name, path]) => [
      name,
      condition === 'default' && name !== 'node' ? file : name === condition ? file : path,
    ]),
  );
  const found = problemsOf({
    'provider-utils/package.json': { ...utilities, imports: { '#transport': chosen } },
  });
  expect(found).toEqual([
    `packages/provider-utils/package.json: imports["#transport"].${condition} is ${file}; ${need}`,
  ]);
});
