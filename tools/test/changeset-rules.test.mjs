import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changesetProblems } from '../lib/checks/changeset-rules.mjs';
import { publishedPackages } from '../lib/workspace.mjs';
import { fixture, write } from './support/fixture.mjs';
import { manifestOf, providerManifest } from './support/manifests.mjs';

const core = '@modelport/core';
const provider = '@modelport/provider-x';
const generator = '@modelport/create-provider';
const patience = { timeout: 600_000 };

/** A repository of three packages in one commit, with these tags. */
function repository({ tags = [`${core}@1.0.0`, `${provider}@1.0.0`, `${generator}@1.0.0`] } = {}) {
  const base = fixture({
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    '.changeset/config.json': {},
    '.gitignore': 'dist/\n',
    'packages/core/package.json': manifestOf(core, 'core'),
    'packages/core/src/index.ts': 'export const one = 1;\n',
    'packages/core/README.md': '# Core\n',
    'packages/create-provider/package.json': manifestOf(generator, 'create-provider'),
    'packages/provider-x/package.json': providerManifest(),
    'packages/provider-x/src/index.ts': 'export const x = 1;\n',
    'templates/provider/src/definition.ts': 'export const definition = {};\n',
  });
  git(base, 'init', '--quiet', '--initial-branch=main');
  commit(base);
  for (const tag of tags) git(base, 'tag', tag);
  return base;
}

function git(base, ...parameters) {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  execFileSync('git', [...identity, ...parameters], { cwd: base, stdio: 'pipe' });
}

function commit(base) {
  git(base, 'add', '--all');
  git(base, 'commit', '--quiet', '--message', 'Change');
}

function changeset(base, name, releases) {
  const lines = Object.entries(releases).map(([each, kind]) => `"${each}": ${kind}`);
  write(base, { [`.changeset/${name}.md`]: `---\n${lines.join('\n')}\n---\n\nWhat users notice.\n` });
}

function check(base, since) {
  return changesetProblems(base, publishedPackages(base), since);
}

it('finds a package whose source has changed since its release and that no changeset names', patience, () => {
  const base = repository();
  expect(check(base)).toMatchObject({
    problems: [],
    summary: '0 of 3 released packages have changed since their last release, each with a changeset',
  });

  write(base, { 'packages/core/src/index.ts': 'export const one = 2;\n' });
  const message = `${core} has changed since ${core}@1.0.0 (packages/core/src/index.ts), and no changeset names it: run \`npm run changeset\` and say what its users will notice`;
  expect(check(base).problems).toEqual([message]);
  commit(base);
  expect(check(base).problems).toEqual([message]);

  changeset(base, 'other', { [provider]: 'patch' });
  changeset(base, 'none', { [core]: 'none' });
  expect(check(base).problems).toEqual([message]);
  changeset(base, 'own', { [core]: 'minor' });
  expect(check(base)).toMatchObject({ problems: [], summary: expect.stringContaining('1 of 3 released') });
});

it.each([
  ['a new file', { 'packages/core/src/new.ts': '' }],
  ['the way it is built', { 'packages/core/tsup.config.ts': '' }],
  ['its exports', { 'packages/core/package.json': manifestOf(core, 'core', { exports: {} }) }],
  ['its engines', { 'packages/core/package.json': manifestOf(core, 'core', { engines: { node: '>=24' } }) }],
  [
    'its peer dependencies',
    { 'packages/core/package.json': manifestOf(core, 'core', { peerDependencies: { x: '1' } }) },
  ],
])('counts %s as a change of its published source', patience, (_, files) => {
  const base = repository();
  write(base, files);
  expect(check(base).problems).toEqual([expect.stringContaining(`${core} has changed since ${core}@1.0.0`)]);
});

it('counts a change of the template as one of the package that copies it', patience, () => {
  const base = repository();
  write(base, { 'templates/provider/src/definition.ts': 'export const definition = { type: "x" };\n' });
  expect(check(base).problems).toEqual([expect.stringContaining(`${generator} has changed`)]);
});

it('counts neither tests nor READMEs nor development dependencies nor what is built', patience, () => {
  const base = repository();
  write(base, {
    'packages/core/README.md': '# Better\n',
    'packages/core/test/one.test.ts': '',
    'packages/core/dist/index.js': '',
    'packages/core/package.json': manifestOf(core, 'core', {
      devDependencies: { zod: '4' },
      scripts: { test: 'x' },
    }),
  });
  expect(check(base).problems).toEqual([]);
});

it('finds a file that was removed', patience, () => {
  const base = repository();
  rmSync(join(base, 'packages/provider-x/src/index.ts'));
  expect(check(base).problems).toEqual([expect.stringContaining(`${provider} has changed`)]);
});

it('needs no changeset for a version that is not released yet', patience, () => {
  const base = repository({ tags: [`${core}@1.0.0`] });
  write(base, { 'packages/provider-x/src/index.ts': 'export const x = 2;\n' });
  expect(check(base)).toMatchObject({ problems: [], summary: expect.stringContaining('0 of 1 released') });
  write(base, {
    'packages/core/src/index.ts': 'export const one = 2;\n',
    'packages/core/package.json': manifestOf(core, 'core', { version: '1.1.0' }),
  });
  expect(check(base)).toMatchObject({
    problems: [],
    summary: `no version here is released (no git tag such as ${core}@1.1.0): no changeset is needed`,
  });
});

it("wants a changeset that was written on the branch, not somebody else's", patience, () => {
  const base = repository();
  write(base, { 'packages/core/src/index.ts': 'export const one = 2;\n' });
  changeset(base, 'of-before', { [core]: 'patch' });
  commit(base);
  git(base, 'checkout', '--quiet', '-b', 'branch');
  expect(check(base, 'main').problems).toEqual([]);

  write(base, { 'packages/core/src/index.ts': 'export const one = 3;\n' });
  commit(base);
  expect(check(base).problems).toEqual([]);
  expect(check(base, 'main').problems).toEqual([
    expect.stringContaining('no changeset written since names it: run `npm run changeset`'),
  ]);
  changeset(base, 'of-the-branch', { [core]: 'patch' });
  expect(check(base, 'main').problems).toEqual([]);
});

it('says how to get a branch that git does not know', patience, () => {
  expect(check(repository(), 'origin/main').problems).toEqual([
    'git knows no common ancestor of origin/main and HEAD: fetch that branch with its history (git fetch --unshallow)',
  ]);
});

it('wants a major of every package that has core as a peer with a major of core', patience, () => {
  const base = repository();
  changeset(base, 'major', { [core]: 'major' });
  expect(check(base).problems).toEqual([
    `a changeset makes a major of ${core}: ${provider} needs a major changeset too, as its range of that peer leaves the old one out`,
  ]);
  changeset(base, 'along', { [provider]: 'major' });
  expect(check(base).problems).toEqual([]);
});

it('finds changesets that cannot be applied, released or not', patience, () => {
  const base = repository({ tags: [] });
  changeset(base, 'a', { '@modelport/provider-y': 'patch', [core]: 'huge' });
  write(base, {
    '.changeset/b.md': 'No front matter.\n',
    '.changeset/c.md': `---\n- "${core}"\n---\n\nA list.\n`,
    '.changeset/d.md': `---\n"${core}": patch\n---\n`,
    '.changeset/e.md': '---\n---\n',
    '.changeset/README.md': 'Not a changeset.\n',
  });
  const form = `must begin with packages and kinds of release between two lines of ---, such as "${core}": minor`;
  expect(check(base).problems).toEqual([
    '.changeset/a.md names @modelport/provider-y, which is no published package here',
    `.changeset/a.md gives ${core} the release "huge": write major, minor or patch`,
    `.changeset/b.md ${form}`,
    `.changeset/c.md ${form}`,
    '.changeset/d.md has no text: say below the second --- what users will notice, for the changelog',
  ]);
});

it('says what it could not look at without git, without tags, and in a shallow clone', patience, () => {
  const base = repository({ tags: [] });
  const nothing = `no version here is released (no git tag such as ${core}@1.0.0): no changeset is needed`;
  expect(check(base)).toEqual({ problems: [], summary: nothing });

  const clone = fixture();
  git(clone, 'clone', '--quiet', '--depth=1', `file://${base}`, 'shallow');
  expect(check(join(clone, 'shallow')).summary).toBe(
    `${nothing}; this clone is shallow and may lack its tags: fetch them to be sure`,
  );

  rmSync(join(base, '.git'), { recursive: true });
  expect(check(base)).toEqual({
    problems: [],
    summary: 'this is no git repository: no change was looked for',
  });
});
