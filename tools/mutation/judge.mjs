/**
 * A change that no test can notice, with the reason why. It is known by its texts, not by its line number, so that it
 * stays known when the lines above it change.
 *
 * @typedef {Pick<import('./mutant.mjs').Mutant, 'file' | 'at' | 'mutator' | 'original' | 'replacement'>
 *   & { reason: string }} Equivalent
 */

/**
 * @typedef {object} Judgement
 * @property {{ mutants: number, killed: number, timeout: number, survived: number, noCoverage: number,
 *   equivalent: number }} counts `survived` and `noCoverage` are without the equivalent ones.
 * @property {number} score Killed and timed out over all that are not equivalent, 0 to 1.
 * @property {import('./mutant.mjs').Mutant[]} survivors
 * @property {(import('./mutant.mjs').Mutant & { reason: string })[]} equivalent
 * @property {Equivalent[]} stale Entries that excuse nothing: the change is noticed by now, or cannot be made any more.
 */

/**
 * Counts the mutants of one package. An entry excuses one mutant; of two that look the same, the second one survives.
 *
 * @param {import('./mutant.mjs').Mutant[]} mutants
 * @param {Equivalent[]} entries
 * @returns {Judgement}
 */
export function judge(mutants, entries) {
  const counts = {
    mutants: mutants.length,
    killed: 0,
    timeout: 0,
    survived: 0,
    noCoverage: 0,
    equivalent: 0,
  };
  const unused = [...entries];
  const survivors = [];
  const equivalent = [];
  for (const mutant of mutants) {
    const isNoticed = mutant.fate === 'killed' || mutant.fate === 'timeout';
    const place = isNoticed ? -1 : unused.findIndex((entry) => isSame(entry, mutant));
    if (place !== -1) {
      const [{ reason }] = unused.splice(place, 1);
      equivalent.push({ ...mutant, reason });
      counts.equivalent += 1;
      continue;
    }
    if (!isNoticed) survivors.push(mutant);
    counts[mutant.fate] += 1;
  }
  const noticed = counts.killed + counts.timeout;
  const wanted = counts.mutants - counts.equivalent;
  return { counts, score: wanted === 0 ? 0 : noticed / wanted, survivors, equivalent, stale: unused };
}

function isSame(entry, mutant) {
  return ['file', 'at', 'mutator', 'original', 'replacement'].every((name) => entry[name] === mutant[name]);
}
