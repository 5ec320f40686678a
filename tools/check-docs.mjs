// Every TypeScript block in the READMEs and docs compiles against the built packages, as a module of its own, and
// imports the packages of the providers that it creates.
// ```ts continues        goes on where the block before it in the same file ended
// ```ts nocheck: reason  is not compiled, and listed
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { codeBlocks } from './lib/markdown.mjs';
import { report } from './lib/report.mjs';
import { cacheFolder, root } from './lib/root.mjs';
import { runChild } from './lib/run-child.mjs';
import { unregisteredTypes } from './lib/unregistered-types.mjs';
import { workspacePackages } from './lib/workspace.mjs';

const core = await import(new URL('../packages/core/dist/index.js', import.meta.url).href);
const knownTypes = { ...core.knownTypes, acme: 'modelport-provider-acme' }; // the template's
const packages = workspacePackages();
const scratch = join(cacheFolder, 'docs');
const problems = [];
const unchecked = [];
let checked = 0;

rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });
for (const file of markdownFiles()) writeBlocks(file);
writeProject();
linkDependencies();
if (checked > 0) problems.push(...(await compile()));
const list = unchecked.length === 0 ? '' : `; not compiled: ${unchecked.join(', ')}`;
report(problems, `${checked} blocks compile${list}`);

function markdownFiles() {
  const readmes = ['.', ...packages.map(({ folder }) => folder)].map((folder) => join(folder, 'README.md'));
  const docs = existsSync(join(root, 'docs')) ? readdirSync(join(root, 'docs'), { recursive: true }) : [];
  const guides = docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name));
  return [...readmes, 'CONTRIBUTING.md', ...guides].filter((file) => existsSync(join(root, file)));
}

/** Each block becomes a module in which it stands at its own line, so that errors point into the document. */
function writeBlocks(file) {
  let previous = [];
  for (const { language, note, line, code } of codeBlocks(readFileSync(join(root, file), 'utf8'))) {
    if (!['ts', 'typescript', 'mts'].includes(language)) continue;
    if (note.startsWith('nocheck')) {
      const reason = note.replace(/^nocheck:?\s*/, '');
      if (reason === '') problems.push(`${file}:${line}: nocheck needs a reason: \`\`\`ts nocheck: reason`);
      unchecked.push(`${file}:${line} (${reason})`);
      continue;
    }
    const lines = note === 'continues' ? [...previous] : [];
    while (lines.length < line) lines.push('');
    lines.push(...code.split('\n'));
    previous = lines;
    for (const type of unregisteredTypes(lines.join('\n'), knownTypes)) {
      problems.push(`${file}:${line}: creates '${type}' without importing its package, ${knownTypes[type]}`);
    }
    checked += 1;
    writeFileSync(join(scratch, `${moduleName(file)}@${line}.mts`), `${lines.join('\n')}\nexport {};\n`);
  }
}

function writeProject() {
  const compilerOptions = {
    noEmit: true,
    declaration: false,
    declarationMap: false,
    erasableSyntaxOnly: false,
    noPropertyAccessFromIndexSignature: false, // a reader's project seldom has it
    types: ['node'],
  };
  const project = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*.mts'] };
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(project, null, 2));
}

/** Gives the blocks every package of the workspace, and whatever one of these uses. */
function linkDependencies() {
  for (const { directory, manifest } of packages) {
    link(manifest.name, directory);
    const foreign = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    for (const name of foreign) link(name, join(directory, 'node_modules', name));
  }
  link('@types/node', join(root, 'node_modules', '@types', 'node'));
}

function link(name, target) {
  const path = join(scratch, 'node_modules', name);
  if (existsSync(path) || !existsSync(target)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

async function compile() {
  const { code, output } = await runChild(['tsc', '-p', scratch, '--pretty', 'false'], { capture: true });
  if (code === 0) return [];
  const names = new Map(markdownFiles().map((file) => [moduleName(file), file]));
  const place = new RegExp(`${relative(root, scratch)}/(.+)@\\d+\\.mts\\((\\d+),(\\d+)\\)`, 'g');
  return [output.trimEnd().replace(place, (_, name, line, column) => `${names.get(name)}:${line}:${column}`)];
}

function moduleName(file) {
  return file.replaceAll(/[/\\]/g, '-');
}
