import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { workspacePackages } from '../../lib/workspace.mjs';

/**
 * Makes a folder that is removed after the test.
 *
 * @param {Record<string, unknown>} [files] Their contents by path: texts, or values to be written as JSON.
 * @returns {string} Its path.
 */
export function fixture(files = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modelport-check-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  write(folder, files);
  return folder;
}

/** Writes files into a folder, as `fixture` does. */
export function write(folder, files) {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

/**
 * The packages of a workspace that is made of these files below `packages`, and removed after the test.
 *
 * @param {Record<string, unknown>} files `core/package.json`, say.
 */
export function workspaceOf(files) {
  const inPackages = Object.entries(files).map(([path, content]) => [`packages/${path}`, content]);
  const base = fixture({
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    ...Object.fromEntries(inPackages),
  });
  return { base, packages: workspacePackages(base) };
}
