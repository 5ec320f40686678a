// What users install besides our own packages is under a licence that everybody can accept, and no advisory is left out
// of the audit for ever. The audit itself is `npm run audit`: it needs npm's own registry, and so runs in CI alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { runChild } from './lib/run-child.mjs';
import { exceptionProblems, licenceProblems } from './lib/third-party.mjs';
import { publishedPackages } from './lib/workspace.mjs';

const filters = publishedPackages().flatMap(({ manifest }) => ['--filter', manifest.name]);
const { code, output } = await runChild(['pnpm', ...filters, 'licenses', 'list', '--prod', '--json'], {
  capture: true,
});
if (code !== 0) {
  report([`pnpm licenses list failed:\n${output.trim()}`], '');
} else {
  const licences = JSON.parse(output);
  const names = Object.values(licences).flatMap((packages) => packages.map(({ name }) => name));
  const today = new Date().toISOString().slice(0, 10);
  const exceptions = exceptionProblems(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'), today);
  report(
    [...licenceProblems(licences), ...exceptions],
    `besides ours, users install ${names.join(', ') || 'nothing'}, under free licences`,
  );
}
