import { expect, it } from 'vitest';

// Without the project's own Node the tests of a machine with an old one would pass on that one, unnoticed.
it('runs on Node 22.18 or later', () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  expect(major * 1000 + minor).toBeGreaterThanOrEqual(22_018);
});
