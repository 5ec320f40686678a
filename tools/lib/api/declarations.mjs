import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript-6';

/**
 * Copies the declaration files that an entry point reaches, changed where API Extractor would lose something: it passes
 * over `declare module` blocks, so each becomes a namespace that the entry point exports, for `apiReports` to turn back.
 *
 * @param {string} directory The package.
 * @param {string} entry Its declaration file, `./dist/index.d.ts`.
 * @param {string} scratch An empty folder.
 * @returns {{ entry: string, augmented: Map<string, string>, exported: Map<string, { onlyType: boolean }> }} The copy of
 *   the entry point; by name of a namespace what the block augments, `module '@modelport/core'` or `global`; and the names
 *   that the entry point exports.
 */
export function copyDeclarations(directory, entry, scratch) {
  const augmented = new Map();
  const first = join(directory, entry);
  const copies = reachable(first).map((file) => ({ file, ...withoutAugmentations(read(file), augmented) }));
  for (const { file, text, names } of copies) {
    const path = join(scratch, relative(directory, file));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file === first ? `${text}\n${exportsOfNamespaces(copies, first)}` : text);
    for (const [name, target] of names) augmented.set(name, target);
  }
  symlinkSync(join(directory, 'node_modules'), join(scratch, 'node_modules'), 'junction');
  return {
    entry: join(scratch, relative(directory, first)),
    augmented,
    exported: exportsOf(first),
  };
}

/** The file and all that it imports by relative paths, also without a name. */
function reachable(first) {
  const files = new Set([first]);
  for (const file of files) {
    for (const path of importsOf(read(file))) {
      if (path.startsWith('.')) files.add(besides(file, path));
    }
  }
  return [...files];
}

/** What a file imports and exports from, `import('./path.js').Name` included. */
function importsOf(source) {
  const paths = [];
  const visit = (node) => {
    const path = ts.isImportTypeNode(node) ? node.argument.literal : node.moduleSpecifier;
    if (path !== undefined) paths.push(path.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return paths;
}

function withoutAugmentations(source, { size }) {
  const names = new Map();
  let { text } = source;
  for (const statement of source.statements.filter(isAugmentation).reverse()) {
    const name = `augmentation_${statement.name.text.replace(/\W/g, '_')}_${size + names.size}`;
    const target = statement.name.getText(source);
    names.set(name, target === 'global' ? target : `module ${target}`);
    const head = text.slice(0, statement.getStart(source));
    text = `${head}export declare namespace ${name} ${text.slice(statement.body.getStart(source))}`;
  }
  return { text: text.replace(namespaceExport, 'import * as $1 from $2;\nexport { $1 };'), names };
}

/** API Extractor loses that these are exported. */
const namespaceExport = /^\s*export \* as (\w+) from (['"][^'"\n]+['"]);?$/gm;

/** Whether a statement is `declare module 'name' { … }` or `declare global { … }`. */
export function isAugmentation(statement) {
  if (!ts.isModuleDeclaration(statement)) return false;
  return ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

function exportsOfNamespaces(copies, first) {
  return copies
    .filter(({ file, names }) => file !== first && names.size > 0)
    .map(({ file, names }) => {
      const path = relative(dirname(first), file)
        .replaceAll('\\', '/')
        .replace(/\.d\.ts$/, '.js');
      return `export { ${[...names.keys()].join(', ')} } from './${path}';`;
    })
    .join('\n');
}

/** What a file exports by name, and all that it exports from files beside it. */
function exportsOf(file) {
  const names = new Map();
  for (const statement of read(file).statements) {
    const { exportClause, isTypeOnly, moduleSpecifier } = statement;
    if (!ts.isExportDeclaration(statement)) {
      for (const name of declaredExports(statement)) names.set(name, { onlyType: false });
    } else if (exportClause === undefined && moduleSpecifier.text.startsWith('.')) {
      for (const [name, kind] of exportsOf(besides(file, moduleSpecifier.text))) names.set(name, kind);
    } else if (exportClause !== undefined) {
      for (const each of exportClause.elements ?? [exportClause]) {
        names.set(each.name.text, { onlyType: isTypeOnly || each.isTypeOnly === true });
      }
    }
  }
  return names;
}

function declaredExports(statement) {
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  if (!isExported) return [];
  const declarations = statement.declarationList?.declarations ?? [statement];
  return declarations.map(({ name }) => name.text);
}

function besides(file, path) {
  return join(dirname(file), path.replace(/\.js$/, '.d.ts'));
}

function read(file) {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}
