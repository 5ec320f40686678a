// What core adds to a program, minified and gzipped, stays within its budgets: what an import of it brings, and all
// of it, with the call pipeline that the first call loads.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { report } from './lib/report.mjs';
import { root } from './lib/root.mjs';

const importBudget = 10_000;
const wholeBudget = 17_000;

const { outputFiles, metafile } = await build({
  entryPoints: [join(root, 'packages/core/dist/index.js')],
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'neutral',
  external: ['node:*'],
  target: 'node22',
  outdir: 'out',
  absWorkingDir: root,
  metafile: true,
  write: false,
});
const contents = new Map(outputFiles.map((file) => [file.path, file.contents]));
const outputs = Object.entries(metafile.outputs);
const [entry] = outputs.find(([, output]) => output.entryPoint === 'packages/core/dist/index.js');

const imported = gzipped(importedBy(entry));
const whole = gzipped(outputs.map(([path]) => path));
const summary = `importing core brings ${kilobytes(imported)} gzipped of at most ${kilobytes(importBudget)}; all of it is ${kilobytes(whole)} of at most ${kilobytes(wholeBudget)}`;
const fits = imported <= importBudget && whole <= wholeBudget;
report(fits ? [] : [`${summary}: make it smaller, or move what not everyone needs elsewhere`], summary);

/** A file with all that it imports by statements, not by `import()`. */
function importedBy(path, found = new Set()) {
  found.add(path);
  for (const { path: next, kind } of metafile.outputs[path].imports) {
    if (kind === 'import-statement' && !found.has(next)) importedBy(next, found);
  }
  return [...found];
}

function gzipped(paths) {
  return gzipSync(Buffer.concat(paths.map((path) => contents.get(join(root, path)))), { level: 9 }).length;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(2)} kB`;
}
