import { readChangesets } from '../changesets.mjs';
import { changedFiles, git, isShallow, linesOf } from '../git.mjs';
import { core } from './peer-range.mjs';
import { changedSource } from './published-source.mjs';

const kinds = ['major', 'minor', 'patch', 'none'];

/**
 * Packages whose published source differs from their last release (the tag `<name>@<version>` that `changeset publish`
 * makes), and that no changeset names: their change would never be released, or without a line in the changelog.
 * A version without a tag is not released yet: whatever changes goes out with it, and needs no changeset.
 *
 * @param {string} base The folder of the workspace.
 * @param {ReturnType<import('../workspace.mjs').publishedPackages>} packages
 * @param {string} [since] A git reference, such as the branch that a pull request goes to: what has changed since must
 *   have a changeset that was written since, as one of somebody else's does not tell of it.
 * @returns {{ problems: string[], summary: string }}
 */
export function changesetProblems(base, packages, since) {
  const changesets = readChangesets(base);
  const problems = changesets.flatMap((each) => mistakes(each, packages));
  if (git(base, ['rev-parse', '--git-dir']) === undefined) {
    return { problems, summary: 'this is no git repository: no change was looked for' };
  }
  const tags = new Set(linesOf(git(base, ['tag', '--list'])));
  const released = packages.filter(({ manifest }) => tags.has(tagOf(manifest)));
  if (released.length === 0) return { problems, summary: nothingReleased(base, packages) };

  const origin = originOf(base, since);
  if (origin?.commit === undefined && since !== undefined) {
    return { problems: [...problems, unknownReference(since)], summary: '' };
  }
  const changed = released
    .map((each) => ({ ...each, changes: changedSource(base, each, origin?.commit ?? tagOf(each.manifest)) }))
    .filter(({ changes }) => changes.length > 0);
  const counting =
    origin === undefined ? changesets : changesets.filter(({ file }) => origin.files.has(file));
  const named = namedPackages(counting);
  problems.push(
    ...changed
      .filter(({ manifest }) => !named.has(manifest.name))
      .map((each) => missingChangeset(each, since)),
    ...withoutMajor(changesets, released),
  );
  const summary = `${changed.length} of ${released.length} released packages have changed since ${since ?? 'their last release'}, each with a changeset`;
  return { problems, summary };
}

function tagOf({ name, version }) {
  return `${name}@${version}`;
}

function originOf(base, since) {
  if (since === undefined) return undefined;
  const commit = git(base, ['merge-base', since, 'HEAD'])?.trim();
  return { commit, files: new Set(commit === undefined ? [] : changedFiles(base, commit, ['.changeset'])) };
}

function nothingReleased(base, [{ manifest }]) {
  const advice = isShallow(base)
    ? '; this clone is shallow and may lack its tags: fetch them to be sure'
    : '';
  return `no version here is released (no git tag such as ${tagOf(manifest)}): no changeset is needed${advice}`;
}

function unknownReference(since) {
  return `git knows no common ancestor of ${since} and HEAD: fetch that branch with its history (git fetch --unshallow)`;
}

function namedPackages(changesets) {
  const entries = changesets.flatMap(({ releases = {} }) => Object.entries(releases));
  return new Set(entries.filter(([, kind]) => kind !== 'none').map(([name]) => name));
}

function missingChangeset({ manifest, changes }, since) {
  const files =
    changes.length > 3 ? `${changes.slice(0, 3).join(', ')} and ${changes.length - 3} more` : changes;
  const before = since ?? tagOf(manifest);
  const which = since === undefined ? 'no changeset names it' : 'no changeset written since names it';
  return `${manifest.name} has changed since ${before} (${files}), and ${which}: run \`npm run changeset\` and say what its users will notice`;
}

/** What `changeset version` would fail with, or leave out without a word. */
function mistakes({ file, releases, summary }, packages) {
  if (releases === undefined)
    return [
      `${file} must begin with packages and kinds of release between two lines of ---, such as "${core}": minor`,
    ];
  const named = Object.entries(releases);
  if (named.length > 0 && summary === '')
    return [`${file} has no text: say below the second --- what users will notice, for the changelog`];
  return named.flatMap(([name, kind]) => [
    ...(packages.some(({ manifest }) => manifest.name === name)
      ? []
      : [`${file} names ${name}, which is no published package here`]),
    ...(kinds.includes(kind)
      ? []
      : [`${file} gives ${name} the release "${kind}": write major, minor or patch`]),
  ]);
}

/** changesets itself gives the packages that have core as a peer a patch, though their range moves along. */
function withoutMajor(changesets, released) {
  const all = changesets.flatMap(({ releases = {} }) => Object.entries(releases));
  const major = new Set(all.filter(([, kind]) => kind === 'major').map(([name]) => name));
  if (!major.has(core)) return [];
  return released
    .filter(({ manifest }) => core in (manifest.peerDependencies ?? {}) && !major.has(manifest.name))
    .map(
      ({ manifest: { name } }) =>
        `a changeset makes a major of ${core}: ${name} needs a major changeset too, as its range of that peer leaves the old one out`,
    );
}
