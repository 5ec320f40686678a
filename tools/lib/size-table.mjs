import { kilobytes } from './bundle-size.mjs';
import { table } from './markdown-table.mjs';

const begin = '<!-- sizes: written by `npm run compare-size` -->';
const end = '<!-- /sizes -->';

/**
 * @typedef {object} SizeRow
 * @property {string} task What is chatted with.
 * @property {string} name Whose library.
 * @property {string[]} versions `name version` of what a user installs.
 * @property {number} installs Packages that npm installs.
 * @property {number} bytes Of their files.
 * @property {number} atStart Bytes of the program, minified and gzipped, that are read when it starts.
 * @property {number} withCalls The same with what the first calls load.
 */

/**
 * Puts the table of sizes into a text that has its two marks.
 *
 * @param {string} markdown
 * @param {readonly SizeRow[]} rows
 * @param {string} date `2026-11-21`
 * @returns {string}
 * @throws {Error} for a text without the marks.
 */
export function withSizeTable(markdown, rows, date) {
  const [before, rest] = split(markdown, begin);
  const [, after] = split(rest, end);
  const versions = [...new Set(rows.flatMap((row) => row.versions))].join(', ');
  const head = [
    'a streamed chat with',
    'library',
    'packages',
    'on disk',
    'bundle at start',
    'with its calls',
  ];
  const lines = rows.map((row) => [row.task, row.name, ...figures(row)]);
  const text = [table(head, lines), `Measured on ${date}: ${versions}.`].join('\n\n');
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

/**
 * Where a text's table tells other figures than were measured now, by more than a twentieth.
 *
 * @param {string} markdown
 * @param {readonly SizeRow[]} rows Those to look for.
 * @returns {string[]} Problems, a line each.
 */
export function staleSizes(markdown, rows) {
  return rows.flatMap((row) => {
    const line = markdown.split('\n').find((each) => each.startsWith(`| ${row.task} | ${row.name} |`));
    const told = line
      ?.split('|')
      .slice(3, 7)
      .map((cell) => cell.trim());
    const now = figures(row);
    if (told !== undefined && now.every((figure, index) => isNear(figure, told[index]))) return [];
    const found = told === undefined ? 'has no row' : `says ${told.join(', ')}`;
    return [
      `README.md ${found} for ${row.task} with ${row.name}, now ${now.join(', ')}: run \`npm run compare-size\``,
    ];
  });
}

function figures({ installs, bytes, atStart, withCalls }) {
  return [`${installs}`, `${(bytes / 1_000_000).toFixed(2)} MB`, kilobytes(atStart), kilobytes(withCalls)];
}

function isNear(now, told = '') {
  const difference = Math.abs(Number.parseFloat(now) - Number.parseFloat(told));
  return difference <= Number.parseFloat(now) / 20 + 0.01;
}

function split(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`The mark ${mark} is missing.`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
