import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../root.mjs';
import { runChild } from '../run-child.mjs';

const compilerOptions = {
  noEmit: true,
  declaration: false,
  declarationMap: false,
  erasableSyntaxOnly: false,
  noPropertyAccessFromIndexSignature: false, // a reader's project seldom has it
  types: ['node'],
};

/**
 * Compiles modules made of documents, which may import every built package of the workspace.
 *
 * @param {{ file: string, line: number, source: string }[]} modules
 * @param {ReturnType<import('../workspace.mjs').workspacePackages>} packages
 * @param {string} scratch A folder of its own for the project that is compiled.
 * @returns {Promise<string[]>} What the compiler says, with places in the documents.
 */
export async function compileBlocks(modules, packages, scratch) {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  if (modules.length === 0) return [];
  const project = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.mts'] };
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(project, null, 2));
  const documents = new Map();
  for (const { file, line, source } of modules) {
    const name = `${file.replaceAll(/[/\\]/g, '-')}@${line}`;
    documents.set(name, file);
    writeFileSync(join(scratch, `${name}.mts`), source);
  }
  linkDependencies(packages, scratch);
  const { code, output } = await runChild(['tsc', '-p', scratch, '--pretty', 'false'], { capture: true });
  if (code === 0) return [];
  const place = /^(?:.*\/)?([^/\n]+@\d+)\.mts\((\d+),(\d+)\)/gm;
  return [
    output.trimEnd().replace(place, (_, name, line, column) => `${documents.get(name)}:${line}:${column}`),
  ];
}

/** Gives the blocks every package of the workspace, and whatever one of these uses. */
function linkDependencies(packages, scratch) {
  for (const { directory, manifest } of packages) {
    link(scratch, manifest.name, directory);
    const foreign = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    for (const name of foreign) link(scratch, name, join(directory, 'node_modules', name));
  }
  link(scratch, '@types/node', join(root, 'node_modules', '@types', 'node'));
}

function link(scratch, name, target) {
  const path = join(scratch, 'node_modules', name);
  if (existsSync(path) || !existsSync(target)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}
