import { promisify } from 'node:util';
import start, { type Configuration, type Stats, type StatsModule } from 'webpack';
import { type Bundler, type Platform, workerConditions } from './bundler.js';

const targets: Record<Platform, string> = {
  browser: 'web',
  bun: 'web',
  node: 'node22',
  workerd: 'webworker',
};

export const webpack: Bundler = {
  name: 'webpack',
  async bundle({ folder, program, platform, minify, split, output }) {
    const esm = split || platform === 'workerd';
    const stats = await run({
      mode: 'production',
      context: folder,
      entry: { main: `./${program}` },
      target: esm ? [targets[platform], 'es2022'] : targets[platform],
      devtool: 'source-map',
      ...(platform === 'workerd' && { resolve: { conditionNames: [...workerConditions, 'import'] } }),
      ...(esm && { experiments: { outputModule: true } }),
      optimization: { minimize: minify },
      // Programs that use every package, unminified, are large; what they weigh is held to budgets elsewhere.
      performance: false,
      output: { path: output, filename: '[name].js', asyncChunks: split, module: esm },
    });
    const {
      modules = [],
      warnings = [],
      errors = [],
    } = stats.toJson({
      all: false,
      errors: true,
      warnings: true,
      modules: true,
      nestedModules: true,
    });
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
    return {
      entry: 'main.js',
      format: esm ? 'module' : 'commonjs',
      modules: modules.flatMap(pathsOf),
      warnings: warnings.map(({ message }) => message),
    };
  },
};

async function run(configuration: Configuration): Promise<Stats> {
  const compiler = start(configuration);
  if (compiler === null) throw new Error('webpack did not take its configuration.');
  try {
    const stats = await promisify<Stats | undefined>((done) => compiler.run(done))();
    if (stats === undefined) throw new Error('webpack made nothing.');
    return stats;
  } finally {
    await promisify<void>((done) => compiler.close(done))();
  }
}

/** Several modules that webpack has put into one are listed inside it. */
function pathsOf(module: StatsModule): string[] {
  return module.modules?.flatMap(pathsOf) ?? [module.name ?? ''];
}
