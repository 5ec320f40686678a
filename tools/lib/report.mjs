/**
 * Ends a check: prints its summary, or its problems and a failing exit code.
 *
 * @param {string[]} problems One line each: where, what, and what to do.
 * @param {string} summary One line, shown when there is no problem.
 */
export function report(problems, summary) {
  if (problems.length === 0) {
    console.log(summary);
    return;
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = 1;
}
