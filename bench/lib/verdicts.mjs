import { goals } from './goals.mjs';

/**
 * How every goal stands.
 *
 * @param {import('./summary.mjs').Summary[]} summaries
 * @param {import('./contenders.mjs').Contender[]} contenders Those that took part.
 * @returns {Verdict[]} One for each goal and contender that took part, also where nothing could be measured.
 *
 * @typedef {object} Verdict
 * @property {string} column Which goals these are.
 * @property {string} figure Its name.
 * @property {string} contender
 * @property {string} wire
 * @property {number} limit
 * @property {import('./statistics.mjs').Spread | undefined} shown `undefined` where it could not be measured.
 * @property {boolean} isMet The middle half of the rounds reaches the limit.
 * @property {{ label: string, median: number } | undefined} nearest The best of the peers of the wire.
 * @property {boolean} isAhead No peer's median is as low.
 * @property {number} failed How many peers of the wire could not be measured.
 */
export function verdicts(summaries, contenders) {
  return goals.flatMap(({ title, contenders: names, limits }) =>
    Object.entries(limits).flatMap(([figureName, limit]) => {
      const figure = summaries.find(({ name }) => name === figureName);
      const taking = contenders.filter((each) => names.includes(each.name) && takesPart(each, figure));
      return taking.map(({ name, wire }) => ({
        ...{ column: title, figure: figureName, contender: name, wire, limit },
        ...standing(figure, figure.cells[name]?.shown, limit, contenders, wire),
      }));
    }),
  );
}

/** Whether a figure is there for a contender: it is of its wire, and needs nothing that its library does not do. */
function takesPart({ wire, cannot = {} }, figure) {
  if (figure === undefined || !figure.wires.includes(wire)) return false;
  return !figure.name.startsWith('tool-') || cannot.toolArguments === undefined;
}

function standing(figure, shown, limit, contenders, wire) {
  const peers = contenders.filter(
    (each) => each.kind === 'peer' && each.wire === wire && takesPart(each, figure),
  );
  const measured = peers.filter(({ name }) => figure.cells[name]?.shown !== undefined);
  const [nearest] = measured
    .map(({ name, label }) => ({ label, median: figure.cells[name].shown.median }))
    .toSorted((one, other) => one.median - other.median);
  return {
    shown,
    isMet: shown !== undefined && shown.low <= limit,
    nearest,
    isAhead: shown !== undefined && (nearest === undefined || shown.median < nearest.median),
    failed: peers.length - measured.length,
  };
}
