// A package whose published source has changed since its last release has a changeset. `--since <git reference>`: what
// has changed since then has one written since then; on GitHub's pull requests that is the branch they go to.
import { changesetProblems } from './lib/checks/changeset-rules.mjs';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { publishedPackages } from './lib/workspace.mjs';

const position = process.argv.indexOf('--since');
const target = process.env.GITHUB_BASE_REF; // empty but on pull requests
const since = position > 0 ? process.argv[position + 1] : target ? `origin/${target}` : undefined;
const { problems, summary } = changesetProblems(root, publishedPackages(), since);
report(problems, summary);
