import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';

export default defineProject({
  // On a busy machine, sockets, processes and many runs take their time; what hangs is still told.
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
  // The map in package.json leads to dist; tests are about src.
  resolve: {
    alias: { '#transport': fileURLToPath(new URL('src/transport/node-transport.ts', import.meta.url)) },
  },
});
