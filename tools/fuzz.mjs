// Gives every provider random answers of its backend in random pieces, half of them damaged, and checks what comes of it.
// `npm run fuzz -- --runs 1000000` spreads so many cases over all; `--seed 7` gives the same ones again; names of packages
// narrow it down. `--record` writes the result into docs/fuzzing.md.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { conformingPackages, loadSubjects } from './lib/load-subjects.mjs';
import { root } from './lib/root.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    record: { type: 'boolean', default: false },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
if (!(runs >= 1) || !Number.isInteger(seed)) {
  console.error('--runs takes a number from 1 up, --seed a whole number.');
  process.exit(2);
}

const fuzz = await import('../packages/provider-testkit/dist/fuzz.js');
const chosen = await subjectsOf(positionals);
const share = Math.ceil(runs / chosen.length);
const reports = [];
console.log(`${share} cases for each of ${chosen.length} providers, seed ${seed}`);
for (const subject of chosen) {
  const name = subject.name ?? subject.definition.type;
  try {
    const report = await fuzz.fuzzProvider(subject, { runs: share, seed });
    reports.push({ name, ...report });
    console.log(`${name}: ${row(report).join(', ')}`);
  } catch (error) {
    console.error(`${name}: ${error.stack}`);
    process.exitCode = 1;
  }
}
if (values.record && process.exitCode === undefined) record();

/** All that have a wire and go over a given `fetch`, which is replaced: those through a user's own client do not. */
async function subjectsOf(names) {
  const packages = conformingPackages().filter(
    ({ folder }) => names.length === 0 || names.includes(basename(folder)),
  );
  const lists = await Promise.all(packages.map(({ directory }) => loadSubjects(directory)));
  return lists
    .flat()
    .filter(({ wire, transports = ['fetch'] }) => wire !== undefined && transports.includes('fetch'));
}

function row({ answers, errors, durationMs }) {
  const failed = Object.entries(errors).sort(([one], [other]) => one.localeCompare(other));
  const words = failed.map(([code, count]) => `${count} ${code}`).join(', ') || 'none';
  return [`${answers} answers`, `errors: ${words}`, `${Math.round(durationMs / 1000)} s`];
}

function record() {
  const rows = reports.map(({ name, runs: count, answers, errors, heapGrowth }) => {
    const list = Object.entries(errors)
      .sort()
      .map(([code, times]) => `\`${code}\` ${times}`);
    return `| ${name} | ${count} | ${answers} | ${list.join(', ')} | ${(heapGrowth / 1e6).toFixed(1)} MB |`;
  });
  const total = reports.reduce((sum, report) => sum + report.runs, 0);
  const page = `# Random answers

Written by \`npm run fuzz -- --runs ${runs} --seed ${seed} --record\` on ${new Date().toISOString().slice(0, 10)}.

Each provider got random answers of its backend: texts of any characters, thoughts, tool calls, usage or none. They came in random
reads, and half of them were damaged on the way: cut off, bits flipped, bytes dropped, repeated or put in. ${total.toLocaleString('en')} cases:
every sound answer came out as it was meant however it was cut, every damaged one became an answer or a \`ProviderError\` in time,
and none that had lost its end became an answer. There was no crash and no hang. \`npm test\` repeats it with 10,000 new ones.

Keys of tool arguments have no backslash here. With them the first run found a fault of Node's own: from version 24 on, once
\`JSON.parse\` has read a key that ends in a backslash, it reads a later key with an escape in that place wrongly.

\`\`\`ts
JSON.parse('{"y":1,"z\\\\\\\\":2}');
Object.keys(JSON.parse('{"y":1,"z\\\\n":2}')); // [ 'y', 'z\\\\' ], not [ 'y', 'z\\n' ]
\`\`\`

| provider | cases | answers | errors | heap grown by |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
  writeFileSync(join(root, 'docs', 'fuzzing.md'), page);
}
