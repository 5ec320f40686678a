import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * What a program weighs in bytes as esbuild leaves it: tree-shaken, minified, gzipped.
 *
 * @param {string} program
 * @param {{ folder: string, calls?: boolean, platform?: 'neutral' | 'node' }} options `folder`: where its packages are.
 *   `calls`: with all that `import()` loads when something is first called; default: what the program reads at its start.
 *   `platform`: `neutral` (default) for any, `node` for one that may use Node's own modules.
 * @returns {Promise<number>}
 */
export async function bundleSize(program, { folder, calls = false, platform = 'neutral' }) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform,
    target: 'node22',
    write: false,
    plugins: calls ? [] : [withoutImportCalls],
    logOverride: {
      // A chunk that is imported for nothing but its side effects has none.
      'ignored-bare-import': 'silent',
    },
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

/** `8.4 kB` */
export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** Leaves `import()` as it stands. */
const withoutImportCalls = {
  name: 'without-import-calls',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};
