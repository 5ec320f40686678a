import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.js';

// One file for each entry point and a few that they share: opening fifty costs more than reading them. `register` stays a
// file that `index` imports, because a bundler keeps its effect by the name in `sideEffects`.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/register.ts', 'src/definition.ts', 'src/extend.ts', 'src/presets.ts'],
  splitting: true,
  external: ['./register.js'],
});
