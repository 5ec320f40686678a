import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';

export default defineProject({
  test: { include: ['test/**/*.test.ts'] },
  // The map in package.json leads to dist; tests are about src.
  resolve: {
    alias: { '#transport': fileURLToPath(new URL('src/transport/node-transport.ts', import.meta.url)) },
  },
});
