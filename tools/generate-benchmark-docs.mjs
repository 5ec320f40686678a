// Writes docs/benchmarks.md from bench/results.json, what `npm run bench` measured last; of a part, the page says so. `--check`
// only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allContenders } from '../bench/lib/contenders.mjs';
import { benchmarksPage } from '../bench/lib/page.mjs';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';

const file = join(root, 'docs', 'benchmarks.md');
const results = JSON.parse(readFileSync(join(root, 'bench', 'results.json'), 'utf8'));
const everyone = (await allContenders()).map(({ name }) => name);
const page = benchmarksPage(results, everyone);
const problems = [];

if (process.argv.includes('--check')) {
  const current = existsSync(file) && readFileSync(file, 'utf8') === page;
  if (!current) problems.push('docs/benchmarks.md: run `node tools/generate-benchmark-docs.mjs`');
} else {
  writeFileSync(file, page);
}
report(
  problems,
  `${results.figures.length} figures of ${results.contenders.length} contenders, of ${results.date}`,
);
