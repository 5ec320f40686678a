import { build, formatMessages } from 'esbuild';
import { type Bundler, type Platform, workerConditions } from './bundler.js';

/** What esbuild writes unless it is told otherwise; workers are modules. */
const defaultFormat = { browser: 'iife', bun: 'esm', node: 'cjs', workerd: 'esm' } as const satisfies Record<
  Platform,
  string
>;

export const esbuild: Bundler = {
  name: 'esbuild',
  async bundle({ folder, program, platform, minify, split, output }) {
    const format = split ? 'esm' : defaultFormat[platform];
    const { metafile, warnings } = await build({
      absWorkingDir: folder,
      entryPoints: { main: program },
      outdir: output,
      bundle: true,
      platform: platform === 'node' ? 'node' : 'browser',
      ...(platform === 'workerd' && { conditions: workerConditions }),
      format,
      splitting: split,
      minify,
      sourcemap: true,
      metafile: true,
      logLevel: 'silent',
    });
    const inputs = Object.values(metafile.outputs).flatMap((file) => Object.entries(file.inputs));
    return {
      entry: 'main.js',
      format: format === 'esm' ? 'module' : 'commonjs',
      modules: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path),
      warnings: await formatMessages(warnings, { kind: 'warning' }),
    };
  },
};
