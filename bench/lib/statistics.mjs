/**
 * The middle and the middle half of some values.
 *
 * @typedef {{ median: number, low: number, high: number }} Spread `low` and `high` are the quartiles.
 *
 * @param {readonly number[]} values At least one.
 * @returns {Spread} What falls between two values is taken from the line between them.
 */
export function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at));
}

/**
 * Values as ratios to the base of the same round.
 *
 * @param {readonly number[]} values One of each round.
 * @param {readonly number[]} base The same of what is 1.0.
 */
export function ratios(values, base) {
  return values.map((value, round) => value / base[round]);
}

/** Values beyond the base of the same round. */
export function differences(values, base) {
  return values.map((value, round) => value - base[round]);
}

/**
 * A list that begins somewhere else in every round, so that nobody always comes first.
 *
 * @template T
 * @param {readonly T[]} list
 * @param {number} round
 * @returns {T[]}
 */
export function rotated(list, round) {
  const at = round % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
