import { runSubjects, type Subjects } from './run-subjects.js';

/** Runs in a process of its own; the last line that it prints is the report. */
export async function start(subjects: Subjects): Promise<void> {
  const report = await runSubjects(subjects);
  process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
}
