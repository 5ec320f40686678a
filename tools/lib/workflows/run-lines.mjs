/**
 * The commands of a step, one per line. The changesets action takes its command as an input.
 *
 * @param {Record<string, any>} step
 * @returns {string[]}
 */
export function runLines(step) {
  return [step.run, step.with?.script]
    .filter((script) => typeof script === 'string')
    .flatMap((script) => script.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
