import { defineProject } from 'vitest/config';

// On a busy machine, sockets, processes and many runs take their time; what hangs is still told.
export default defineProject({
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
