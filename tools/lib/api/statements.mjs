import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChangesets } from '../changesets.mjs';

/**
 * What the authors of changes say of them: in changesets and, once these are applied, in the changelog.
 *
 * @param {string} base The folder of the workspace.
 * @param {{ directory: string, manifest: Record<string, any> }} entry
 * @param {string} released The version that is compared with.
 * @returns {{ major: boolean, compatible: string[] }} Whether the next version is a major one, and which changes are
 *   said not to break anybody, with a reason: ``Compatible: `Name.member`: core alone makes these.``
 */
export function apiStatements(base, { directory, manifest }, released) {
  const changesets = readChangesets(base).filter(({ releases = {} }) => manifest.name in releases);
  const texts = changesets.map(({ file }) => readFileSync(join(base, file), 'utf8'));
  return {
    major:
      majorOf(manifest.version) > majorOf(released) ||
      changesets.some(({ releases }) => releases[manifest.name] === 'major'),
    compatible: [...texts, changesSince(directory, released)].flatMap(statementsIn),
  };
}

/** Whether a statement speaks of a change: by its whole name, or by that of what it is in. */
export function isStated({ at }, compatible) {
  return compatible.some(
    (name) => at === name || (at.startsWith(name) && /^[.([]/.test(at.slice(name.length))),
  );
}

/** In a changelog the first line of a changeset stands behind a commit. */
function statementsIn(text) {
  return [...text.matchAll(/^\s*(?:- (?:[0-9a-f]{7,40}: )?)?Compatible: `([^`]+)`: *\S/gm)].map(
    (match) => match[1],
  );
}

function changesSince(directory, released) {
  const file = join(directory, 'CHANGELOG.md');
  if (!existsSync(file)) return '';
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf(`\n## ${released}\n`);
  return end === -1 ? text : text.slice(0, end);
}

function majorOf(version) {
  return Number.parseInt(version, 10);
}
