import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * Every package of a workspace, by name of its folder.
 *
 * @param {string} [base] The folder of the workspace. Default: this repository.
 * @returns {{ folder: string, directory: string, manifest: Record<string, any> }[]} `folder` is relative to the
 *   workspace (`packages/core`), `directory` absolute.
 */
export function workspacePackages(base = root) {
  return workspaceFolders(base)
    .filter((folder) => existsSync(join(base, folder, 'package.json')))
    .map((folder) => ({ folder, directory: join(base, folder), manifest: readManifest(folder, base) }));
}

/** The packages that npm gets: all but the private ones. */
export function publishedPackages(base = root) {
  return workspacePackages(base).filter(({ manifest }) => manifest.private !== true);
}

/** The published packages of providers. */
export function providerPackages(base = root) {
  return publishedPackages(base).filter(isProvider);
}

/** Whether a package is a provider's, known by its definition. */
export function isProvider({ directory }) {
  return existsSync(join(directory, 'src', 'definition.ts'));
}

/** Reads the `package.json` of a folder of a workspace. */
export function readManifest(folder = '.', base = root) {
  return JSON.parse(readFileSync(join(base, folder, 'package.json'), 'utf8'));
}

/** Reads the list `packages:` of pnpm-workspace.yaml: entries are a folder, or a folder and `/*`. */
function workspaceFolders(base) {
  const text = readFileSync(join(base, 'pnpm-workspace.yaml'), 'utf8');
  const list = /^packages:\n((?: +- .+\n)+)/m.exec(text)?.[1] ?? '';
  const patterns = [...list.matchAll(/- ["']?([^"'\n]+)/g)].map((match) => match[1]);
  return patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    if (!existsSync(join(base, parent))) return [];
    return readdirSync(join(base, parent))
      .sort()
      .map((name) => `${parent}/${name}`);
  });
}
