import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isProvider } from '../workspace.mjs';
import { platforms } from './node-imports.mjs';

const engines = '>=22.12';
const publishConfig = { access: 'public', provenance: true };
const alwaysPublished = ['dist', '!dist/**/*.map', 'CHANGELOG.md'];
const neverPublished = ['src', 'test', '.'];
const bundledFields = ['bundleDependencies', 'bundledDependencies'];
const installScripts = ['preinstall', 'install', 'postinstall', 'prepare'];

/**
 * What is wrong with the manifests of published packages, one line for each mistake.
 *
 * @param {ReturnType<import('../workspace.mjs').workspacePackages>} packages
 */
export function manifestProblems(packages) {
  const rules = [general, repository, publishing, files, sideEffects, entries, scripts];
  return packages.flatMap((each) =>
    rules.flatMap((rule) => rule(each)).map((problem) => `${each.folder}/package.json: ${problem}`),
  );
}

function general({ manifest }) {
  const expected = { license: 'MIT', type: 'module' };
  const problems = Object.entries(expected)
    .filter(([field, value]) => manifest[field] !== value)
    .map(([field, value]) => `${field} must be "${value}"`);
  if (manifest.engines?.node !== engines) {
    problems.push(
      `engines.node must be "${engines}", the first Node in which require() loads our ES modules`,
    );
  }
  if (!manifest.description) problems.push('description is missing; npm shows it beside the name');
  return problems;
}

/** Provenance is refused by npm unless the repository is the one that built the package. */
function repository({ folder, manifest }) {
  const expected = {
    type: 'git',
    url: 'git+https://github.com/modelport/modelport.git',
    directory: folder,
  };
  return Object.entries(expected)
    .filter(([field, value]) => manifest.repository?.[field] !== value)
    .map(([field, value]) => `repository.${field} must be "${value}"`);
}

function publishing({ manifest }) {
  return Object.entries(publishConfig)
    .filter(([field, value]) => manifest.publishConfig?.[field] !== value)
    .map(([field, value]) => `publishConfig.${field} must be ${JSON.stringify(value)}`);
}

function files({ directory, manifest }) {
  const listed = manifest.files ?? [];
  const missing = alwaysPublished.filter((entry) => !listed.includes(entry));
  const bundled = bundledFields.filter((field) => manifest[field] !== undefined);
  const others = listed.filter((entry) => !alwaysPublished.includes(entry) && !entry.startsWith('!'));
  return [
    ...missing.map((entry) => `files must list "${entry}" (docs/decisions/0011)`),
    ...bundled.map((field) => `${field} packs copies of other packages: leave them to the package manager`),
    ...others
      .filter((entry) => neverPublished.includes(entry.replace(/^\.\/(?=.)/, '').split('/')[0]))
      .map((entry) => `files may not list "${entry}": packages publish what is built (docs/decisions/0011)`),
    ...others
      .filter((entry) => !/[*?]/.test(entry) && !existsSync(join(directory, entry)))
      .map((entry) => `files lists "${entry}", which does not exist`),
  ];
}

/**
 * Bundlers drop a bare `import '@modelport/provider-x'` unless each file is listed that registers: `register.js` too where it
 * is a file of its own.
 */
function sideEffects(each) {
  const { sideEffects: listed } = each.manifest;
  const expected = !isProvider(each)
    ? false
    : listed?.includes?.('./dist/register.js')
      ? ['./dist/index.js', './dist/register.js']
      : ['./dist/index.js'];
  if (JSON.stringify(listed) === JSON.stringify(expected)) return [];
  const why = expected
    ? 'or bundlers drop the import that registers the provider'
    : 'so that bundlers drop what a program does not use';
  return [`sideEffects must be ${JSON.stringify(expected)}, ${why}`];
}

function entries(each) {
  const { exports = {}, bin = {} } = each.manifest;
  const needed = [...(each.manifest.bin ? [] : ['.']), ...(isProvider(each) ? ['./definition'] : [])];
  const missing = needed.filter((name) => !(name in exports));
  const [patterns, named] = [true, false].map((isPattern) =>
    Object.entries(exports).filter(([name]) => name.includes('*') === isPattern),
  );
  const wrong = named.filter(([name, value]) => !isSame(withoutPlatforms(value), expectedEntry(name)));
  return [
    ...patterns.map(
      ([name]) =>
        `exports["${name}"] is a pattern, which makes every file behind it public: name each entry point`,
    ),
    ...missing.map((name) => `exports must have "${name}"`),
    ...('./package.json' in exports ? [] : ['exports must have "./package.json", which tools read']),
    ...wrong.map(
      ([name]) =>
        `exports["${name}"] must be ${JSON.stringify(expectedEntry(name))}: types come first, and only "default" is found by require() as well`,
    ),
    ...Object.entries(bin)
      .filter(([, path]) => !path.startsWith('./dist/'))
      .map(([name, path]) => `bin.${name} must be a file in ./dist, not "${path}"`),
  ];
}

function expectedEntry(name) {
  if (name === './package.json') return name;
  const file = name === '.' ? 'index' : name.slice(2);
  return { types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` };
}

/** What an entry is for everybody. Files for a platform have rules of their own, in node-imports.mjs. */
function withoutPlatforms(entry) {
  if (typeof entry !== 'object') return entry;
  return Object.fromEntries(Object.entries(entry).filter(([condition]) => !platforms.includes(condition)));
}

/** Compares the order of conditions too: the first that fits is taken. */
function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function scripts({ manifest }) {
  return installScripts
    .filter((name) => manifest.scripts?.[name] !== undefined)
    .map((name) => `scripts.${name} would run on the machine of whoever installs the package; remove it`);
}
