// Writes what each entry point of the published packages exports to packages/*/api/*.api.md, so that a change of the
// public API shows in review (docs/decisions/0015). Reads the declarations in dist. `--check` only compares.
import { compareReports, writeReports } from './lib/api/reports.mjs';
import { report } from './lib/report.mjs';
import { publishedPackages } from './lib/workspace.mjs';

try {
  const { count, outdated } = compareReports(publishedPackages());
  if (process.argv.includes('--check')) {
    report(
      outdated.map(({ problem }) => problem),
      `${count} API reports are current`,
    );
  } else {
    writeReports(outdated);
    const files = outdated.map(({ file }) => `  ${file}`);
    console.log([`${outdated.length} of ${count} API reports written`, ...files].join('\n'));
  }
} catch (error) {
  report([error.message]);
}
