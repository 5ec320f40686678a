/** As in a terminal: without what the test runner sets for its own. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV$|TEST$|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(entries), NO_COLOR: '1' };
}
