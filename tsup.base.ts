import type { Options } from 'tsup';

/** What every package builds with: ES modules for Node 22 and later; declarations come from `tsc`. */
export const base: Options = {
  format: ['esm'],
  target: 'node22',
  platform: 'neutral',
  clean: true,
  dts: false,
};

/**
 * What a provider builds with: one file for each entry point and a few that they share, because opening thirty costs more
 * than reading them. `register` stays a file that `index` imports: a bundler keeps its effect by the name in `sideEffects`.
 */
export const provider = {
  ...base,
  entry: ['src/index.ts', 'src/register.ts', 'src/definition.ts'],
  splitting: true,
  external: ['./register.js'],
} satisfies Options;
