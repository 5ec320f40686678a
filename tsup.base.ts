import type { Options } from 'tsup';

/** What every package builds with: ES modules for Node 22 and later; declarations come from `tsc`. */
export const base: Options = {
  format: ['esm'],
  target: 'node22',
  platform: 'neutral',
  clean: true,
  dts: false,
};
