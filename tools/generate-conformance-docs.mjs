// Writes docs/conformance.md: the conformance cases, and which of them each of our providers has to pass. What is skipped is
// known without a run: it is declared. `--check` only compares. `--run` runs all cases of all providers over both transports
// as well, and compares how they end; it takes minutes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unlistedGroups } from './lib/conformance-groups.mjs';
import { conformancePage } from './lib/conformance-page.mjs';
import { conformingPackages, loadSubjects } from './lib/load-subjects.mjs';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';

const file = join(root, 'docs', 'conformance.md');
const { conformanceCases } = await importKit('cases/index.js');
const { expectedSkip } = await importKit('run-case.js');
const { casesOf, planCases, runConformance } = await importKit('run-conformance.js');

const unlisted = unlistedGroups(conformanceCases);
const subjects = await allSubjects();
const page = conformancePage({ kit: conformanceCases, rows: subjects.map(rowOf) });
const summary = `${conformanceCases.length} cases, ${subjects.length} ways to make a provider`;
const problems = unlisted.map(
  (group) => `tools/lib/conformance-groups.mjs: say what the group ${group} is about`,
);
if (process.argv.includes('--run')) problems.push(...(await surprises()));

if (process.argv.includes('--check')) {
  const current = existsSync(file) && readFileSync(file, 'utf8') === page;
  if (!current) problems.push('docs/conformance.md: run `node tools/generate-conformance-docs.mjs`');
} else if (problems.length === 0) {
  writeFileSync(file, page);
}
report(problems, summary);

function importKit(path) {
  const built = join(root, 'packages', 'provider-testkit', 'dist', 'conformance', path);
  return import(pathToFileURL(built).href);
}

/** Those of our packages; a template is nobody's provider. */
async function allSubjects() {
  const packages = conformingPackages().filter(({ folder }) => folder.startsWith('packages/'));
  const lists = await Promise.all(
    packages.map(async ({ folder, directory }) =>
      (await loadSubjects(directory)).map((subject) => ({ folder, subject })),
    ),
  );
  return lists.flat();
}

function nameOf({ name, definition }) {
  return name ?? definition.type;
}

function rowOf({ folder, subject }) {
  const { definition, wire, cases = [] } = subject;
  const transports = [...new Set(planCases(subject).map(({ transport }) => transport))];
  const results = casesOf(subject)
    .filter(({ level }) => level !== 'next')
    .map((each) => ({ id: each.id, reason: expectedSkip(each, subject, transports[0]) }));
  const wireFacts = { wireName: wire?.name, wireCases: wire?.cases ?? [] };
  const { capabilities } = definition;
  return { name: nameOf(subject), folder, transports, capabilities, ...wireFacts, ownCases: cases, results };
}

/** How cases end, where that is not what the page says. */
async function surprises() {
  const found = [];
  for (const { subject } of subjects) {
    const plan = new Map(
      planCases(subject).map((each) => [`${each.oneCase.id} ${each.transport}`, each.oneCase]),
    );
    for (const { id, transport, status, reason, error } of await runConformance(subject)) {
      const oneCase = plan.get(`${id} ${transport}`);
      const expected = expectedSkip(oneCase, subject, transport);
      if (oneCase.level !== 'next' && (status === 'failed' || reason !== expected)) {
        found.push(`${nameOf(subject)} over ${transport}: ${id} ${status}: ${reason ?? error?.message}`);
      }
    }
  }
  return found;
}
