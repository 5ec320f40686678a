// Every published package has a README, and those of the providers have the same headings in the same order, so
// that whoever knows one finds their way in all.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headings } from './lib/markdown.mjs';
import { report } from './lib/report.mjs';
import { providerPackages, publishedPackages } from './lib/workspace.mjs';

const published = publishedPackages();
const missing = published.filter((each) => !existsSync(readme(each)));
const providers = providerPackages().filter((each) => !missing.some(({ folder }) => folder === each.folder));
const [first, ...others] = providers.map((each) => ({
  ...each,
  list: headings(readFileSync(readme(each), 'utf8')),
}));

report(
  [
    ...missing.map(({ folder }) => `${folder}/README.md is missing`),
    ...others.filter(({ list }) => list.join('\n') !== first.list.join('\n')).map(differenceOf),
  ],
  `${published.length} READMEs, ${providers.length} of providers with the same headings`,
);

function readme({ directory }) {
  return join(directory, 'README.md');
}

function differenceOf({ folder, list }) {
  return [
    `${folder}/README.md has other headings than ${first.folder}/README.md:`,
    `  it has:   ${list.join(' · ') || '(none)'}`,
    `  it needs: ${first.list.join(' · ') || '(none)'}`,
  ].join('\n');
}
