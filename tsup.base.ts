import { posix, resolve } from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];
type Build = Parameters<Plugin['setup']>[0];

/** What every package builds with: ES modules for Node 22 and later; declarations come from `tsc`. */
export const base: Options = {
  format: ['esm'],
  target: 'node22',
  platform: 'neutral',
  clean: true,
  dts: false,
};

/** A file of `dist`. Paths are without their extension. */
export interface WrittenFile {
  readonly name: string;
  /** The modules of `src` that it begins with. Default: the one of its name. */
  readonly roots?: readonly string[];
  /** It has only what this module needs as well. */
  readonly within?: string;
  /** It exports all that is in it, for the other files. Otherwise only what its root exports. */
  readonly shared?: true;
  /** Another build writes it, and these files import from it. */
  readonly isWritten?: true;
}

/** The module of `src` that a `#` import stands for: `{ '#transport': 'transport/node-transport' }`. */
export type ChosenModules = Readonly<Record<string, string>>;

/**
 * Builds the files that are named, in the order in which a program loads them: each holds what its roots need and no file
 * before it has, and imports the rest from those. What is loaded by `import()` is named as well.
 *
 * Node takes as long to open a file as to compile one of thirty kilobytes, and esbuild's own splitting makes one for each set of
 * entries that share a module: six for an import of core, where two will do.
 */
export function inFiles(...files: readonly WrittenFile[]): Options {
  return {
    ...base,
    entry: [...new Set(files.flatMap(rootsOf))],
    splitting: false,
    external: [/^#/],
    esbuildPlugins: [writtenFiles(files)],
  };
}

/**
 * Builds files for one platform, beside those of `inFiles`: what package.json leaves to a condition is in them. They have their
 * own copies of whatever no file before them has, so that a program on that platform opens fewer.
 */
export function inFilesFor(chosen: ChosenModules, ...files: readonly WrittenFile[]): Options {
  return { ...inFiles(...files), clean: false, external: [], esbuildPlugins: [writtenFiles(files, chosen)] };
}

/** What a provider builds with: `driver` names the module that its first call loads. */
export function provider(driver: string): Options {
  return inFiles({ name: 'definition', shared: true }, { name: 'index' }, { name: driver });
}

function rootsOf({ name, roots = [name] }: WrittenFile): string[] {
  return roots.map((root) => `./src/${root}.ts`);
}

function writtenFiles(files: readonly WrittenFile[], chosen: ChosenModules = {}): Plugin {
  return {
    name: 'written-files',
    async setup(build) {
      const sources = new Map(Object.entries(chosen).map(([name, module]) => [name, `./src/${module}.ts`]));
      const { fileOf, exportsOf } = await assign(files, sources, build);
      // A module that several files begin with is loaded by `import()` from the last of them.
      const byRoot = new Map(
        files.flatMap((file) => rootsOf(file).map((root) => [resolve(root), file.name])),
      );

      build.initialOptions.entryPoints = files
        .filter(({ isWritten }) => !isWritten)
        .map(({ name }) => ({ in: `written:${name}`, out: name }));
      build.onResolve({ filter: /^written:/ }, ({ path }) => ({ path: path.slice(8), namespace: 'written' }));
      build.onLoad({ filter: /./, namespace: 'written' }, ({ path }) => {
        const file = files.find(({ name }) => name === path) ?? { name: path };
        const modules = [...fileOf.keys()].filter((module) => fileOf.get(module) === path);
        const exported = file.shared
          ? modules.map((module) => `export * from ${JSON.stringify(module)};`)
          : rootsOf(file).map((root) => {
              const module = resolve(root);
              const from = JSON.stringify(module);
              return `import ${from}; export { ${exportsOf.get(module)} } from ${from};`;
            });
        return { contents: exported.join('\n'), resolveDir: process.cwd() };
      });

      // `tsup` has found packages to be external before this is asked.
      build.onResolve({ filter: /./ }, ({ path, importer, kind, resolveDir, namespace }) => {
        const module = resolve(sources.get(path) ?? resolve(resolveDir, path.replace(/\.js$/, '.ts')));
        const from = namespace === 'written' ? importer : fileOf.get(importer);
        const to = (kind === 'dynamic-import' && byRoot.get(module)) || fileOf.get(module);
        if (to === undefined || from === undefined) {
          throw new Error(`None of the files to be written holds ${path}, which ${importer} imports.`);
        }
        if (to === from) return { path: module, sideEffects: true };
        const found = posix.relative(posix.dirname(from), `${to}.js`);
        return { path: found.startsWith('.') ? found : `./${found}`, external: true };
      });
    },
  };
}

/** Finds which file each module of `src` goes into, and what the roots export. */
async function assign(
  files: readonly WrittenFile[],
  sources: ReadonlyMap<string, string>,
  { esbuild, initialOptions }: Build,
) {
  const { metafile } = await esbuild.build({
    entryPoints: [...new Set(files.flatMap(rootsOf))],
    bundle: true,
    format: 'esm',
    target: initialOptions.target,
    packages: 'external',
    external: sources.size > 0 ? [] : ['#*'],
    alias: Object.fromEntries(sources),
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const needs = (root: string, found = new Set<string>()): ReadonlySet<string> => {
    const module = posix.normalize(root);
    if (found.has(module)) return found;
    found.add(module);
    for (const { path, kind, external } of metafile.inputs[module]?.imports ?? []) {
      if (kind === 'import-statement' && !external) needs(path, found);
    }
    return found;
  };
  const fileOf = new Map<string, string>();
  for (const file of files) {
    const limit = file.within && needs(`./src/${file.within}.ts`);
    const modules = rootsOf(file).flatMap((root) => [...needs(root)]);
    for (const module of modules.filter((each) => !limit || limit.has(each)).map((each) => resolve(each))) {
      if (!fileOf.has(module)) fileOf.set(module, file.name);
    }
  }
  const outputs = Object.values(metafile.outputs);
  const exportsOf = new Map(outputs.map(({ entryPoint = '', exports }) => [resolve(entryPoint), exports]));
  return { fileOf, exportsOf };
}
