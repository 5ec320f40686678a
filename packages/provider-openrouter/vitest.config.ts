import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['../provider-testkit/vitest.global-setup.ts'],
    // A real server on a busy machine may take its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
