import type { CallOptions } from '@modelport/core';

/** The options of who gives none. */
export const noOptions: CallOptions = Object.freeze({});

/** By retries: for a target that may be waited for while it loads its model, and for any other. */
const waiting = new Map<number, CallOptions>();
const notWaiting = new Map<number, CallOptions>();

/**
 * How a target is asked where nobody gives any options. The same few objects again and again, frozen: core checks each of them
 * once, which would otherwise be a good part of what a call through a router costs.
 */
export function plainOptions(waitForModel: boolean, maxRetries: number): CallOptions {
  const known = waitForModel ? waiting : notWaiting;
  let options = known.get(maxRetries);
  if (options === undefined) {
    options = Object.freeze(waitForModel ? { maxRetries } : { waitForModel, maxRetries });
    known.set(maxRetries, options);
  }
  return options;
}
