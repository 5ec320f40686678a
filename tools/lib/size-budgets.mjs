import { kilobytes } from './bundle-size.mjs';

/**
 * @typedef {object} Measured
 * @property {string} name What was measured.
 * @property {number} value
 * @property {number} budget The most that is allowed, in the same unit.
 * @property {'gzipped' | 'installed' | 'packages'} unit Bytes of a bundle, bytes of an installation, or a count.
 */

/**
 * Holds what was measured to its budgets.
 *
 * @param {readonly Measured[]} measured
 * @returns {{ problems: string[], lines: string[] }} A line for each, and those that are over.
 */
export function holdToBudgets(measured) {
  const lines = measured.map(lineOf);
  const problems = lines.filter((_, index) => measured[index].value > measured[index].budget);
  const advice = 'make it smaller, or load with import() what not everyone needs (docs/decisions/0005)';
  return { lines, problems: problems.map((line) => `${line}: ${advice}`) };
}

function lineOf({ name, value, budget, unit }) {
  if (unit === 'packages') return `${name}: ${value} of at most ${budget} packages`;
  if (unit === 'installed') return `${name}: ${megabytes(value)} of at most ${megabytes(budget)}`;
  return `${name}: ${kilobytes(value)} of at most ${kilobytes(budget)} gzipped`;
}

function megabytes(bytes) {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}
