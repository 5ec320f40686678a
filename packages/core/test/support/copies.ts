import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';

type Core = typeof import('../../src/index.js');

const require = createRequire(import.meta.url);
const built = join(import.meta.dirname, '../../dist');
const folder = mkdtempSync(join(tmpdir(), 'modelport-core-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyOf(name: string): string {
  cpSync(built, join(folder, name, 'dist'), { recursive: true });
  cpSync(join(built, '../package.json'), join(folder, name, 'package.json'));
  return join(folder, name, 'dist/index.js');
}

/** The built package as another copy in the same process, imported from a folder of its own. */
export async function importCopy(name: string): Promise<Core> {
  return (await import(/* @vite-ignore */ pathToFileURL(copyOf(name)).href)) as Core;
}

/** The built package as another copy, loaded with `require()`. */
export const requireCopy = (): Core => require(copyOf('required')) as Core;
