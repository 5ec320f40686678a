import { builtinModules } from 'node:module';
import { basename, join, relative } from 'node:path';
import { importsOf, typescriptFiles } from '../source-imports.mjs';
import { isProvider } from '../workspace.mjs';

const core = '@modelport/core';
const utilities = '@modelport/provider-utils';

/** `process.getBuiltinModule('fs')`, also as `getBuiltinModule?.(…)` and `process['getBuiltinModule'](…)`. */
const builtinCall = /\bgetBuiltinModule\b(?:['"]\])?(?:\?\.)?\(/;

/** Bun and Deno match the condition `node` as well, so theirs stand before it. */
const conditions = ['workerd', 'bun', 'deno', 'browser', 'node', 'default'];

/**
 * What would keep core, provider-utils and the providers from running where there is no Node: an import of one of its
 * modules, one that is loaded elsewhere than in provider-utils' Node transport, an import of that transport past the
 * condition that chooses it, and a wrong choice of conditions.
 *
 * @param {ReturnType<import('../workspace.mjs').workspacePackages>} packages
 * @returns {{ problems: string[], checked: number }} `checked` is the number of files.
 */
export function nodeImportProblems(packages) {
  const portable = packages.filter(
    (each) => [core, utilities].includes(each.manifest.name) || isProvider(each),
  );
  const files = portable.flatMap((each) =>
    typescriptFiles(join(each.directory, 'src')).map((file) => ({ ...each, ...file })),
  );
  const problems = [...files.flatMap(problemsOf), ...portable.flatMap(conditionProblems)];
  return { problems, checked: files.length };
}

function problemsOf({ folder, directory, manifest, path, source }) {
  const place = `${folder}/${relative(directory, path)}`;
  const ofNode = manifest.name === utilities && basename(path).startsWith('node-');
  const problems = importsOf(source).flatMap((specifier) => {
    if (isOfNode(specifier)) {
      return [
        `'${specifier}' is a module of Node; use what every platform has, and createTransport() for requests`,
      ];
    }
    const pastCondition = /^\.{1,2}\/.*\bnode-[\w-]+\.js$/.test(specifier) && manifest.name === utilities;
    return pastCondition && !ofNode ? [`'${specifier}' is of Node alone; import '#transport'`] : [];
  });
  if (!ofNode && builtinCall.test(source)) {
    problems.push("only provider-utils' Node transport may call process.getBuiltinModule()");
  }
  return problems.map((problem) => `${place}: ${problem}`);
}

function isOfNode(specifier) {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function conditionProblems({ folder, manifest }) {
  if (manifest.name !== utilities) return [];
  const chosen = manifest.imports?.['#transport'] ?? {};
  const names = Object.keys(chosen);
  const expected = conditions.join(', ');
  const place = `${folder}/package.json: imports["#transport"]`;
  if (names.join(', ') !== expected) {
    return [`${place} has the conditions ${names.join(', ')}; it needs ${expected}, in this order`];
  }
  return names.flatMap((name) => {
    const file = name === 'node' ? 'node-transport.js' : 'fetch-transport.js';
    return basename(chosen[name]) === file ? [] : [`${place}.${name} is ${chosen[name]}; it needs ${file}`];
  });
}
