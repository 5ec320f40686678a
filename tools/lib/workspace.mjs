import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * Every package of the workspace, by name of its folder.
 *
 * @returns {{ folder: string, directory: string, manifest: Record<string, any> }[]} `folder` is relative to the
 *   repository (`packages/core`), `directory` absolute.
 */
export function workspacePackages() {
  return workspaceFolders()
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, directory: join(root, folder), manifest: readManifest(folder) }));
}

/** The packages that npm gets: all but the private ones. */
export function publishedPackages() {
  return workspacePackages().filter(({ manifest }) => manifest.private !== true);
}

/** The published packages of providers, known by their definition. */
export function providerPackages() {
  return publishedPackages().filter(({ directory }) => existsSync(join(directory, 'src', 'definition.ts')));
}

/** Reads the `package.json` of a folder of the repository. */
export function readManifest(folder = '.') {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

/** Reads the list `packages:` of pnpm-workspace.yaml: entries are a folder, or a folder and `/*`. */
function workspaceFolders() {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const list = /^packages:\n((?: +- .+\n)+)/m.exec(text)?.[1] ?? '';
  const patterns = [...list.matchAll(/- ["']?([^"'\n]+)/g)].map((match) => match[1]);
  return patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    if (!existsSync(join(root, parent))) return [];
    return readdirSync(join(root, parent))
      .sort()
      .map((name) => `${parent}/${name}`);
  });
}
