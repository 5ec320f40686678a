/** The package that all others have as a peer. */
export const core = '@modelport/core';

const handWritten = /^workspace:\^(\d+\.\d+\.\d+)$/;

/**
 * The oldest version of core that a package says it works with.
 *
 * @returns {string | undefined} `1.0.0` for `workspace:^1.0.0`; `undefined` where core is no peer, or its range has
 *   no floor that was written by hand.
 */
export function floorOf({ peerDependencies = {} }) {
  return handWritten.exec(peerDependencies[core] ?? '')?.[1];
}
