import { defineProject } from 'vitest/config';

// Many start git, npm or a compiler, which takes its time while everything else runs.
export default defineProject({
  test: { name: 'tools', include: ['test/**/*.test.mjs'], testTimeout: 600_000, hookTimeout: 600_000 },
});
