import { builtinModules } from 'node:module';
import { basename, join, relative } from 'node:path';
import { importsOf, typescriptFiles } from '../source-imports.mjs';
import { isProvider } from '../workspace.mjs';

const core = '@modelport/core';
const utilities = '@modelport/provider-utils';

/** `process.getBuiltinModule('fs')`, also as `getBuiltinModule?.(…)` and `process['getBuiltinModule'](…)`. */
const builtinCall = /\bgetBuiltinModule\b(?:['"]\])?(?:\?\.)?\(/;

/** Conditions of the platforms that may have files of their own. Bun and Deno match `node` as well, so theirs stand before it. */
export const platforms = ['workerd', 'bun', 'deno', 'browser', 'node'];
const conditions = [...platforms, 'default'];

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

/** An import of the package's own is there to choose by platform; of its exports, those that have more than a default. */
function conditionProblems({ folder, manifest }) {
  const { imports = {}, exports = {} } = manifest;
  const chosen = [
    ...Object.entries(imports).map(([name, choice]) => [`imports["${name}"]`, choice]),
    ...Object.entries(exports)
      .map(([name, { types, ...choice }]) => [`exports["${name}"]`, choice])
      .filter(([, choice]) =>
        Object.keys(choice).some((name) => conditions.includes(name) && name !== 'default'),
      ),
  ];
  return chosen.flatMap(([name, choice]) => choiceProblems(`${folder}/package.json: ${name}`, choice));
}

function choiceProblems(place, chosen) {
  const names = Object.keys(chosen);
  const expected = conditions.join(', ');
  if (names.join(', ') !== expected) {
    return [`${place} has the conditions ${names.join(', ')}; it needs ${expected}, in this order`];
  }
  const isOfNodeByName = (path) => /^node\b/.test(basename(path));
  const needOf = (name) => {
    const path = chosen[name];
    if (name === 'node') return isOfNodeByName(path) ? undefined : 'its name must begin with "node"';
    if (path !== chosen.default) return `it needs ${chosen.default}, as "default" has`;
    return name === 'default' && isOfNodeByName(path) ? 'its name must not begin with "node"' : undefined;
  };
  return names.flatMap((name) => {
    const need = needOf(name);
    return need === undefined ? [] : [`${place}.${name} is ${chosen[name]}; ${need}`];
  });
}
