import ts from 'typescript-6';
import { codeBlocks } from '../markdown.mjs';
import { isAugmentation } from './declarations.mjs';

/**
 * Reads a report.
 *
 * @param {string} markdown
 * @returns {{ exported: Map<string, Declaration>, internal: Map<string, Declaration>, augmented: Map<string, Declaration>, imported: Map<string, string> }}
 *   By name of what is exported; of what that needs; of what is augmented, as `'@modelport/core'.ProviderTypes`; and of
 *   what comes from another package, with its name there.
 *
 * @typedef {{ kind: string, nodes: ts.Statement[], onlyType: boolean }} Declaration A name may stand for a type and a
 *   value: these are two, `tool` and `type Tool`.
 */
export function readReport(markdown) {
  const code = codeBlocks(markdown).find(({ language }) => language === 'ts')?.code ?? '';
  const source = ts.createSourceFile('api.d.ts', code, ts.ScriptTarget.Latest, true);
  const model = { exported: new Map(), internal: new Map(), augmented: new Map(), imported: new Map() };
  const aliases = source.statements.filter(ts.isExportDeclaration).flatMap(aliasesOf);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) readImport(statement, model.imported);
    else if (isAugmentation(statement)) readAugmentation(statement, model.augmented);
    else if (!ts.isExportDeclaration(statement)) readDeclaration(statement, model, aliases);
  }
  for (const { name, local } of aliases) {
    const origin = model.imported.get(local);
    if (origin !== undefined) add(model.exported, name, `export of ${origin}`, []);
  }
  return model;
}

function readDeclaration(statement, { exported, internal }, aliases) {
  const isExported = (ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Export) !== 0;
  for (const { kind, name, node } of declarationsOf(statement)) {
    if (isExported) add(exported, name, kind, node);
    const others = aliases.filter(({ local }) => local === name);
    for (const alias of others) add(exported, alias.name, kind, node, alias.onlyType);
    if (!isExported && others.length === 0) add(internal, name, kind, node);
  }
}

function declarationsOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((node) => ({
      kind: 'constant',
      name: node.name.text,
      node,
    }));
  }
  const kind = kinds.find(([is]) => is(statement))?.[1] ?? 'statement';
  return [{ kind, name: statement.name?.text ?? statement.getText(), node: statement }];
}

const kinds = [
  [ts.isInterfaceDeclaration, 'interface'],
  [ts.isTypeAliasDeclaration, 'type'],
  [ts.isFunctionDeclaration, 'function'],
  [ts.isClassDeclaration, 'class'],
  [ts.isEnumDeclaration, 'enum'],
  [ts.isModuleDeclaration, 'namespace'],
];

function readAugmentation({ name, body }, augmented) {
  for (const statement of body.statements) {
    for (const { kind, name: inner, node } of declarationsOf(statement)) {
      add(augmented, `${name.getText()}.${inner}`, kind, node);
    }
  }
}

function readImport({ importClause, moduleSpecifier }, imported) {
  const bindings = importClause?.namedBindings;
  if (importClause?.name !== undefined)
    imported.set(importClause.name.text, `default of ${moduleSpecifier.text}`);
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) imported.set(bindings.name.text, `all of ${moduleSpecifier.text}`);
  else {
    for (const { name, propertyName } of bindings.elements) {
      imported.set(name.text, `${(propertyName ?? name).text} of ${moduleSpecifier.text}`);
    }
  }
}

/** `export { local as name }` */
function aliasesOf({ exportClause, isTypeOnly }) {
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.map((each) => ({
    name: each.name.text,
    local: (each.propertyName ?? each.name).text,
    onlyType: isTypeOnly || each.isTypeOnly,
  }));
}

/** Overloads of a function, and interfaces that merge, are one declaration. */
function add(map, name, kind, node, onlyType = false) {
  const isType = kind === 'interface' || kind === 'type';
  const key = isType ? `type ${name}` : name;
  const known = map.get(key);
  if (known === undefined) map.set(key, { kind, nodes: [node].flat(), onlyType });
  else known.nodes.push(node);
}
