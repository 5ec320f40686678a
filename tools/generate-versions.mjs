// Writes each provider's version into its src/version.ts, where its definition reads it. `--check` only compares.
import {
  outdatedVersionFiles,
  packagesWithVersionFile,
  versionFileProblems,
  writeVersionFile,
} from './lib/checks/version-files.mjs';
import { report } from './lib/report.mjs';
import { publishedPackages } from './lib/workspace.mjs';

const packages = publishedPackages();
const count = packagesWithVersionFile(packages).length;
if (process.argv.includes('--check')) {
  report(versionFileProblems(packages), `${count} version files are current`);
} else {
  const outdated = outdatedVersionFiles(packages);
  for (const each of outdated) writeVersionFile(each);
  console.log(`${outdated.length} of ${count} version files written`);
}
