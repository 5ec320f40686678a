import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.js';

// Two files: what an import brings, and the call pipeline, which the first call loads.
export default defineConfig({ ...base, entry: ['src/index.ts'], splitting: true });
