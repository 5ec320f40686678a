import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * The changesets of a workspace that are not released yet.
 *
 * @param {string} base The folder of the workspace.
 * @returns {{ file: string, releases: Record<string, string> | undefined, summary: string }[]} `file` is relative to
 *   the workspace; `releases` gives the kind of release for each package, and is `undefined` where the file cannot be
 *   read; `summary` is the text for the changelog.
 */
export function readChangesets(base) {
  const folder = join(base, '.changeset');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
    .map(({ name, text }) => ({
      file: `.changeset/${name}`,
      releases: releasesOf(text),
      summary: text.replace(head, '').trim(),
    }));
}

const head = /^---\r?\n([\s\S]*?)\r?\n?---\s*(\r?\n|$)/;

/** Reads what stands between the two lines of `---` at the beginning. */
function releasesOf(text) {
  const found = head.exec(text)?.[1];
  if (found === undefined) return undefined;
  try {
    const releases = parse(found) ?? {};
    return typeof releases === 'object' && !Array.isArray(releases) ? releases : undefined;
  } catch {
    return undefined;
  }
}
