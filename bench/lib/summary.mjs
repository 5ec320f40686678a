import { differences, ratios, spread } from './statistics.mjs';

/** The error of a cell that has no values, and no reason for it. */
export const notMeasured = 'not measured';

/**
 * A measured figure with what it says of each contender.
 *
 * @typedef {object} Summary
 * @property {string} name
 * @property {string} title
 * @property {string} about
 * @property {string} unit
 * @property {'ratio' | 'difference' | 'value'} shows
 * @property {string[]} wires Those that it was measured on.
 * @property {Record<string, { shown?: Spread, absolute?: Spread, note?: string, error?: string }>} cells By contender. `shown` is what
 *   the figure shows: ratios to the floor, milliseconds beyond a bare Node, or values. `absolute`: in the unit.
 * @typedef {import('./statistics.mjs').Spread} Spread
 *
 * @param {object} figure As results.json has it.
 * @returns {Summary} Contenders of both wires.
 */
export function summarize({ wires, ...figure }) {
  const cells = {};
  for (const { base, cells: measured } of Object.values(wires)) {
    for (const [name, cell] of Object.entries(measured))
      cells[name] = summaryOf(cell, figure, measured[base]);
  }
  return { ...figure, wires: Object.keys(wires), cells };
}

function summaryOf({ values, note, error }, { shows }, base) {
  if (error !== undefined || values.length === 0) return { note, error: error ?? notMeasured };
  const absolute = spread(values);
  if (shows === 'value') return { note, absolute, shown: absolute };
  if (base === undefined || base.values.length !== values.length) return { note, absolute };
  const compare = shows === 'ratio' ? ratios : differences;
  return { note, absolute, shown: spread(compare(values, base.values)) };
}

/**
 * How the cost of a fragment grows: at 2,000 fragments over that at 500, each as a ratio to the floor of its own round, as the two are
 * measured minutes apart. `undefined` where one of them was not measured.
 *
 * @param {object[]} figures As results.json has them.
 * @returns {Summary | undefined}
 */
export function growth(figures) {
  const find = (name) => figures.find((figure) => figure.name === name);
  const [long, short] = [find('tool-arguments'), find('tool-arguments-500')];
  if (long === undefined || short === undefined) return undefined;
  const cells = {};
  for (const [wire, { base, cells: measured }] of Object.entries(long.wires)) {
    for (const name of Object.keys(measured)) {
      const others = overBase(short.wires[wire]?.cells, base, name);
      const values = overBase(measured, base, name);
      const isWhole = values.length > 0 && values.length === others.length;
      cells[name] = isWhole ? { shown: spread(ratios(values, others)) } : { error: notMeasured };
    }
  }
  return {
    name: 'tool-growth',
    title: 'tool arguments, growth',
    about:
      'a fragment of 2,000 over a fragment of 500, each first divided by the floor of its own round: above 1 it grows faster than the floor does',
    unit: '',
    shows: 'ratio',
    wires: Object.keys(long.wires),
    cells,
  };
}

/** Ratios to the base of the same round; none where one of the two was not measured as often. */
function overBase(cells, base, name) {
  const [values, floor] = [cells?.[name]?.values ?? [], cells?.[base]?.values ?? []];
  return values.length === floor.length ? ratios(values, floor) : [];
}

/** A number as a table shows it: about three digits. */
export function digits(value) {
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** `0.85 (0.81-0.90)` */
export function spreadText({ median, low, high }) {
  return `${digits(median)} (${digits(low)}-${digits(high)})`;
}
