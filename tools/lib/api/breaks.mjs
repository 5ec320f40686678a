import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isShallow } from '../git.mjs';
import { apiChanges } from './changes.mjs';
import { apiEntries } from './entries.mjs';
import { lastRelease } from './release.mjs';
import { apiStatements, isStated } from './statements.mjs';

/**
 * Packages whose committed reports show a change that may break users, without a major changeset and without a word on
 * why it breaks nobody.
 *
 * @param {string} base The folder of the workspace.
 * @param {ReturnType<import('../workspace.mjs').publishedPackages>} packages
 * @param {string} [since] Compares with this git reference, not with the last release of each package.
 * @returns {{ problems: string[], summary: string }}
 */
export function apiBreaks(base, packages, since) {
  const problems = new Set();
  const count = { compared: 0, others: 0 };
  for (const entry of packages) {
    try {
      const release = lastRelease(base, entry, since);
      const isComparable = release !== undefined && release.reports.size > 0;
      if (isComparable) count.compared += 1;
      else if (apiEntries(entry).length > 0) count.others += 1;
      if (isComparable) for (const problem of breaksOf(base, entry, release)) problems.add(problem);
    } catch (error) {
      problems.add(error.message);
    }
  }
  return { problems: [...problems], summary: summaryOf(base, count, since) };
}

function summaryOf(base, { compared, others }, since = 'their last release') {
  const result = `${compared} packages break nothing since ${since} without a major changeset`;
  const rest = `nothing to compare with for ${others} packages: no reports by then`;
  const advice = 'this clone is shallow and may lack its tags: fetch them to be sure';
  return [
    ...(compared > 0 ? [result] : []),
    ...(others > 0 ? [rest] : []),
    ...(isShallow(base) ? [advice] : []),
  ].join('; ');
}

function breaksOf(base, entry, release) {
  const { major, compatible } = apiStatements(base, entry, release.version);
  if (major) return [];
  const { name } = entry.manifest;
  const changes = changesOf(base, release).filter((each) => !isStated(each, compatible));
  if (changes.length === 0) return [];
  return [
    [
      `${name} may break programs that work with ${release.label}:`,
      ...changes.map(({ file, at, text }) => `  ${file}: ${at} ${text}`),
      `  Take it back, or add a changeset with "${name}": major. If it breaks nobody, say why in the changeset, in a line`,
      `  of its own: Compatible: \`${changes[0].at}\`: and the reason`,
    ].join('\n'),
  ];
}

/** Each once, though several entry points may show it. */
function changesOf(base, { reports }) {
  const changes = new Map();
  for (const [file, before] of reports) {
    const path = join(base, file);
    const found = existsSync(path)
      ? apiChanges(before, readFileSync(path, 'utf8'))
      : [{ at: 'this entry point', text: 'is gone' }];
    for (const { at, text } of found) {
      const key = existsSync(path) ? `${at} ${text}` : file;
      if (!changes.has(key)) changes.set(key, { file, at, text });
    }
  }
  return [...changes.values()];
}
