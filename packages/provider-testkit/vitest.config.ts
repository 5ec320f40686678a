import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['./vitest.global-setup.ts'],
    // On a busy machine, sockets, processes and many runs take their time; what hangs is still told.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
