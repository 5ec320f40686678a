// No package imports one that stands above or beside it, and none reaches into another's folder. Cycles within a
// package are the linter's to find (noImportCycles).
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isOurs, mayImport } from './lib/layers.mjs';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';
import { importsOf, typescriptFiles } from './lib/source-imports.mjs';
import { workspacePackages } from './lib/workspace.mjs';

const problems = [];
let checked = 0;
for (const { directory, manifest } of workspacePackages()) {
  for (const part of ['src', 'test']) {
    for (const { path, source } of typescriptFiles(join(directory, part))) {
      checked += 1;
      for (const specifier of importsOf(source)) {
        const problem = problemOf(manifest.name, directory, path, specifier, part === 'test');
        if (problem !== undefined) problems.push(`${relative(root, path)}: '${specifier}' ${problem}`);
      }
    }
  }
}
report(problems, `${checked} files import downwards only`);

function problemOf(name, directory, path, specifier, inTests) {
  if (specifier.startsWith('.')) {
    const target = resolve(dirname(path), specifier);
    const outside = !target.startsWith(directory + sep);
    return outside ? 'leaves the package; import a package by its name' : undefined;
  }
  if (!isOurs(specifier) || mayImport(name, specifier, inTests)) return undefined;
  return `stands above or beside ${name}, which may not import it (tools/lib/layers.mjs)`;
}
