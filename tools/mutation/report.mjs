/** The columns of the tables, for the terminal and the page. */
export const columns = ['mutants', 'killed', 'timeout', 'survived', 'no coverage', 'equivalent', 'score'];

/** The numbers of a judgement as texts, in the order of {@link columns}. */
export function cellsOf({ counts, score }) {
  const { mutants, killed, timeout, survived, noCoverage, equivalent } = counts;
  // Cut, not rounded: what is not reached must not look reached.
  const cut = (Math.floor(score * 1_000) / 1_000).toFixed(3);
  return [...[mutants, killed, timeout, survived, noCoverage, equivalent].map(String), cut];
}

/**
 * What a run found, for the terminal.
 *
 * @param {string} packageName
 * @param {import('./judge.mjs').Judgement} judgement
 * @param {boolean} isWhole All files were changed: entries that excuse nothing are stale.
 */
export function describeJudgement(packageName, judgement, isWhole) {
  const { survivors, stale } = judgement;
  const cells = cellsOf(judgement);
  const widths = columns.map((column, index) => Math.max(column.length, cells[index].length));
  const row = (name, texts) =>
    [name.padEnd(packageName.length), ...texts.map((text, index) => text.padStart(widths[index]))].join('  ');
  const list = (title, entries, describe) =>
    entries.length === 0 ? [] : ['', title, ...entries.map((entry) => `  ${describe(entry)}`)];
  return [
    row('', columns),
    row(packageName, cells),
    ...list('Not noticed by any test:', survivors, describeMutant),
    ...(isWhole ? list('Stale in equivalent.json, please remove:', stale, describeEntry) : []),
  ].join('\n');
}

function describeMutant(mutant) {
  const covered = mutant.fate === 'noCoverage' ? ', in no test' : '';
  return `${mutant.file}:${mutant.line} ${describeChange(mutant)}${covered}`;
}

function describeEntry(entry) {
  return `${entry.file} \`${entry.at}\` ${describeChange(entry)}`;
}

function describeChange({ mutator, original, replacement }) {
  return `(${mutator}) ${original} → ${replacement}`;
}
