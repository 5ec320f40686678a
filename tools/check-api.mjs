// The API reports of each package show nothing that may break programs which work with its last release, unless a
// changeset makes the next one a major (docs/decisions/0015). `--since <git reference>` compares with that instead.
import { apiBreaks } from './lib/api/breaks.mjs';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { publishedPackages } from './lib/workspace.mjs';

const position = process.argv.indexOf('--since');
const since = position > 0 ? process.argv[position + 1] : undefined;
const { problems, summary } = apiBreaks(root, publishedPackages(), since);
report(problems, summary);
