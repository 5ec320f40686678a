import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleRequest, Bundler } from './bundler.js';
import type { Project } from './project.js';

/** What a bundler made of a program. */
export interface Bundle {
  /** The path of the file to run. */
  readonly entry: string;
  /** The names of the files of code. */
  readonly files: readonly string[];
  /** All code. */
  readonly code: string;
  /** The files of our packages whose code is in it, such as `@modelport/core/dist/index.js`. */
  readonly modules: readonly string[];
  readonly packages: readonly string[];
  readonly warnings: readonly string[];
}

/** Settings of a bundle; unless told otherwise it is one file for Node. */
export type BundleOptions = Partial<Pick<BundleRequest, 'platform' | 'minify' | 'split'>>;

/** Bundles a program of a project into a folder that has no `node_modules` in reach. */
export async function bundle(
  bundler: Bundler,
  project: Project,
  program: string,
  options: BundleOptions = {},
): Promise<Bundle> {
  const output = await project.outputFolder();
  const { folder } = project;
  const defaults = { platform: 'node', minify: false, split: false } as const;
  const report = await bundler.bundle({ ...defaults, ...options, folder, program, output });
  await writeFile(join(output, 'package.json'), JSON.stringify({ type: report.format }));
  const names = await readdir(output, { recursive: true });
  const files = names.filter((name) => /\.m?js$/.test(name));
  const code = await Promise.all(files.map((name) => readFile(join(output, name), 'utf8')));
  const modules = report.modules.flatMap((path) => /@modelport\/.*$/.exec(path.replaceAll('\\', '/')) ?? []);
  return {
    entry: join(output, report.entry),
    files,
    code: code.join('\n'),
    modules,
    packages: [...new Set(modules.flatMap((path) => /^@modelport\/[^/]+/.exec(path) ?? []))].sort(),
    warnings: report.warnings,
  };
}
