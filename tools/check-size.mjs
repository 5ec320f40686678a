// What core adds to a program, minified and gzipped as a bundler leaves it, within budgets (docs/decisions/0005): to a
// program that uses `createProvider` alone and to one that imports everything, with and without what is loaded when
// something is first called.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';

const core = './packages/core/dist/index.js';
const createProvider = `export { createProvider } from '${core}';`;
const everything = `export * from '${core}';`;

/** Leaves `import()` as it stands. */
const withoutImportCalls = {
  name: 'without-import-calls',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

const measures = [
  { name: 'createProvider alone', program: createProvider, budget: 10_000 },
  {
    name: 'createProvider with all that its calls load',
    program: createProvider,
    calls: true,
    budget: 19_000,
  },
  { name: 'an import of everything', program: everything, budget: 16_500 },
  { name: 'all of core', program: everything, calls: true, budget: 31_000 },
];

const lines = [];
const problems = [];
for (const { name, program, calls = false, budget } of measures) {
  const bytes = await sizeOf(program, calls);
  const line = `${name}: ${kilobytes(bytes)} of at most ${kilobytes(budget)} gzipped`;
  lines.push(line);
  if (bytes > budget)
    problems.push(`${line}: make it smaller, or load with import() what not everyone needs`);
}
report(problems, lines.join('; '));

/** Bytes of a program, tree-shaken, with or without what `import()` loads. */
async function sizeOf(contents, calls) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'node22',
    write: false,
    plugins: calls ? [] : [withoutImportCalls],
    // A chunk that is imported for nothing but its side effects has none.
    logOverride: { 'ignored-bare-import': 'silent' },
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
