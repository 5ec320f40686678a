import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const folder = import.meta.dirname;
const packageFolder = join(folder, '../../..');
const root = join(packageFolder, '../..');
/** Not in `node_modules`: Deno takes what is there for a part of an npm package. */
const cache = join(packageFolder, '.cache/runtimes');

const common: BuildOptions = {
  bundle: true,
  format: 'esm',
  target: 'es2023',
  logLevel: 'silent',
};

/** What a bundler is told to make a file for a runtime that cannot import packages. */
const platforms = {
  workerd: { platform: 'neutral', conditions: ['workerd', 'worker', 'browser'] },
  browser: { platform: 'browser' },
} as const satisfies Record<string, BuildOptions>;

const net = join(folder, 'remote-net/net.ts');
const browser = (file: string): string => join(folder, 'browser', file);

/** What the kit needs in addition. */
const kit = {
  // Packages are found by the runtime itself, by its own conditions.
  process: { platform: 'node', packages: 'external' },
  workerd: {
    ...platforms.workerd,
    mainFields: ['module', 'main'],
    alias: { 'node:net': net },
    external: ['node:*'],
  },
  browser: {
    ...platforms.browser,
    inject: [browser('globals.mjs')],
    alias: {
      'node:net': net,
      'node:assert/strict': browser('assert.mjs'),
      'node:events': browser('events.mjs'),
      'node:http': browser('http.mjs'),
      'node:timers/promises': browser('timers-promises.mjs'),
      'node:util': browser('util.mjs'),
      'node:zlib': browser('zlib.mjs'),
    },
    // Imported by parts of the kit that are not in the bundle.
    external: ['node:*'],
  },
} as const satisfies Record<string, BuildOptions>;

/** Bundles the conformance run of these packages for a runtime, and gives the file. */
export async function bundleSuite(target: keyof typeof kit, packages: readonly string[]): Promise<string> {
  const start = { process: 'start-process.js', workerd: 'start-worker.js', browser: 'start-page.js' }[target];
  const imports = packages.map((name, index) => {
    const file = join(root, name, 'test/conformance.subject.ts');
    return `import { subjects as list${index} } from ${JSON.stringify(`./${relative(folder, file)}`)};`;
  });
  const subjects = packages.map((name, index) => `${JSON.stringify(name)}: list${index}[0]`);
  const contents = [
    ...imports,
    `import { start } from './${start}';`,
    // A worker is a default export.
    `export default start({ ${subjects.join(', ')} });`,
  ].join('\n');
  const stdin = { contents, resolveDir: folder, loader: 'ts' } as const;
  return bundle(`suite-${target}.mjs`, { ...kit[target], stdin });
}

/** Bundles a program for a runtime as a user would: nothing stands in for a module of Node. */
export async function bundleProgram(target: keyof typeof platforms, file: string): Promise<string> {
  const entryPoints = [join(folder, file)];
  return bundle(`${file.replace(/\.ts$/, '')}-${target}.mjs`, { ...platforms[target], entryPoints });
}

/** Two test files may write the same bundle at once: each puts a whole one in place. */
async function bundle(name: string, options: BuildOptions): Promise<string> {
  const outfile = join(cache, name);
  const draft = `${outfile}.${randomUUID()}`;
  await build({ ...common, ...options, outfile: draft });
  await rename(draft, outfile);
  return outfile;
}
