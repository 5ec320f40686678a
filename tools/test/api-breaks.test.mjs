import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { apiBreaks } from '../lib/api/breaks.mjs';
import { compareReports, writeReports } from '../lib/api/reports.mjs';
import { root } from '../lib/root.mjs';
import { workspacePackages } from '../lib/workspace.mjs';
import { fixture, write } from './support/fixture.mjs';
import { manifestOf } from './support/manifests.mjs';
import { repositoryOf } from './support/repository.mjs';

vi.setConfig({ testTimeout: 120_000 }); // API Extractor, changesets and git, on a machine with much to do

const changesets = join(root, 'node_modules', '@changesets', 'cli', 'bin.js');
const name = '@modelport/x';
const report = 'packages/x/api/index.api.md';

/** A package whose report was released as 1.0.0, and has changed since: `A` has lost its member `b`. */
function broken() {
  const repository = repositoryOf({
    'x/package.json': manifestOf(name, 'x'),
    'x/api/index.api.md': page('export interface A { a: string; b: string }'),
  });
  repository.commit(`${name}@1.0.0`);
  write(repository.base, { [report]: page('export interface A { a: string }') });
  return repository;
}

function page(code) {
  return `# A package\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
}

function changeset(kind, text = 'A change.', of = name) {
  return `---\n'${of}': ${kind}\n---\n\n${text}\n`;
}

function problemsOf({ base }, since) {
  return apiBreaks(base, workspacePackages(base), since).problems;
}

const cases = {
  'adds an export': ['', 'export type Added = string;'],
  'adds an optional member': ['export interface A {}', 'export interface A { b?: string }'],
  'removes an export': ['export type A = string;', ''],
  'renames a member': ['export interface A { old?: 1 }', 'export interface A { name?: 1 }'],
  'requires a member': ['export interface A { b?: string }', 'export interface A { b: string }'],
  'narrows a parameter': [
    'export declare function f(a: string | number): void;',
    'export declare function f(a: string): void;',
  ],
};

it('tells of each package that breaks programs by its types, until a changeset makes it a major', () => {
  const entries = Object.values(cases).map((code, index) => ({
    folder: `p${index}`,
    name: `@modelport/p${index}`,
    code,
  }));
  const types = (index) =>
    Object.fromEntries(
      entries.map(({ folder, code }) => [`${folder}/dist/index.d.ts`, `export {};\n${code[index]}\n`]),
    );
  const manifests = entries.map(({ folder, name: own }) => [
    `${folder}/package.json`,
    manifestOf(own, folder),
  ]);
  const { base, packages, commit } = repositoryOf({
    '.gitignore': 'dist\n',
    ...Object.fromEntries(manifests),
    ...types(0),
  });
  writeReports(compareReports(packages).outdated);
  commit(...entries.map(({ name: own }) => `${own}@1.0.0`));
  expect(apiBreaks(base, packages)).toEqual({
    problems: [],
    summary: '6 packages break nothing since their last release without a major changeset',
  });

  write(`${base}/packages`, types(1));
  writeReports(compareReports(packages).outdated);
  const found = apiBreaks(base, packages).problems;
  const perCase = Object.keys(cases).map((title, index) => [
    title,
    found
      .filter((problem) => problem.startsWith(`@modelport/p${index} `))
      .map((problem) => problem.split('\n')[1].trim()),
  ]);
  expect(Object.fromEntries(perCase)).toEqual({
    'adds an export': [],
    'adds an optional member': [],
    'removes an export': ['packages/p2/api/index.api.md: A is gone'],
    'renames a member': ['packages/p3/api/index.api.md: A.old is gone'],
    'requires a member': ['packages/p4/api/index.api.md: A.b was optional, is required'],
    'narrows a parameter': ['packages/p5/api/index.api.md: f(a) has lost `number`'],
  });
  expect(found).toHaveLength(4);

  const major = entries.map(({ name: own }) => [
    `.changeset/${own.slice(11)}.md`,
    changeset('major', 'A change.', own),
  ]);
  write(base, Object.fromEntries(major));
  expect(problemsOf({ base })).toEqual([]);
});

it('says what has changed since when, and what to do', () => {
  expect(problemsOf(broken())).toEqual([
    [
      '@modelport/x may break programs that work with @modelport/x@1.0.0:',
      '  packages/x/api/index.api.md: A.b is gone',
      '  Take it back, or add a changeset with "@modelport/x": major. If it breaks nobody, say why in the changeset, in a line',
      '  of its own: Compatible: `A.b`: and the reason',
    ].join('\n'),
  ]);
});

it('takes no minor changeset for it, nor the major one of another package', () => {
  const repository = broken();
  write(repository.base, {
    '.changeset/minor.md': changeset('minor'),
    '.changeset/other.md': changeset('major', 'A change.', '@modelport/y'),
  });
  expect(problemsOf(repository)).toHaveLength(1);
});

it('believes a changeset that says why the change breaks nobody, of that package and that change alone', () => {
  const repository = broken();
  const says = (text, of) => {
    write(repository.base, { '.changeset/minor.md': changeset('minor', `A change.\n\n${text}`, of) });
    return problemsOf(repository);
  };
  expect(says('Compatible: `A.b`: nobody could get one.')).toEqual([]);
  expect(says('Compatible: `A`: nobody could get one.')).toEqual([]);
  expect(says('Compatible: `A.a`: nobody could get one.')).toHaveLength(1);
  expect(says('Compatible: `A.b`:')).toHaveLength(1);
  expect(says('Compatible: `A.b`: nobody could get one.', '@modelport/y')).toHaveLength(1);
});

it('believes the changelog that changesets makes of it, from the release on', () => {
  const repository = broken();
  const { base, commit } = repository;
  symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'), 'junction');
  write(base, {
    '.gitignore': 'node_modules\n',
    'package.json': { private: true, packageManager: 'pnpm@12.21.0' },
    '.changeset/config.json': readFileSync(join(root, '.changeset', 'config.json'), 'utf8'),
    '.changeset/first.md': changeset('minor', 'Compatible: `A.b`: nobody could get one.'),
    '.changeset/second.md': changeset('minor', 'A change.\n\nCompatible: `C`: nobody could get one.'),
  });
  commit();
  execFileSync(process.execPath, [changesets, 'version'], { cwd: base, stdio: 'pipe' });
  expect(workspacePackages(base)[0].manifest.version).toBe('1.1.0');
  expect(problemsOf(repository)).toEqual([]);

  write(base, { [report]: page('export interface A { a: string }\nexport type C = string;') });
  commit(`${name}@1.1.0`);
  write(base, { [report]: page('export interface A {}\nexport type C = number;') });
  expect(problemsOf(repository)).toEqual([
    expect.stringMatching(/A\.a is gone\n.*C was `string`, is `number`/),
  ]);
});

it('allows everything in a new major version, where its changesets are applied', () => {
  const repository = broken();
  write(repository.base, { 'packages/x/package.json': manifestOf(name, 'x', { version: '2.0.0' }) });
  expect(problemsOf(repository)).toEqual([]);
});

it('misses an entry point that is gone, and minds none that is new', () => {
  const repository = broken();
  repository.git('rm', '--quiet', '--force', report);
  write(repository.base, { 'packages/x/api/other.api.md': page('export type B = 1;') });
  expect(problemsOf(repository)).toEqual([
    expect.stringContaining(`  ${report}: this entry point is gone\n`),
  ]);
});

it('compares with the last release in the history, by its number', () => {
  const repository = broken();
  repository.commit(`${name}@1.10.0`);
  expect(problemsOf(repository)).toEqual([]);
  repository.git('checkout', '--quiet', '-b', 'later');
  write(repository.base, { [report]: page('export interface A { a: string; b: string; c: string }') });
  repository.commit(`${name}@1.9.0`);
  expect(problemsOf(repository)).toEqual([expect.stringContaining(`work with ${name}@1.10.0`)]);
  repository.git('checkout', '--quiet', 'main');
  expect(problemsOf(repository)).toEqual([]);
  repository.git('checkout', '--quiet', '--detach', `${name}@1.0.0`);
  expect(problemsOf(repository)).toEqual([]);
});

it('compares with where a branch was left, on demand', () => {
  const repository = broken();
  repository.git('branch', 'target');
  repository.commit();
  expect(problemsOf(repository, 'target')).toEqual([expect.stringContaining('work with target:\n')]);
  repository.git('branch', '--force', 'target');
  expect(problemsOf(repository, 'target')).toEqual([]);
  expect(problemsOf(repository, 'nothing')).toEqual([
    expect.stringContaining('no common ancestor of nothing and HEAD'),
  ]);
});

it('says where there is nothing to compare with', () => {
  const nothing = 'nothing to compare with for 1 packages: no reports by then';
  const { base, packages, commit } = repositoryOf({ 'x/package.json': manifestOf(name, 'x') });
  expect(apiBreaks(base, packages)).toEqual({ problems: [], summary: nothing });
  commit(`${name}@1.0.0`);
  expect(apiBreaks(base, packages)).toEqual({ problems: [], summary: nothing });
  const files = {
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'packages/x/package.json': manifestOf(name, 'x'),
  };
  const outside = fixture(files);
  expect(apiBreaks(outside, workspacePackages(outside))).toEqual({ problems: [], summary: nothing });
});

it('notices that a shallow clone lacks the tags of what was released', () => {
  const repository = broken();
  write(repository.base, { 'packages/x/package.json': manifestOf(name, 'x', { version: '1.2.0' }) });
  repository.commit();
  const clone = `${fixture()}/clone`;
  repository.git('clone', '--quiet', '--depth=1', '--no-tags', `file://${repository.base}`, clone);
  expect(problemsOf({ base: clone })).toEqual([
    '@modelport/x is at 1.2.0, but this shallow clone lacks its tags: run `git fetch --unshallow --tags`',
  ]);
});
