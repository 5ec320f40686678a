// Every TypeScript block in the READMEs and docs compiles against the built packages, as a module of its own, and
// imports the packages of the providers that it creates; or it says why not (tools/lib/checks/doc-blocks.mjs).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileBlocks } from './lib/checks/compile-blocks.mjs';
import { docBlocks } from './lib/checks/doc-blocks.mjs';
import { report } from './lib/report.mjs';
import { cacheFolder, root } from './lib/root.mjs';
import { workspacePackages } from './lib/workspace.mjs';

const core = await import(new URL('../packages/core/dist/index.js', import.meta.url).href);
const knownTypes = { ...core.knownTypes, acme: 'modelport-provider-acme' }; // the template's
const packages = workspacePackages();
const documents = markdownFiles().map((file) =>
  docBlocks(file, readFileSync(join(root, file), 'utf8'), knownTypes),
);
const all = (part) => documents.flatMap((each) => each[part]);

const problems = [
  ...all('problems'),
  ...(await compileBlocks(all('modules'), packages, join(cacheFolder, 'docs'))),
];
const list = all('unchecked').length === 0 ? '' : `; not compiled: ${all('unchecked').join(', ')}`;
report(problems, `${all('modules').length} blocks compile${list}`);

function markdownFiles() {
  const readmes = ['.', ...packages.map(({ folder }) => folder)].map((folder) => join(folder, 'README.md'));
  const docs = existsSync(join(root, 'docs')) ? readdirSync(join(root, 'docs'), { recursive: true }) : [];
  const guides = docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name));
  return [...readmes, 'CONTRIBUTING.md', 'SECURITY.md', ...guides].filter((file) =>
    existsSync(join(root, file)),
  );
}
