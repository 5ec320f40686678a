/**
 * One small change to a file, and whether a test noticed it. The texts are on one line and cut after 100 characters.
 *
 * @typedef {object} Mutant
 * @property {string} file Relative to its package.
 * @property {number} line Counts from 1.
 * @property {string} at The line of the source in which the change begins.
 * @property {string} mutator Stryker's name of the kind of change.
 * @property {string} original
 * @property {string} replacement
 * @property {'killed' | 'timeout' | 'survived' | 'noCoverage'} fate
 */

/** A failure outside of any test is noticed too: vitest ends with a failing exit code. */
const fates = {
  Killed: 'killed',
  RuntimeError: 'killed',
  Timeout: 'timeout',
  Survived: 'survived',
  NoCoverage: 'noCoverage',
};

/**
 * @param {object} result Stryker's.
 * @param {string} file
 * @param {string} source The text of the file.
 * @returns {Mutant}
 * @throws Error where Stryker did not judge the mutant.
 */
export function mutantFrom({ status, mutatorName, replacement = '', location }, file, source) {
  const fate = fates[status];
  const { start, end } = location;
  if (fate === undefined) throw new Error(`Stryker left ${file}:${start.line} as "${status}".`);
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const [first] = lines;
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return {
    file,
    line: start.line,
    at: onOneLine(first),
    mutator: mutatorName,
    original: onOneLine(lines.join('\n')),
    replacement: onOneLine(replacement),
    fate,
  };
}

function onOneLine(code) {
  const text = code.replace(/\s+/g, ' ').trim();
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
