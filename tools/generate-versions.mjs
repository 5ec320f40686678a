// Writes each provider's version into its src/version.ts, where its definition reads it. `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './lib/report.mjs';
import { publishedPackages } from './lib/workspace.mjs';

const check = process.argv.includes('--check');
const packages = publishedPackages().filter(({ directory }) =>
  ['definition.ts', 'version.ts'].some((name) => existsSync(join(directory, 'src', name))),
);
const outdated = packages.filter((each) => read(versionFile(each)) !== content(each));

if (check) {
  const problems = outdated.map(
    ({ folder }) => `${folder}/src/version.ts: run \`node tools/generate-versions.mjs\``,
  );
  report(problems, `${packages.length} version files are current`);
} else {
  for (const each of outdated) writeFileSync(versionFile(each), content(each));
  console.log(`${outdated.length} of ${packages.length} version files written`);
}

function versionFile({ directory }) {
  return join(directory, 'src', 'version.ts');
}

function content({ manifest }) {
  return [
    '// Written by tools/generate-versions.mjs.',
    '/** The version of this package. */',
    `export const version: string = '${manifest.version}';`,
    '',
  ].join('\n');
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
