import { compareVersions } from '../compare-versions.mjs';
import { git, isShallow, linesOf } from '../git.mjs';
import { reportFolder } from './entries.mjs';

/**
 * What a package's API is compared with: its last release in the history of HEAD, by the tags `<name>@<version>` that
 * `changeset publish` makes.
 *
 * @param {string} base The folder of the workspace.
 * @param {{ folder: string, manifest: Record<string, any> }} entry
 * @param {string} [since] A git reference to compare with instead: where HEAD's history leaves that of it.
 * @returns {{ label: string, version: string, reports: Map<string, string> } | undefined} `reports` gives texts by file
 *   in the workspace. `undefined`: there is no release, or the package was not there.
 * @throws {Error} If git does not know the reference, or evidently lacks tags.
 */
export function lastRelease(base, { folder, manifest }, since) {
  const release = since === undefined ? lastTag(base, manifest) : ancestor(base, since);
  if (release === undefined) return undefined;
  const text = git(base, ['show', `${release.commit}:./${folder}/package.json`]);
  if (text === undefined) return undefined;
  const { version } = JSON.parse(text);
  const list = git(base, ['ls-tree', '--name-only', release.commit, '--', `${folder}/${reportFolder}/`]);
  const files = linesOf(list).filter((file) => file.endsWith('.api.md'));
  const reports = files.map((file) => [file, git(base, ['show', `${release.commit}:./${file}`])]);
  return { label: release.label, version, reports: new Map(reports) };
}

function ancestor(base, since) {
  const commit = git(base, ['merge-base', since, 'HEAD'])?.trim();
  if (commit !== undefined) return { label: since, commit };
  throw new Error(
    `git knows no common ancestor of ${since} and HEAD: fetch it with its history (git fetch --unshallow)`,
  );
}

function lastTag(base, { name, version }) {
  const tags = linesOf(git(base, ['tag', '--list', `${name}@*`, '--merged', 'HEAD']));
  const [last] = tags
    .filter((tag) => /^\d+\.\d+\.\d+$/.test(tag.slice(name.length + 1)))
    .sort((a, b) => compareVersions(b.slice(name.length + 1), a.slice(name.length + 1)));
  if (last !== undefined) return { label: last, commit: `refs/tags/${last}` };
  if (version === firstVersion || !isShallow(base)) return undefined;
  throw new Error(
    `${name} is at ${version}, but this shallow clone lacks its tags: run \`git fetch --unshallow --tags\``,
  );
}

/** What packages start with. */
const firstVersion = '1.0.0';
