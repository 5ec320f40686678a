import { cellsOf, columns } from './report.mjs';

const head = `<!-- Written by \`npm run mutation -- <package> --record\`, one package at a time. -->

# Mutation testing

How much the conformance suite notices. Stryker makes every small change that it knows to the code with which a provider
writes and reads its wire: it turns a condition round, empties a text, leaves a block out. After each change a case of the
provider's conformance run has to fail. Of the package's subjects the first one is run, over its own transport; cases that
need a process of their own are left out, and no other tests take part.

A change that no test could notice is equivalent. Each of these is named below with the reason. The score is what was
noticed, killed or timed out, over all changes that are not equivalent. At least 0.9 is wanted of every provider.
`;

/**
 * Puts the result of one package into the page, beside those of the others.
 *
 * @param {string} page As it is so far; empty if there is none.
 * @param {{ packageName: string, judgement: import('./judge.mjs').Judgement, versions: Record<string, string>,
 *   date: Date }} result
 * @returns {string}
 */
export function addToPage(page, { packageName, judgement, versions, date }) {
  const cells = [...cellsOf(judgement), date.toISOString().slice(0, 10), ...Object.values(versions)];
  const rows = new Map([...page.matchAll(/^\| (provider-\S+) .*$/gm)].map(([row, name]) => [name, row]));
  const [, ...others] = page.split(/^## /m);
  const sections = new Map(others.map((text) => [text.split('\n', 1)[0], `## ${text.trimEnd()}`]));
  rows.set(packageName, line([packageName, ...cells]));
  sections.set(packageName, sectionOf(packageName, judgement));
  const titles = ['package', ...columns, 'date', ...Object.keys(versions)];
  const table = [line(titles), line(titles.map(() => '---')), ...sorted(rows)].join('\n');
  return `${[head, table, '', ...sorted(sections).map((section) => `${section}\n`)].join('\n').trimEnd()}\n`;
}

function sectionOf(packageName, { survivors, equivalent }) {
  const list = (title, mutants) =>
    mutants.length === 0 ? [] : ['', `${title}:`, '', ...mutants.map((mutant) => `- ${describe(mutant)}`)];
  return [
    `## ${packageName}`,
    ...(survivors.length === 0 ? ['', 'Every change was noticed that is not equivalent.'] : []),
    ...list('Not noticed', survivors),
    ...list('Equivalent', equivalent),
  ].join('\n');
}

function describe({ file, line, mutator, original, replacement, reason }) {
  const change = `${code(`${file}:${line}`)} ${mutator}: ${code(original)} → ${code(replacement)}`;
  return reason === undefined ? change : `${change}. ${reason}`;
}

/** Code may hold backticks: then it stands between two. */
function code(text) {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function line(cells) {
  return `| ${cells.join(' | ')} |`;
}

function sorted(map) {
  return [...map].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);
}
