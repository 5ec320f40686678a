import { expect, it } from 'vitest';
import { manifestProblems } from '../lib/checks/manifest-rules.mjs';
import { workspaceOf } from './support/fixture.mjs';
import { manifestOf, providerManifest } from './support/manifests.mjs';

function problemsOf(changes) {
  const files = {
    'provider-x/package.json': providerManifest(changes),
    'provider-x/src/definition.ts': '',
    'provider-x/src/index.ts': '',
  };
  return manifestProblems(workspaceOf(files).packages).join('\n');
}

function problemsOfLibrary(changes) {
  const manifest = manifestOf('@modelport/core', 'core', changes);
  return manifestProblems(workspaceOf({ 'core/package.json': manifest }).packages).join('\n');
}

it('finds nothing in the manifest of a provider that registers in a file of its own, or in the one that is imported', () => {
  expect(problemsOf({ sideEffects: ['./dist/index.js', './dist/register.js'] })).toBe('');
  expect(problemsOf({ sideEffects: ['./dist/index.js'] })).toBe('');
});

it('finds nothing in an entry that has a file of its own for a platform', () => {
  const entry = { types: './dist/index.d.ts', node: './dist/node.js', default: './dist/index.js' };
  expect(problemsOf({ exports: { ...providerManifest().exports, '.': entry } })).toBe('');
});

it('finds nothing in the manifests of a provider, a library and a program that keep the rules', () => {
  expect(problemsOf({})).toBe('');
  expect(problemsOfLibrary({})).toBe('');
  const program = { bin: { x: './dist/main.js' }, exports: { './package.json': './package.json' } };
  expect(problemsOfLibrary(program)).toBe('');
});

it.each([
  [
    'engines',
    { engines: { node: '>=20' } },
    'engines.node must be ">=22.12", the first Node in which require()',
  ],
  ['engines that are missing', { engines: undefined }, 'engines.node must be ">=22.12"'],
  ['CommonJS', { type: 'commonjs' }, 'type must be "module"'],
  ['another licence', { license: 'ISC' }, 'license must be "MIT"'],
  ['no description', { description: '' }, 'description is missing'],
  [
    "another package's folder as repository.directory",
    { repository: { ...providerManifest().repository, directory: 'packages/core' } },
    'packages/provider-x/package.json: repository.directory must be "packages/provider-x"',
  ],
  [
    'another repository, for which npm refuses provenance',
    { repository: { ...providerManifest().repository, url: 'git+https://github.com/else/where.git' } },
    'repository.url must be "git+https://github.com/modelport/modelport.git"',
  ],
  ['no provenance', { publishConfig: { access: 'public' } }, 'publishConfig.provenance must be true'],
  ['restricted access', { publishConfig: { provenance: true } }, 'publishConfig.access must be "public"'],
  ['files without dist', { files: ['!dist/**/*.map', 'CHANGELOG.md'] }, 'files must list "dist"'],
  ['files with source maps', { files: ['dist', 'CHANGELOG.md'] }, 'files must list "!dist/**/*.map"'],
  ['no files at all', { files: undefined }, 'files must list "dist"'],
  [
    'files with sources',
    { files: [...providerManifest().files, 'src/**'] },
    'files may not list "src/**": packages publish what is built',
  ],
  [
    'files with a folder of tests',
    { files: [...providerManifest().files, './test/fixtures'] },
    'files may not list "./test/fixtures"',
  ],
  ['files with everything', { files: [...providerManifest().files, './'] }, 'files may not list "./"'],
  [
    'files with a folder that is gone',
    { files: [...providerManifest().files, 'captures'] },
    'files lists "captures", which does not exist',
  ],
  [
    'sideEffects of a provider as false',
    { sideEffects: false },
    'or bundlers drop the import that registers',
  ],
  [
    'sideEffects without index.js',
    { sideEffects: ['./dist/register.js'] },
    'sideEffects must be ["./dist/index.js","./dist/register.js"]',
  ],
  [
    'types behind a platform',
    {
      exports: {
        ...providerManifest().exports,
        '.': { node: './dist/node.js', default: './dist/index.js', types: './dist/index.d.ts' },
      },
    },
    'exports["."] must be {"types":"./dist/index.d.ts","default":"./dist/index.js"}: types come first',
  ],
  [
    'a condition "import", which require() does not find',
    {
      exports: {
        ...providerManifest().exports,
        '.': { types: './dist/index.d.ts', import: './dist/index.js' },
      },
    },
    'exports["."] must be {"types":"./dist/index.d.ts","default":"./dist/index.js"}: types come first',
  ],
  [
    'types behind the default, where TypeScript does not see them',
    {
      exports: {
        ...providerManifest().exports,
        '.': { default: './dist/index.js', types: './dist/index.d.ts' },
      },
    },
    'exports["."] must be',
  ],
  [
    'no definition',
    { exports: { ...providerManifest().exports, './definition': undefined } },
    'exports must have "./definition"',
  ],
  [
    'no package.json among exports',
    { exports: { ...providerManifest().exports, './package.json': undefined } },
    'exports must have "./package.json"',
  ],
  [
    'exports with a pattern',
    {
      exports: {
        ...providerManifest().exports,
        './*': { types: './dist/*.d.ts', default: './dist/*.js' },
      },
    },
    'exports["./*"] is a pattern, which makes every file behind it public: name each entry point',
  ],
  [
    'a copy of core that is packed along',
    { bundleDependencies: ['@modelport/core'] },
    'bundleDependencies packs copies of other packages',
  ],
  [
    'a script that runs where it is installed',
    { scripts: { postinstall: 'node x.js' } },
    'scripts.postinstall would run on the machine of whoever installs',
  ],
])('finds %s', (_, changes, message) => {
  expect(problemsOf(changes)).toContain(message);
});

it('finds a library whose sideEffects keep bundlers from leaving it out', () => {
  expect(problemsOfLibrary({ sideEffects: ['./dist/index.js'] })).toContain('sideEffects must be false');
  expect(problemsOfLibrary({ sideEffects: undefined })).toContain('sideEffects must be false');
});

it('finds a program outside of what is published', () => {
  expect(problemsOfLibrary({ bin: { x: './src/main.ts' } })).toContain('bin.x must be a file in ./dist');
});
