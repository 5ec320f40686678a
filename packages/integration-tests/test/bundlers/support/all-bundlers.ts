import { bun } from './bun.js';
import type { Bundler } from './bundler.js';
import { esbuild } from './esbuild.js';
import { rolldown } from './rolldown.js';
import { rollup } from './rollup.js';
import { vite } from './vite.js';
import { webpack } from './webpack.js';

/** Every bundler that the packages are tried with. */
export const allBundlers: readonly Bundler[] = [esbuild, rolldown, rollup, vite, webpack, bun];
