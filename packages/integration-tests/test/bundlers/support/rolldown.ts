import { build } from 'rolldown';
import { type Bundler, workerConditions } from './bundler.js';

export const rolldown: Bundler = {
  name: 'rolldown',
  async bundle({ folder, program, platform, minify, split, output }) {
    const warnings: string[] = [];
    const built = await build({
      cwd: folder,
      input: { main: program },
      platform: platform === 'node' ? 'node' : 'browser',
      resolve: platform === 'workerd' ? { conditionNames: [...workerConditions, 'import', 'default'] } : {},
      output: { dir: output, format: 'esm', codeSplitting: split, minify, sourcemap: true },
      onLog: (level, log) => {
        if (level === 'warn') warnings.push(log.message);
      },
    });
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
