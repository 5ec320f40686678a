import { expect, it } from 'vitest';
import { packedProblems } from '../lib/checks/packed-package.mjs';
import { fixture } from './support/fixture.mjs';
import { manifestOf } from './support/manifests.mjs';

const patience = { timeout: 600_000 };
const files = {
  LICENSE: 'MIT\n',
  'README.md': '# @modelport/x\n',
  'dist/index.js': "export { one } from './one.js';\n",
  'dist/index.d.ts': "export { one } from './one.js';\n",
  'dist/one.js': 'export const one = 1;\n',
  'dist/one.d.ts': 'export declare const one: number;\n',
};

/** Packs a package with changes to its manifest and files; `undefined` leaves a file out. */
async function problemsOf({ manifest: changes = {}, files: otherFiles = {} } = {}) {
  const manifest = manifestOf('@modelport/x', 'x', changes);
  const kept = Object.entries({ ...files, ...otherFiles }).filter(([, content]) => content !== undefined);
  const directory = fixture({ 'package.json': manifest, ...Object.fromEntries(kept) });
  return packedProblems({ folder: 'packages/x', directory, manifest });
}

it('finds nothing in a package whose files are all there', patience, async () => {
  expect(await problemsOf()).toEqual([]);
});

it('shows what publint finds: exports that name a file which is not packed', patience, async () => {
  const found = (await problemsOf({ files: { 'dist/index.js': undefined } })).join('\n');
  expect(found).toContain('packages/x: publint finds:');
  expect(found).toMatch(/exports.*dist\/index\.js.*does not exist/);
});

it(
  'shows what publint finds only when it is strict: CommonJS where ES modules are declared',
  patience,
  async () => {
    const found = (await problemsOf({ files: { 'dist/index.js': 'exports.one = 1;\n' } })).join('\n');
    expect(found).toMatch(/publint finds:[\s\S]*dist\/index\.js and is written in CJS/);
  },
);

it('shows what attw finds: types that do not resolve', patience, async () => {
  const found = (await problemsOf({ files: { 'dist/index.d.ts': "export { one } from './one';\n" } })).join(
    '\n',
  );
  expect(found).toContain('packages/x: attw finds:');
  expect(found).toContain('Internal resolution error');
});

it('finds a package that is packed without licence or README', patience, async () => {
  const found = await problemsOf({ files: { LICENSE: undefined, 'README.md': undefined } });
  expect(found).toContain('packages/x: README.md is not packed: put one into the folder of the package');
  expect(found).toContain('packages/x: LICENSE is not packed: put one into the folder of the package');
});

it('finds files that sideEffects and imports name and that are not packed', patience, async () => {
  const manifest = {
    sideEffects: ['./dist/index.js', './dist/register.js'],
    imports: { '#transport': { node: './dist/node.js', default: './dist/one.js' } },
  };
  const found = await problemsOf({ manifest });
  expect(found).toContain('packages/x: sideEffects or imports names ./dist/register.js, which is not packed');
  expect(found).toContain('packages/x: sideEffects or imports names ./dist/node.js, which is not packed');
});

it('says so where a package cannot be packed', patience, async () => {
  expect((await problemsOf({ manifest: { version: undefined } })).join()).toContain(
    'packages/x: pnpm pack fails:',
  );
});
