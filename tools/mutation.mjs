// Mutation testing of one provider: makes every small change that Stryker knows to the code that writes and reads its
// wire, and counts the changes that its conformance run notices. It takes minutes, so it is no part of the checks.
// `npm run mutation -- provider-ollama` prints a table and what nothing noticed; `--record` writes docs/mutation.md.
// Files after the package narrow it down: `src/to-wire.ts`, `src/to-wire.ts:10-40`.
// Exit code 1 below the wanted score, which is 0.9; 2 where nothing could be measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib/root.mjs';
import { judge } from './mutation/judge.mjs';
import { addToPage } from './mutation/page.mjs';
import { describeJudgement } from './mutation/report.mjs';
import { runStryker } from './mutation/run-stryker.mjs';
import { wireFiles } from './mutation/wire-files.mjs';

const wantedScore = 0.9;
const page = join(root, 'docs', 'mutation.md');

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    record: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '2' },
  },
});
const [packageName, ...files] = positionals;
const isWhole = files.length === 0;
try {
  checkArguments();
  await run();
} catch (error) {
  console.error(`mutation: ${error.message}`);
  process.exitCode = 2;
}

function checkArguments() {
  const names = Object.keys(wireFiles);
  if (!names.includes(packageName)) {
    throw new Error(`${packageName ?? 'nothing'} is no package to mutate. Accepted: ${names.join(', ')}.`);
  }
  const subject = join('packages', packageName, 'test', 'conformance.subject.ts');
  if (!existsSync(join(root, subject))) throw new Error(`there is no ${subject} to run.`);
  if (!(Number(values.concurrency) >= 1)) throw new Error('--concurrency takes a number from 1 up.');
  if (values.record && !isWhole) throw new Error('only a run of all files can be recorded.');
}

async function run() {
  const mutate = isWhole ? wireFiles[packageName] : files;
  const start = Date.now();
  const mutants = await runStryker({ packageName, mutate, concurrency: Number(values.concurrency) });
  const all = JSON.parse(readFileSync(new URL('./mutation/equivalent.json', import.meta.url), 'utf8'));
  const judgement = judge(mutants, all[packageName] ?? []);
  const minutes = ((Date.now() - start) / 60_000).toFixed(1);
  console.log(`\n${describeJudgement(packageName, judgement, isWhole)}\n\n${minutes} minutes`);
  if (values.record) record(judgement);
  process.exitCode = judgement.score >= wantedScore ? 0 : 1;
}

function record(judgement) {
  const before = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const manifest = join(root, 'node_modules', '@stryker-mutator', 'core', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const versions = { StrykerJS: version, 'Node.js': process.versions.node };
  writeFileSync(page, addToPage(before, { packageName, judgement, versions, date: new Date() }));
  console.log('docs/mutation.md written');
}
