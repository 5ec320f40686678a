import { dirname, join, relative, resolve, sep } from 'node:path';
import { isOurs, mayImport } from '../layers.mjs';
import { importsOf, typescriptFiles } from '../source-imports.mjs';

/**
 * Imports of a package that stands above or beside the importing one, and imports that reach into another's folder.
 * Imports of types count too. Cycles within a package are the linter's to find (docs/decisions/0013).
 *
 * @param {ReturnType<import('../workspace.mjs').workspacePackages>} packages
 * @returns {{ problems: string[], checked: number }} `checked` is the number of files.
 */
export function importProblems(packages) {
  const files = packages.flatMap((each) =>
    ['src', 'test'].flatMap((part) =>
      typescriptFiles(join(each.directory, part)).map((file) => ({
        ...each,
        ...file,
        inTests: part === 'test',
      })),
    ),
  );
  const problems = files.flatMap((file) =>
    importsOf(file.source).flatMap((specifier) => {
      const problem = problemOf(file, specifier);
      const place = `${file.folder}/${relative(file.directory, file.path)}`;
      return problem === undefined ? [] : [`${place}: '${specifier}' ${problem}`];
    }),
  );
  return { problems, checked: files.length };
}

function problemOf({ manifest: { name }, directory, path, inTests }, specifier) {
  if (specifier.startsWith('.')) {
    const target = resolve(dirname(path), specifier);
    const outside = !target.startsWith(directory + sep);
    return outside ? 'leaves the package; import a package by its name' : undefined;
  }
  if (!isOurs(specifier) || mayImport(name, specifier, inTests)) return undefined;
  return `stands above or beside ${name}, which may not import it (tools/lib/layers.mjs)`;
}
