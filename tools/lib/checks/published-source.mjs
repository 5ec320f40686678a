import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedFiles, git } from '../git.mjs';

/** Fields of a manifest that make a difference to whoever installs the package. */
const publishedFields = [
  ...['name', 'type', 'exports', 'imports', 'bin', 'sideEffects', 'files', 'engines', 'os', 'cpu'],
  ...['dependencies', 'peerDependencies', 'peerDependenciesMeta', 'optionalDependencies'],
];

/** What a package is made of beside its own `src`. */
const otherSources = {
  '@modelport/create-provider': ['packages/create-provider/scripts', 'templates/provider'],
};

/**
 * The files of a package's published source that differ from those of a commit: `src`, how it is built, folders that
 * `files` lists, and the manifest, if a field counts. READMEs do not: a better one goes out with the next release.
 *
 * @param {string} base The folder of the workspace.
 * @param {{ folder: string, manifest: Record<string, any> }} each
 * @param {string} commit
 * @returns {string[]} Relative to the workspace.
 */
export function changedSource(base, { folder, manifest }, commit) {
  const listed = (manifest.files ?? []).filter((entry) => !/^(!|dist$|CHANGELOG)/.test(entry));
  const own = ['src', 'tsup.config.ts', 'tsconfig.build.json', ...listed].map((path) => `${folder}/${path}`);
  const changed = changedFiles(base, commit, [...own, ...(otherSources[manifest.name] ?? [])]);
  const manifestFile = `${folder}/package.json`;
  const before = git(base, ['show', `${commit}:./${manifestFile}`]);
  const after = readFileSync(join(base, manifestFile), 'utf8');
  return publishedPart(before) === publishedPart(after) ? changed : [...changed, manifestFile];
}

function publishedPart(text) {
  const manifest = text === undefined ? {} : JSON.parse(text);
  return JSON.stringify(publishedFields.map((field) => manifest[field] ?? null));
}
