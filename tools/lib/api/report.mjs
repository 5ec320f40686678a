import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-6';
import { cacheFolder, root } from '../root.mjs';
import { copyDeclarations } from './declarations.mjs';
import { extractApi } from './extract.mjs';
import { readReport } from './model.mjs';

const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const printer = ts.createPrinter({ removeComments: true });

/**
 * What entry points export, each as a Markdown file with one block of TypeScript: every exported name with its whole
 * type, the types of the package that these reach, and its `declare module` blocks. There are no comments in it, so
 * that a change of wording is no change.
 *
 * @param {readonly { directory: string, specifier: string, types: string }[]} entries Some of the `apiEntries` of
 *   packages, which are built, each with the folder of its package.
 * @returns {string[]} In the order of the entries.
 */
export function apiReports(entries) {
  mkdirSync(cacheFolder, { recursive: true });
  const scratch = mkdtempSync(join(cacheFolder, 'api-'));
  try {
    const copies = entries.map(({ directory, types }, index) => {
      const copied = copyDeclarations(directory, types, join(scratch, String(index)));
      return { ...copied, packageFile: join(directory, 'package.json') };
    });
    return extractApi(scratch, copies).map((extracted, index) => {
      const { specifier } = entries[index];
      const text = page(specifier, format(tidy(extracted, copies[index])));
      return whole(text, specifier, copies[index]);
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function page(specifier, code) {
  return [
    `# What \`${specifier}\` exports`,
    '',
    'Written by `npm run api`. A change here is a change for users: see "Public API" in CONTRIBUTING.md.',
    '',
    '```ts',
    code.trimEnd(),
    '```',
    '',
  ].join('\n');
}

/** One statement per paragraph: imports, then what is exported and what that needs, then the augmentations. */
function tidy(extracted, { augmented, exported }) {
  const source = ts.createSourceFile('api.d.ts', extracted, ts.ScriptTarget.Latest, true);
  const parts = { imports: [], declarations: [], augmentations: [] };
  for (const statement of source.statements) {
    const text = printer.printNode(ts.EmitHint.Unspecified, statement, source);
    const name = statement.name?.text;
    if (ts.isImportDeclaration(statement)) {
      parts.imports.push(text.replace(/^import (?!type )/, 'import type '));
    } else if (augmented.has(name)) {
      const body = printer.printNode(ts.EmitHint.Unspecified, statement.body, source);
      parts.augmentations.push(`declare ${augmented.get(name)} ${body.replace(/^( *)export /gm, '$1')}`);
    } else if (ts.isClassDeclaration(statement) && exported.get(name)?.onlyType) {
      // API Extractor does not tell `export type { SomeClass }` from `export { SomeClass }`.
      parts.declarations.push(text.replace(/^export (declare )?/, 'declare '), `export type { ${name} };`);
    } else {
      parts.declarations.push(text);
    }
  }
  const { imports, declarations, augmentations } = parts;
  const blocks = [imports.sort().join('\n'), ...declarations, ...augmentations.sort()];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** @throws {Error} If a name is not in the report, so that nothing can be lost on the way. */
function whole(text, specifier, { exported }) {
  const reported = readReport(text).exported;
  const missing = [...exported.keys()].filter((name) => !reported.has(name) && !reported.has(`type ${name}`));
  if (missing.length === 0) return text;
  throw new Error(`The API report of ${specifier} lacks what it exports: ${missing.join(', ')}`);
}

/** Long unions get a line for each member, so that a difference shows the one that changed. */
function format(code) {
  const command = [biome, 'format', '--stdin-file-path=api.d.ts'];
  return execFileSync(process.execPath, command, { cwd: root, input: code, encoding: 'utf8', stdio: 'pipe' });
}
