import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bunExecutable } from '../../support/bun.js';
import type { Bundler, Platform } from './bundler.js';

const run = promisify(execFile);

const targets: Record<Platform, readonly string[]> = {
  browser: ['--target=browser'],
  bun: ['--target=bun'],
  node: ['--target=node'],
  workerd: ['--target=browser', '--conditions=workerd'],
};

interface Metafile {
  readonly outputs: Record<string, { readonly inputs: Record<string, { readonly bytesInOutput: number }> }>;
}

export const bun: Bundler = {
  name: 'Bun',
  async bundle({ folder, program, platform, minify, split, output }) {
    const metafile = join(output, 'metafile.json');
    const flags = [
      ...targets[platform],
      `--outdir=${output}`,
      `--metafile=${metafile}`,
      '--sourcemap=linked',
      '--entry-naming=main.[ext]',
      ...(minify ? ['--minify'] : []),
      ...(split ? ['--splitting'] : []),
    ];
    const { stderr } = await run(await bunExecutable(), ['build', program, ...flags], { cwd: folder });
    const { outputs }: Metafile = JSON.parse(await readFile(metafile, 'utf8'));
    const inputs = Object.values(outputs).flatMap((file) => Object.entries(file.inputs));
    return {
      entry: 'main.js',
      format: 'module',
      modules: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path),
      warnings: stderr === '' ? [] : [stderr],
    };
  },
};
