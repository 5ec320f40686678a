import { figureNames } from './figures.mjs';

/** A whole run has so many rounds, or more. */
export const wholeRounds = 9;

/**
 * What results lack of a whole run.
 *
 * @param {object} results As in bench/results.json.
 * @param {readonly string[]} everyone The names of all contenders that there are.
 * @returns {string[]} Nothing for a whole run.
 */
export function lacks({ rounds, contenders, figures, scripts }, everyone) {
  const measured = figures.map(({ name }) => name);
  const taking = contenders.map(({ name }) => name);
  const lists = [
    ['no figures of', figureNames.filter((name) => !measured.includes(name))],
    ['without', everyone.filter((name) => !taking.includes(name))],
    ['with contenders that are gone:', taking.filter((name) => !everyone.includes(name))],
  ];
  return [
    ...(rounds < wholeRounds ? [`${rounds} of ${wholeRounds} rounds`] : []),
    ...lists.filter(([, names]) => names.length > 0).map(([what, names]) => `${what} ${names.join(', ')}`),
    ...(scripts.length === 0 ? ['no parts alone'] : []),
  ];
}
