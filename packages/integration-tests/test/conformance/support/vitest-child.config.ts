import { defineConfig } from 'vitest/config';

/** For a vitest within a test of vitest. */
export default defineConfig({ test: { include: ['describe-in-vitest.mjs'] } });
