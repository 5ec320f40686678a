import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages that know their own version: those with a definition, which states it, or a `src/version.ts`. */
export function packagesWithVersionFile(packages) {
  return packages.filter(({ directory }) =>
    ['definition.ts', 'version.ts'].some((name) => existsSync(join(directory, 'src', name))),
  );
}

/** Those of them whose `src/version.ts` is missing or says something else than the manifest. */
export function outdatedVersionFiles(packages) {
  return packagesWithVersionFile(packages).filter((each) => read(fileOf(each)) !== contentOf(each));
}

/** One line for each file that is not current. */
export function versionFileProblems(packages) {
  return outdatedVersionFiles(packages).map(
    ({ folder, manifest }) =>
      `${folder}/src/version.ts does not say ${manifest.version}, the version of its package.json: run \`node tools/generate-versions.mjs\``,
  );
}

/** Writes the version of a package into its `src/version.ts`. */
export function writeVersionFile(each) {
  writeFileSync(fileOf(each), contentOf(each));
}

function fileOf({ directory }) {
  return join(directory, 'src', 'version.ts');
}

function contentOf({ manifest }) {
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
