import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { apiEntries, reportFolder } from './entries.mjs';
import { apiReports } from './report.mjs';

const command = 'run `npm run api`, and look at what has changed';

/**
 * Compares the reports of packages with what their declarations make of them now.
 *
 * @param {readonly { folder: string, directory: string, manifest: Record<string, any> }[]} packages Built.
 * @returns {{ count: number, outdated: { file: string, path: string, text: string | undefined, problem: string }[] }}
 *   `file` is in the workspace, `path` absolute; `text` is `undefined` for a report whose entry point is gone.
 * @throws {Error} If a package is not built.
 */
export function compareReports(packages) {
  const entries = packages.flatMap((each) => apiEntries(each).map((entry) => ({ ...each, ...entry })));
  const missing = entries.find(({ directory, types }) => !existsSync(join(directory, types)));
  if (missing !== undefined)
    throw new Error(`${missing.folder}/${missing.types.replace('./', '')} is missing: run \`npm run build\``);
  const texts = apiReports(entries);
  const changed = entries
    .map((entry, index) => comparison(entry, texts[index]))
    .filter((each) => each !== undefined);
  return { count: entries.length, outdated: [...changed, ...packages.flatMap(leftOver)] };
}

/** Brings reports up to date. */
export function writeReports(outdated) {
  for (const { path, text } of outdated) {
    if (text === undefined) {
      rmSync(path);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}

function comparison({ folder, directory, report }, text) {
  const path = join(directory, relative(folder, report));
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (before === text) return undefined;
  const what = before === undefined ? 'is missing' : 'is not what the types are now';
  return { file: report, path, text, problem: `${report} ${what}: ${command}` };
}

/** The reports of entry points that are gone. */
function leftOver(entry) {
  const folder = join(entry.directory, reportFolder);
  if (!existsSync(folder)) return [];
  const known = apiEntries(entry).map(({ report }) => basename(report));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.api.md') && !known.includes(name))
    .map((name) => {
      const file = `${entry.folder}/${reportFolder}/${name}`;
      const problem = `${file} is of no entry point in exports: ${command}`;
      return { file, path: join(folder, name), text: undefined, problem };
    });
}
