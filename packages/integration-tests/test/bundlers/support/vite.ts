import { build, createLogger, type InlineConfig, type Rolldown } from 'vite';
import { type Bundler, type Platform, workerConditions } from './bundler.js';

/** For servers and workers Vite bundles packages only if it is told to. */
function targetOf(platform: Platform): InlineConfig {
  if (platform === 'browser') return { build: { modulePreload: false } };
  if (platform === 'node') return { build: { ssr: true }, ssr: { noExternal: true } };
  return {
    build: { ssr: true },
    ssr: { noExternal: true, target: 'webworker', resolve: { conditions: workerConditions } },
  };
}

export const vite: Bundler = {
  name: 'Vite',
  async bundle({ folder, program, platform, minify, split, output }) {
    const warnings: string[] = [];
    const note = (message: string) => warnings.push(message);
    const target = targetOf(platform);
    const built = await build({
      ...target,
      root: folder,
      configFile: false,
      envDir: false,
      publicDir: false,
      logLevel: 'warn', // else it reports its progress on the terminal, past the logger
      customLogger: { ...createLogger('silent'), warn: note, warnOnce: note, error: note },
      build: {
        ...target.build,
        outDir: output,
        emptyOutDir: false,
        minify,
        sourcemap: true,
        rolldownOptions: {
          input: { main: `${folder}/${program}` },
          output: { entryFileNames: 'main.js', codeSplitting: split },
        },
      },
    });
    const { output: files } = built as Rolldown.RolldownOutput;
    const modules = files.flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []));
    return {
      entry: 'main.js',
      format: 'module',
      modules: modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([path]) => path),
      warnings,
    };
  },
};
