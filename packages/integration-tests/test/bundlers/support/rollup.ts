import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import { type Plugin, rollup as start } from 'rollup';
import { type Bundler, type Platform, workerConditions } from './bundler.js';

const conditions: Record<Platform, readonly string[]> = {
  browser: [],
  bun: ['bun'],
  node: ['node'],
  workerd: workerConditions,
};

/** Rollup has no minifier of its own. */
const minifier: Plugin = {
  name: 'minifier',
  renderChunk: (code) => transform(code, { minify: true, format: 'esm', sourcemap: true }),
};

export const rollup: Bundler = {
  name: 'rollup',
  async bundle({ folder, program, platform, minify, split, output }) {
    const warnings: string[] = [];
    const build = await start({
      input: { main: `${folder}/${program}` },
      plugins: [
        nodeResolve({ browser: platform === 'browser', exportConditions: [...conditions[platform]] }),
        ...(minify ? [minifier] : []),
      ],
      onLog: (level, log) => {
        if (level === 'warn') warnings.push(log.message);
      },
    });
    const built = await build.write({
      dir: output,
      format: 'es',
      inlineDynamicImports: !split,
      sourcemap: true,
    });
    await build.close();
    const modules = built.output.flatMap((file) =>
      file.type === 'chunk' ? Object.entries(file.modules) : [],
    );
    return {
      entry: 'main.js',
      format: 'module',
      modules: modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([path]) => path),
      warnings,
    };
  },
};
